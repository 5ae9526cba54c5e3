import EventLog
import ReadModel
import StandardForms
import StatusDomain

/// What each `Idempotency-Key` of the last day led to (I9). Rebuilt from the log at the start, so
/// it
/// survives a restart and a change of primary.
struct IdempotencyIndex {
  struct Answer {
    let body: Digest
    let outcome: Outcome
    let position: BoardPosition
    let recordedAt: Timestamp
  }

  private var answers: [Digest: Answer] = [:]
  /// The keys in the order in which they were recorded; those before `oldest` are forgotten.
  private var order: [Digest] = []
  private var oldest = 0

  private static let retention = Duration.seconds(Limits.idempotencyHours * 3600)

  func answer(to key: Digest, now: Timestamp) -> Answer? {
    answers[key].flatMap { isRemembered($0, at: now) ? $0 : nil }
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
    order.append(mark.key)
  }

  /// Drops what is older than a day.
  mutating func forget(before now: Timestamp) {
    while oldest < order.count, let answer = answers[order[oldest]], !isRemembered(answer, at: now)
    {
      answers[order[oldest]] = nil
      oldest += 1
    }
    if oldest > 1024, oldest * 2 > order.count {
      order.removeFirst(oldest)
      oldest = 0
    }
  }

  private func isRemembered(_ answer: Answer, at now: Timestamp) -> Bool {
    now < answer.recordedAt.advanced(by: Self.retention)
  }
}
