import Synchronization

/// When a replica has caught up: its log reached the primary's head, and its read model has taken
/// in all that the log held then. It stays so, also when the primary is gone.
final class Readiness: Sendable {
  /// What the read model has to reach; `nil` before the log has caught up.
  private let target: Mutex<Int64?>

  /// - Parameter remembered: what the log held at the start, if it had caught up before.
  init(remembered: Int64?) { target = Mutex(remembered) }

  /// Whether the read model, now at `position`, shows all that the log held when it had caught up.
  func isReached(logHasCaughtUp: Bool, logHead: Int64, position: Int64) -> Bool {
    let target = target.withLock { target in
      if target == nil, logHasCaughtUp { target = logHead }
      return target
    }
    return target.map { position >= $0 } ?? false
  }
}
