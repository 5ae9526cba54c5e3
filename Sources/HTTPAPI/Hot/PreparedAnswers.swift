import NIOCore
import StandardForms
import StatusPage
import Synchronization

/// The answers that are prepared, found by path and query as a client sends them: looked up on
/// event loops, under one short lock. Bounded in number and bytes (I11); what was not asked for the
/// longest time goes first.
final class PreparedAnswers: Sendable {
  /// What an answer is kept under.
  struct Key: Hashable, Sendable {
    /// The path, and those parameters of the query that the route reads, in its order.
    let target: String
    /// The language of a page; `nil` for what has none.
    let language: String?
    /// The undecoded language that the query asks for.
    let asked: String?

    /// The same for whoever asks for the same answer in other words.
    var forEverybody: Key { Key(target: target, language: language, asked: nil) }
  }

  private let languages: [Language]
  private let countMax: Int
  private let bytesMax: Int
  private let state = Mutex(State())

  private struct State {
    var slots: [String: Slot] = [:]
    var choices: [LanguageWish: String] = [:]
    var bytes = 0
    /// Counts lookups: a clock for what was used last.
    var lookups: UInt64 = 0

    /// Leaves out what was not asked for the longest time, a tenth of all at once: to look for it
    /// takes as long as there are targets, and is not to be done for each.
    mutating func shrink(countMax: Int, bytesMax: Int) {
      func isTooMuch() -> Bool { slots.count > countMax || bytes > bytesMax }
      guard isTooMuch() else { return }
      let oldest = slots.map { (key: $0.key, usedAt: $0.value.usedAt) }
        .sorted { $0.usedAt < $1.usedAt }
      for (index, (key, _)) in oldest.enumerated() {
        guard isTooMuch() || index < oldest.count / 10 else { return }
        bytes -= slots.removeValue(forKey: key)?.bytes ?? 0
      }
    }
  }

  /// All that is kept for one target: one answer, or one for each language.
  private struct Slot {
    var answers: [(language: String?, answer: PreparedAnswer)] = []
    var asked: String?
    var usedAt: UInt64

    var isLocalized: Bool { answers.first?.language != nil }
    var bytes: Int { answers.reduce(0) { $0 + $1.answer.bytes } }
  }

  private struct LanguageWish: Hashable {
    let asked: String?
    let accepted: String?
  }

  /// Keeps at most `countMax` targets and about `bytesMax` bytes.
  /// - Parameter languages: those of the pages.
  init(
    languages: [Language], countMax: Int = Limits.preparedCountMax,
    bytesMax: Int = Limits.preparedBytesMax
  ) {
    self.languages = languages
    self.countMax = countMax
    self.bytesMax = bytesMax
  }

  /// How much is kept: targets, and bytes.
  var size: (count: Int, bytes: Int) { state.withLock { ($0.slots.count, $0.bytes) } }

  /// What is kept for a request of `target` in the language that fits `acceptLanguage`, whether or
  /// not it still holds.
  func find(_ target: String, acceptLanguage: String?) -> PreparedAnswer? {
    let found = state.withLock { state -> (slot: Slot, language: String?)? in
      guard let index = state.slots.index(forKey: target) else { return nil }
      state.lookups += 1
      state.slots.values[index].usedAt = state.lookups
      let slot = state.slots.values[index]
      let wish = LanguageWish(asked: slot.asked, accepted: acceptLanguage)
      return (slot, slot.isLocalized ? state.choices[wish] : nil)
    }
    guard let slot = found?.slot else { return nil }
    guard slot.isLocalized else { return slot.answers.first?.answer }
    let wish = LanguageWish(asked: slot.asked, accepted: acceptLanguage)
    let language = found?.language ?? choose(wish)
    return slot.answers.first { $0.language == language }?.answer
  }

  /// The language that fits, found without the lock; choices are remembered, as browsers send few
  /// different wishes.
  private func choose(_ wish: LanguageWish) -> String {
    let choice = LanguageChoice.choose(
      query: wish.asked.flatMap { PercentEncoding.decode($0) }, acceptLanguage: wish.accepted,
      from: languages)
    state.withLock { state in
      if state.choices.count >= Limits.languageChoicesMax { state.choices = [:] }
      state.choices[wish] = choice.code
    }
    return choice.code
  }

  /// What is kept under `key`, whether or not it still holds.
  func kept(_ key: Key) -> PreparedAnswer? {
    state.withLock { state in
      state.slots[key.target]?.answers.first { $0.language == key.language }?.answer
    }
  }

  /// Keeps `answer` under `key`, in the place of what was there.
  func keep(_ answer: PreparedAnswer, _ key: Key) {
    guard answer.body.readableBytes <= Limits.preparedBodyBytesMax,
      key.target.utf8.count <= Limits.preparedTargetBytesMax
    else { return }
    state.withLock { state in
      state.lookups += 1
      var slot = state.slots[key.target] ?? Slot(usedAt: 0)
      state.bytes -= slot.bytes
      slot.answers.removeAll { $0.language == key.language }
      slot.answers.append((key.language, answer))
      slot.asked = key.asked
      slot.usedAt = state.lookups
      state.bytes += slot.bytes
      state.slots[key.target] = slot
      state.shrink(countMax: countMax, bytesMax: bytesMax)
    }
  }
}
