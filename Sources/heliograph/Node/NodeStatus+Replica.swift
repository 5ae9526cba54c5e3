import EventLog
import ReadModel
import Replication
import StandardForms
import StatusService

extension NodeStatus {
  /// What a replica says of itself.
  ///
  /// Its age counts from when this node last held all that the primary had told of, also before a
  /// restart. If that is not known, from the last event that is here; if there is none, from the
  /// start.
  init(
    replica status: ReplicationStatus, boards: Boards, isCaughtUp: Bool,
    startedAt: ContinuousClock.Instant, now: Timestamp, remembered: RememberedPrimary
  ) {
    let position = boards.position
    let age: Int64
    if let held = status.heldHeadAt {
      age = (ContinuousClock.now - held).milliseconds
    } else if let held = remembered.heldHeadAt {
      age = max(0, (now.microseconds - held.microseconds) / 1000)
    } else if position.position > 0 {
      age = max(0, (now.microseconds - boards.status.recordedAt.microseconds) / 1000)
    } else {
      age = (ContinuousClock.now - startedAt).milliseconds
    }
    self.init(
      role: .replica, epoch: position.epoch, position: position.position,
      head: max(status.primaryHead?.position.rawValue ?? 0, position.position),
      ageMilliseconds: age, isCaughtUp: isCaughtUp && !status.isDiverged, isStale: status.isStale,
      primaryURL: status.primaryURL ?? remembered.url, condition: status.words)
  }
}

extension ReplicationStatus {
  fileprivate var isStale: Bool {
    switch state {
    case .probing, .comparing, .rewinding, .stale, .diverged: true
    case .catchingUp, .streaming: false
    }
  }

  fileprivate var isDiverged: Bool {
    if case .diverged = state { true } else { false }
  }

  private var isHeard: Bool {
    lastHeardAt.map { ContinuousClock.now - $0 < Limits.staleAfter } ?? false
  }

  fileprivate var words: String {
    let text =
      switch state {
      case .probing: "looking for the primary"
      case .comparing: "comparing the log here with the primary's"
      case .rewinding(let position):
        "putting aside what only this node has after \(position.rawValue)"
      case .catchingUp: "catching up"
      case .streaming: "streaming"
      case .stale: isHeard ? "stale: held up" : "stale: the primary is not heard"
      case .diverged(let reason): "diverged: \(reason)"
      }
    return problem.map { "\(text); \($0)" } ?? text
  }
}
