/// What a node knows at this moment of itself and of the others that keep the same log.
package struct ClusterStatus: Hashable, Sendable {
  /// Something that an operator should do something about.
  package struct Problem: Hashable, Sendable {
    /// What is wrong, as half a sentence.
    package let reason: String
    /// What to do, likewise.
    package let hint: String

    /// That `reason` is so, and `hint` mends it.
    package init(_ reason: String, hint: String) {
      self.reason = reason
      self.hint = hint
    }
  }

  /// Another node, as it was last heard of; `nil` where it has not said so.
  package struct Peer: Hashable, Sendable {
    /// What it is called.
    package var name: String
    /// Where it stands, as the cluster's file says.
    package var region: String?
    /// Where clients reach it, as the cluster's file says.
    package var url: String?
    /// What it does for the log.
    package var role: NodeStatus.Role?
    /// The highest epoch that it has told of.
    package var epoch: Int64?
    /// The last position that it has told of.
    package var head: Int64?
    /// What it has told this node to be on its disk.
    package var acknowledged: Int64?
    /// How far that is behind this node's head, in events.
    package var lag: Int64?
    /// How long ago its last word came.
    package var ageMilliseconds: Int64?
    /// Whether it is heard now, and was not refused.
    package var isConnected: Bool
    /// What is wrong with it.
    package var problem: Problem?

    /// A node of which nothing is known but its name.
    package init(name: String, region: String?) {
      self.name = name
      self.region = region
      isConnected = false
    }
  }

  /// How far the log was heard of by this node: what a promotion without the primary is confirmed
  /// with.
  package struct Heard: Hashable, Sendable {
    /// The position; without any word since the start it is the end of the log here.
    package var position: Int64
    /// The reign that it lies in; `nil` if nobody told of it since the start.
    package var epoch: Int64?
    /// Who told of it.
    package var by: String?
    /// How long ago.
    package var ageMilliseconds: Int64?

    /// Takes all parts as they are.
    package init(position: Int64, epoch: Int64?, by: String?, ageMilliseconds: Int64?) {
      self.position = position
      self.epoch = epoch
      self.by = by
      self.ageMilliseconds = ageMilliseconds
    }
  }

  /// What this node is called.
  package var name: String
  /// Where it stands, as the cluster's file says.
  package var region: String?
  /// The log that it keeps; `nil` before its first event.
  package var log: String?
  /// What it does for the log.
  package var role: NodeStatus.Role
  /// Its state in words: `NodeStatus.condition`.
  package var condition: String
  /// The reign of its last event; 0 before the first.
  package var epoch: Int64
  /// The last position on its disk.
  package var head: Int64
  /// How far that is behind the primary's, as last heard, in events.
  package var lag: Int64
  /// The last position that counts as replicated, as far as this node knows; `nil` if it does not,
  /// or if no cluster's file says what that takes.
  package var committed: Int64?
  /// Where clients reach it, as the cluster's file says.
  package var url: String?
  /// Whether it takes writes at this moment; `nil` without a cluster's file.
  package var takesWrites: Bool?
  /// How far the log was heard of; `nil` without a cluster's file.
  package var heard: Heard?
  /// What is wrong with it.
  package var problems: [Problem]
  /// The other nodes that it knows of.
  package var peers: [Peer]

  /// A status of these parts; lists may follow.
  package init(
    name: String, region: String?, log: String?, role: NodeStatus.Role, condition: String,
    epoch: Int64, head: Int64, lag: Int64, committed: Int64?, problems: [Problem] = [],
    peers: [Peer] = []
  ) {
    self.name = name
    self.region = region
    self.log = log
    self.role = role
    self.condition = condition
    self.epoch = epoch
    self.head = head
    self.lag = lag
    self.committed = committed
    self.problems = problems
    self.peers = peers
  }

  /// How much there is that an operator should do something about.
  package var problemCount: Int { problems.count + peers.count { $0.problem != nil } }
}
