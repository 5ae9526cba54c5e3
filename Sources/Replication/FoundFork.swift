package import EventLog
package import Membership

/// That a member's log went on otherwise than the one here: it has events that the primary has not.
package struct FoundFork: Hashable, Sendable {
  /// Whose log.
  package let node: NodeName
  /// The epoch of its last event.
  package let epoch: Epoch
  /// The last position that both logs share.
  package let after: Position
  /// Its last position.
  package let through: Position

  /// A fork of these parts.
  package init(node: NodeName, epoch: Epoch, after: Position, through: Position) {
    self.node = node
    self.epoch = epoch
    self.after = after
    self.through = through
  }
}
