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
  /// It was the primary, and another node has another history of its own epoch at or before this
  /// position. Nobody writes until the operator promotes a node.
  case contradicted(by: String, Position)
  /// These events are not what was recorded.
  case damaged(ClosedRange<Position>)
  /// This node has another log than the one here, or than the one that the membership names:
  /// nothing is taken from it.
  case foreignLog(of: NodeName, LogID)
  /// This node claims an epoch so high that no promotion can have led to it: nothing is taken from
  /// it.
  case epochTooFar(of: NodeName, Epoch)
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
    case .contradicted(let node, let position):
      "\(node) has another history of this epoch, at or before position \(position.rawValue), "
        + "perhaps because the data of one of them was restored from a backup: nobody writes until "
        + "a node is promoted"
    case .damaged(let positions):
      "the log is damaged at \(positions.lowerBound.rawValue) to \(positions.upperBound.rawValue): "
        + "a node that copies stands still until `heliograph repair`"
    case .foreignLog(let node, let log):
      "\(node) has the log \(log.text), which is not the one of this node: nothing is taken from "
        + "it; correct `log` in the cluster's file, or the data folder of one of them"
    case .epochTooFar(let node, let epoch):
      "\(node) claims epoch \(epoch.rawValue), to which no promotion can have led: nothing is "
        + "taken from it"
    case .following(let node, true): "following the primary \(node)"
    case .following(let node, false): "no primary is heard: completing the log from \(node)"
    }
  }
}
