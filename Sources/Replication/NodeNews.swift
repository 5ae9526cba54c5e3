package import EventLog
package import Membership

/// What happened to a node, for its operator.
package enum NodeNews: Hashable, Sendable {
  /// It has opened this epoch, and writes.
  case promoted(Epoch)
  /// It was the primary, and has heard of this epoch: another one is.
  case deposed(by: Epoch)
  /// It was the primary, and has handed its log over.
  case handedOver(to: NodeName)
  /// It was about to hand over, but the other did not get everything in time: it writes on.
  case keptWriting(insteadOf: NodeName)
  /// It copies from this node from now on.
  case following(NodeName, isPrimary: Bool)
}
