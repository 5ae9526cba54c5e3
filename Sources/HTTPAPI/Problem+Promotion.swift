import EventLog
import Replication
import StandardForms

/// The one table from why a node was not promoted to what its operator is told.
extension Problem {
  init(_ failure: PromotionFailure) {
    self.init(.notPromoted, failure.sentence)
    if failure.isPassing { retryAfterSeconds = Limits.retryAfterSeconds }
  }
}

extension PromotionFailure {
  fileprivate var sentence: String {
    switch self {
    case .noMembership: "This node was started without --cluster: it cannot be promoted."
    case .notAllowed: "The cluster's file lets this node be a replica only."
    case .alreadyPrimary: "This node is the primary already."
    case .cannotDecide(let reason): "This node could not decide anything: \(reason)."
    case .damaged(let positions):
      "Events of the log here are damaged, from position \(positions.lowerBound.rawValue) on. Mend "
        + "it first: heliograph repair."
    case .noLog: "This node has no log yet: it must copy it first."
    case .busy: "This node is being promoted already."
    case .noPrimary:
      "No primary is heard that could hand over. If it is gone for good, promote with --force."
    case .primaryLives(let node):
      "The primary \(node) lives. It hands over without loss: promote without --force."
    case .notConfirmed(let heard):
      heard.map {
        "The log was heard of up to position \($0.head.position.rawValue), from \($0.by): confirm "
          + "with that number."
      } ?? "The log was not heard of since the start: confirm with the position of the head here."
    case .notFollowing:
      "The log here is still being compared with the primary's. Wait until it has caught up."
    case .refused(let reason): "The primary does not hand over: \(reason)."
    case .timedOut:
      "The primary did not hand over in time. Ask again; if it is gone for good, promote with "
        + "--force."
    case .overtaken(let epoch): "Epoch \(epoch.rawValue) has begun elsewhere meanwhile."
    case .storage(let reason): "The new epoch could not be recorded: \(reason)."
    }
  }

  /// Whether the same may succeed soon.
  fileprivate var isPassing: Bool {
    switch self {
    case .busy, .notFollowing, .refused, .timedOut, .storage: true
    case .noMembership, .notAllowed, .alreadyPrimary, .cannotDecide, .damaged, .noLog, .noPrimary,
      .primaryLives, .notConfirmed, .overtaken:
      false
    }
  }
}
