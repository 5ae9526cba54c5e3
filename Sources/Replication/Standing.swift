package import EventLog
package import Membership

/// What a node is in the cluster, and how far it has heard of it: durable before it is acted on, so
/// that a node that falls and rises again is never what it had ceased to be.
package struct Standing: Hashable, Sendable {
  /// The two roles, with their numbers on the wire.
  package enum Role: UInt8, Hashable, Sendable {
    /// It appends what is decided.
    case primary = 1
    /// It copies.
    case replica = 2
  }

  /// What it is. A primary is one in the epoch `fence`, which it has opened or is about to open.
  package var role: Role
  /// The highest epoch that it has heard of: everything of a lower one is refused. nil for a node
  /// without a log that has heard of none.
  package var fence: Epoch?
  /// The node to which it has handed its log over, as the primary of `fence`: nobody else may have
  /// it, until a higher epoch is heard of.
  package var yieldedTo: NodeName?

  /// Takes all parts as they are.
  package init(role: Role, fence: Epoch?, yieldedTo: NodeName? = nil) {
    self.role = role
    self.fence = fence
    self.yieldedTo = yieldedTo
  }
}

extension Epoch {
  /// Whether a node with this fence has not heard of the epoch yet; nil for one that has heard of
  /// none.
  func isAbove(_ fence: Epoch?) -> Bool { fence.map { self > $0 } ?? true }
}
