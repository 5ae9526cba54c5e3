package import Coordination
package import EventLog
package import Replication

/// What a node shows of itself, each the newest of its kind. A position that is a number only
/// counts the changes.
package struct NodeShown: Sendable {
  /// Whether commands are decided here, and if not, why.
  package let gate = Latest<WriteGate, Int64>(.replica, at: 0)
  /// How the copying stands.
  package let status = Latest<ReplicationStatus, Int64>(.initial, at: 0)
  /// Who asks here.
  package let peers = Latest<[PeerStatus], Int64>([], at: 0)
  /// Up to where events are replicated.
  package let committed = Latest<EpochPosition, EpochPosition>(.start, at: .start)
  /// The forks that were found while this node led, the newest last.
  package let forks = Latest<[FoundFork], Int64>([], at: 0)
  /// The gravest that any replica's log has proven against this one since the start, without a
  /// cluster's file; nil if none has. While `PrimaryAlarm.stopsWrites`, nothing more should be
  /// written. It is never taken back: the operator decides, and starts the process again.
  package let alarm = Latest<PrimaryAlarm?, Int64>(nil, at: 0)
  /// What is known of the cluster.
  package let view = Latest<ClusterView, Int64>(.initial, at: 0)
  let failure = Latest<ReplicaFailure?, Int>(nil, at: 0)

  /// What a node shows before it has begun.
  package init() {}
}
