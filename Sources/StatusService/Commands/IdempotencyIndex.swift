import EventLog
import ReadModel
import StandardForms
import StatusDomain

/// What each `Idempotency-Key` of the last day led to (I9). Rebuilt from the log at the start, so
/// it survives a restart and a change of primary.
struct IdempotencyIndex {
  struct Answer {
    let body: Digest
    let outcome: Outcome
    let position: BoardPosition
    let recordedAt: Timestamp
  }

  private var answers: [Digest: Answer] = [:]
  /// What was remembered, oldest first; what stands before `oldest` is forgotten. A key that was
  /// used again after its day stands twice.
  private var order: [(key: Digest, recordedAt: Timestamp)] = []
  private var oldest = 0

  private static let retention = Duration.seconds(Limits.idempotencyHours * 3600)

  func answer(to key: Digest, now: Timestamp) -> Answer? {
    answers[key].flatMap { Self.isOver($0.recordedAt, at: now) ? nil : $0 }
  }

  func hasRoom(for pending: Int) -> Bool {
    answers.count + pending < Limits.idempotencyKeysMax
  }

  /// Takes in what was recorded first for a key.
  mutating func remember(_ event: RecordedEvent, _ decoded: Recorded) {
    guard let mark = event.idempotency, let what = decoded.event else { return }
    answers[mark.key] = Answer(
      body: mark.body, outcome: what.outcome, position: decoded.position,
      recordedAt: decoded.recordedAt)
    order.append((mark.key, decoded.recordedAt))
  }

  /// Drops what is older than a day.
  mutating func forget(before now: Timestamp) {
    while oldest < order.count, Self.isOver(order[oldest].recordedAt, at: now) {
      let (key, recordedAt) = order[oldest]
      if answers[key]?.recordedAt == recordedAt { answers[key] = nil }
      oldest += 1
    }
    // Moving what is left costs as much as was dropped: constant for each key.
    if oldest > order.count / 2 {
      order.removeFirst(oldest)
      oldest = 0
    }
  }

  private static func isOver(_ recordedAt: Timestamp, at now: Timestamp) -> Bool {
    now >= recordedAt.advanced(by: retention)
  }
}
