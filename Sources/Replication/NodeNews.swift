package import EventLog
package import Membership

/// What happened to a node, for its operator.
package enum NodeNews: Hashable, Sendable, CustomStringConvertible {
  /// It has opened this epoch, and writes.
  case promoted(Epoch)
  /// It was the primary, and has heard of this epoch: another one is.
  case deposed(by: Epoch)
  /// It was the primary, and has handed its log over.
  case handedOver(to: NodeName)
  /// It was about to hand over, but the other did not get everything in time: it writes on.
  case keptWriting(insteadOf: NodeName)
  /// It was the primary, and another node has more of its own epoch: this log was restored from an
  /// older copy. Nobody writes until the operator promotes a node.
  case steppedDown(behind: NodeName, EpochPosition)
  /// These events are not what was recorded.
  case damaged(ClosedRange<Position>)
  /// It copies from this node from now on.
  case following(NodeName, isPrimary: Bool)

  /// A sentence without its end.
  package var description: String {
    switch self {
    case .promoted(let epoch): "this node is the primary of epoch \(epoch.rawValue)"
    case .deposed(let epoch):
      "epoch \(epoch.rawValue) has begun elsewhere: this node is a replica from now on"
    case .handedOver(let node): "the log was handed over to \(node)"
    case .keptWriting(let node):
      "\(node) did not get everything in time: this node stays the primary"
    case .steppedDown(let node, let head):
      "\(node) has this log up to \(head.text), beyond the head here, so events are missing here, "
        + "perhaps because the data was restored from a backup: nobody writes until a node is "
        + "promoted"
    case .damaged(let positions):
      "the log is damaged at \(positions.lowerBound.rawValue) to \(positions.upperBound.rawValue): "
        + "a node that copies stands still until `heliograph repair`"
    case .following(let node, true): "following the primary \(node)"
    case .following(let node, false): "no primary is heard: completing the log from \(node)"
    }
  }
}
