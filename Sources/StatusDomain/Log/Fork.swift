import StandardForms

/// That another node's log went on otherwise than this one: it has events that only it has.
package struct Fork: Hashable, Sendable {
  /// The node, as the cluster's file calls it.
  package let node: String
  /// The reign of the last of those events.
  package let epoch: Int64
  /// The last position that both logs share.
  package let after: Int64
  /// The last position of the other log.
  package let through: Int64

  /// A fork of these parts.
  package init(node: String, epoch: Int64, after: Int64, through: Int64) {
    self.node = node
    self.epoch = epoch
    self.after = after
    self.through = through
  }
}

/// The forks that were recorded: the newest `Limits.forksRememberedMax`, so that each is recorded
/// once however often it is reported.
package struct ForkList: Hashable, Sendable {
  /// The forks, oldest first.
  package private(set) var forks: [Fork]

  /// These forks, as they were recorded.
  package init(_ forks: [Fork] = []) { self.forks = forks }

  /// Takes in what was recorded; the oldest is forgotten for it (I11).
  package mutating func remember(_ fork: Fork) {
    forks.append(fork)
    if forks.count > Limits.forksRememberedMax { forks.removeFirst() }
  }
}
