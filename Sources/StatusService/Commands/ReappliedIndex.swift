import EventLog
import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

/// That an orphan became an event.
struct ReappliedMark: Hashable, Sendable {
  /// The orphan's id.
  let orphan: UUIDValue
  /// The event's id.
  let event: UUIDValue

  /// `nil` for an event to which no other led: re-applying is all that names one.
  init?(_ header: EventHeader) {
    guard let orphan = header.causation else { return nil }
    self.orphan = orphan
    event = header.eventID
  }
}

/// What each orphan became that was re-applied, so that it is re-applied once (I9): the newest
/// `Limits.reappliedRemembered`. Folded from the log, for as long as the log lives. A value whose
/// copies share their structure.
struct ReappliedIndex: Hashable, Sendable {
  struct Answer: Hashable, Sendable {
    let event: UUIDValue
    let outcome: Outcome
    let position: BoardPosition
  }

  /// An orphan in the order in which orphans are forgotten.
  private struct Mark: Hashable, Comparable, Sendable {
    let position: Int64
    let orphan: UUIDValue

    static func < (a: Self, b: Self) -> Bool { a.position < b.position }
  }

  private(set) var answers: TreeDictionary<UUIDValue, Answer> = [:]
  private var order = SortedChunks<Mark>()

  init() {}

  /// The index of these answers; each has a position of its own.
  init(_ answers: TreeDictionary<UUIDValue, Answer>) {
    self.answers = answers
    order = SortedChunks(
      sorted: answers.map { Mark(position: $1.position.position, orphan: $0) }.sorted())
  }

  subscript(orphan: UUIDValue) -> Answer? { answers[orphan] }

  /// Takes in what was recorded for an orphan; the oldest is forgotten for it (I11).
  mutating func remember(_ mark: ReappliedMark, _ outcome: Outcome, at position: BoardPosition) {
    let answer = Answer(event: mark.event, outcome: outcome, position: position)
    if let old = answers.updateValue(answer, forKey: mark.orphan) {
      order.remove(Mark(position: old.position.position, orphan: mark.orphan))
    }
    order.insert(Mark(position: position.position, orphan: mark.orphan))
    guard answers.count > Limits.reappliedRemembered, let oldest = order.first else { return }
    answers[oldest.orphan] = nil
    order.remove(oldest)
  }
}
