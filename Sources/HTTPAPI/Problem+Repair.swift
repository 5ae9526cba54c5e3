import Replication
import StandardForms

/// The one table from why a log was not mended to what its operator is told.
extension Problem {
  init(_ failure: RepairFailure) {
    self.init(.notRepaired, failure.sentence)
  }
}

extension RepairFailure {
  fileprivate var sentence: String {
    switch self {
    case .noMembership: "This node was started without --cluster: it knows no peer to mend from."
    case .isPrimary: "This node is the primary. Promote another one first: heliograph promote NODE."
    case .busy: "A promotion or another repair of this node is under way."
    case .nothingToRepair: "No damage is known here, and the log is not diverged."
    case .noSource:
      "No node is heard that has what is needed; after a divergence it is the primary."
    case .noLaterEpoch(let node):
      "Nothing is given up but for a later epoch. Let the primary begin one first: heliograph "
        + "promote \(node)."
    case .silent(let node): "The node \(node) did not answer in time. Try again."
    case .contradicts(let reason):
      "What the other node has does not belong into this log: \(reason)."
    case .storage(let reason): "The storage of this node refused: \(reason)."
    }
  }
}
