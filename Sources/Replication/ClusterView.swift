package import EventLog
package import Membership
import StandardForms

/// What a member knows at this moment of itself and of the others.
package struct ClusterView: Hashable, Sendable {
  /// Its role and fence, as they were persisted.
  package var standing: Standing
  /// Whether it is the primary, perhaps not for long.
  package var isLeading: Bool
  /// What each of the others last told of itself; a node that was not heard since the start is
  /// missing.
  package var peers: [NodeName: PeerView]
  /// The node that it copies from.
  package var upstream: NodeName?
  /// How far the log was heard of since the start; nil if it was not.
  package var heard: HeardHead?
  /// What a forced promotion is confirmed with.
  package var heardPosition: Position

  /// What is known not to be as it was recorded.
  package var damage: ClosedRange<Position>?
  /// Whether its log is being mended.
  package var isRepairing: Bool
  /// Why it, which was the primary of the present epoch, writes no more.
  package var whyStopped: NodeNews?

  /// What a node knows that has heard nothing.
  package static let initial = ClusterView(
    standing: Standing(role: .replica, fence: nil), isLeading: false, peers: [:], upstream: nil,
    heard: nil, heardPosition: .zero, damage: nil, isRepairing: false, whyStopped: nil)

  /// The node that is heard to be the primary of the highest epoch that is known here.
  package func leader(now: ContinuousClock.Instant) -> NodeName? {
    peers.lazy.filter { _, view in
      view.presence.role == .primary && view.fence == standing.fence && view.isHeard(now: now)
    }.map(\.key).min()
  }
}
