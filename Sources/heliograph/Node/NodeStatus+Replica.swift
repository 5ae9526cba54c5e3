import EventLog
import ReadModel
import Replication
import StandardForms
import StatusService

extension NodeStatus {
  /// What a replica says of itself.
  ///
  /// Its age counts from when the primary was last heard. If it was not heard since the start, from
  /// the last event that is here; if there is none, from the start.
  init(
    replica status: ReplicationStatus, boards: Boards, startedAt: ContinuousClock.Instant,
    now: Timestamp
  ) {
    let position = boards.position
    let age: Int64
    if let heard = status.lastHeardAt {
      age = Self.milliseconds(ContinuousClock.now - heard)
    } else if position.position > 0 {
      age = max(0, (now.microseconds - boards.status.recordedAt.microseconds) / 1000)
    } else {
      age = Self.milliseconds(ContinuousClock.now - startedAt)
    }
    self.init(
      role: .replica, epoch: position.epoch, position: position.position,
      head: max(status.primaryHead?.position.rawValue ?? 0, position.position),
      ageMilliseconds: age, isCaughtUp: status.hasCaughtUp, isStale: status.isStale,
      primaryURL: status.primaryURL, condition: status.words)
  }

  private static func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }
}

extension ReplicationStatus {
  fileprivate var isStale: Bool {
    switch state {
    case .probing, .stale, .diverged: true
    case .catchingUp, .streaming: false
    }
  }

  fileprivate var words: String {
    let text =
      switch state {
      case .probing: "looking for the primary"
      case .catchingUp: "catching up"
      case .streaming: "streaming"
      case .stale: "stale: the primary is not heard"
      case .diverged(let reason): "diverged: \(reason)"
      }
    return problem.map { "\(text); \($0)" } ?? text
  }
}
