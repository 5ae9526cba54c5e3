package import EventLog

/// What a replica says of itself: to its page, its API and its operator.
package struct ReplicationStatus: Hashable, Sendable {
  /// A replica's states.
  package enum State: Hashable, Sendable {
    /// No primary has answered since the start.
    case probing
    /// The log here ends in an epoch that is not the primary's, or not so long there: it is being
    /// found out what both have.
    case comparing
    /// What only the log here has, beyond this position, is put aside: a primary recorded it that
    /// is deposed.
    case rewinding(to: Position)
    /// Welcomed; the log here is still behind.
    case catchingUp
    /// The log here reached the primary's head, and follows it.
    case streaming
    /// For `Limits.staleAfter` no heartbeat came; or heartbeats came, but the log here stood still
    /// although it was behind, or had a `problem`. What is here is still right, as of `heldHeadAt`.
    case stale
    /// This log is no beginning of the primary's (I6): nothing is taken from it, and the reason
    /// says why.
    case diverged(reason: String)
  }

  /// The state.
  package var state: State
  /// The primary's head as last heard; nil before anything was heard since the start.
  package var primaryHead: EpochPosition?
  /// Where writes are to be sent, as the primary says; nil before anything was heard.
  package var primaryURL: String?
  /// When the primary last said where its head is; nil before anything was heard. State and page
  /// say how old it is.
  package var lastHeardAt: ContinuousClock.Instant?
  /// The last moment as of which the log here is known to be complete: what the primary told then
  /// of its head is durable here. Moves with every heartbeat and answer while that is so; stands
  /// still while the log is behind, diverged or refused, or has a problem. nil if it never was so
  /// since the start.
  package var heldHeadAt: ContinuousClock.Instant?
  /// Whether the log here has reached a head that the primary told of since the start: what
  /// `/readyz` waits for. It stays true when the primary is gone.
  package var hasCaughtUp: Bool
  /// What keeps the replica from going on although it is not diverged: a full disk here, an
  /// unreadable log there, answers that do not come; nil if nothing does.
  package var problem: String?
  /// Frames that were not taken since the start: damaged, or of another log, session or lower
  /// epoch.
  package var refusedFrames: Int64

  /// The status before anything was heard.
  package static let initial = ReplicationStatus(
    state: .probing, primaryHead: nil, primaryURL: nil, lastHeardAt: nil, heldHeadAt: nil,
    hasCaughtUp: false,
    problem: nil, refusedFrames: 0)

  /// Takes all parts as they are.
  package init(
    state: State, primaryHead: EpochPosition?, primaryURL: String?,
    lastHeardAt: ContinuousClock.Instant?, heldHeadAt: ContinuousClock.Instant?,
    hasCaughtUp: Bool, problem: String?,
    refusedFrames: Int64
  ) {
    self.state = state
    self.primaryHead = primaryHead
    self.primaryURL = primaryURL
    self.lastHeardAt = lastHeardAt
    self.heldHeadAt = heldHeadAt
    self.hasCaughtUp = hasCaughtUp
    self.problem = problem
    self.refusedFrames = refusedFrames
  }
}
