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

    /// The language that fits; choices are remembered, as browsers send few different wishes.
    mutating func choice(_ wish: LanguageWish, from languages: [Language]) -> String {
      if let known = choices[wish] { return known }
      let asked = wish.asked.flatMap { PercentEncoding.decode($0) }
      let choice = LanguageChoice.choose(
        query: asked, acceptLanguage: wish.accepted, from: languages)
      if choices.count >= Limits.languageChoicesMax { choices = [:] }
      choices[wish] = choice.code
      return choice.code
    }
  }

  /// All that is kept for one target: one answer, or one for each language.
  private struct Slot {
    var answers: [(language: String?, answer: PreparedAnswer)] = []
    var asked: String?
    var usedAt: UInt64

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
    state.withLock { state -> PreparedAnswer? in
      guard let index = state.slots.index(forKey: target) else { return nil }
      state.lookups += 1
      state.slots.values[index].usedAt = state.lookups
      let slot = state.slots.values[index]
      guard let first = slot.answers.first else { return nil }
      guard first.language != nil else { return first.answer }
      let wish = LanguageWish(asked: slot.asked, accepted: acceptLanguage)
      let language = state.choice(wish, from: languages)
      return slot.answers.first { $0.language == language }?.answer
    }
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
      while state.slots.count > countMax || state.bytes > bytesMax {
        guard let oldest = state.slots.min(by: { $0.value.usedAt < $1.value.usedAt }) else {
          return
        }
        state.bytes -= oldest.value.bytes
        state.slots[oldest.key] = nil
      }
    }
  }
}
