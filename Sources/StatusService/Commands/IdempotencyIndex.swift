import EventLog
import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

/// What each `Idempotency-Key` of the last day led to (I9). Folded from the log, so it survives a
/// restart and a change of primary. A value whose copies share their structure.
struct IdempotencyIndex: Hashable, Sendable {
  struct Answer: Hashable, Sendable {
    let body: Digest
    let outcome: Outcome
    let position: BoardPosition
    let recordedAt: Timestamp
  }

  /// A key in the order in which keys are forgotten.
  private struct Mark: Hashable, Comparable, Sendable {
    let position: Int64
    let recordedAt: Timestamp
    let key: Digest

    init(_ key: Digest, _ answer: Answer) {
      position = answer.position.position
      recordedAt = answer.recordedAt
      self.key = key
    }

    static func < (a: Self, b: Self) -> Bool { a.position < b.position }
  }

  private(set) var answers: TreeDictionary<Digest, Answer> = [:]
  private var order = SortedChunks<Mark>()

  private static let retention = Duration.seconds(Limits.idempotencyHours * 3600)

  init() {}

  /// The index of these answers; each has a position of its own.
  init(_ answers: TreeDictionary<Digest, Answer>) {
    self.answers = answers
    order = SortedChunks(sorted: answers.map { Mark($0.key, $0.value) }.sorted())
  }

  func answer(to key: Digest, now: Timestamp) -> Answer? {
    answers[key].flatMap { Self.isOver($0.recordedAt, at: now) ? nil : $0 }
  }

  func hasRoom(for pending: Int) -> Bool {
    answers.count + pending < Limits.idempotencyKeysMax
  }

  /// Takes in what was recorded first for a key.
  mutating func remember(_ mark: IdempotencyMark, _ outcome: Outcome, _ recorded: Recorded) {
    let answer = Answer(
      body: mark.body, outcome: outcome, position: recorded.position,
      recordedAt: recorded.recordedAt)
    if let old = answers.updateValue(answer, forKey: mark.key) { order.remove(Mark(mark.key, old)) }
    order.insert(Mark(mark.key, answer))
  }

  /// Drops what is older than a day.
  mutating func forget(before now: Timestamp) {
    guard !answers.isEmpty else { return }
    while let oldest = order.first, Self.isOver(oldest.recordedAt, at: now) {
      answers[oldest.key] = nil
      order.remove(oldest)
    }
  }

  private static func isOver(_ recordedAt: Timestamp, at now: Timestamp) -> Bool {
    now >= recordedAt.advanced(by: retention)
  }
}
