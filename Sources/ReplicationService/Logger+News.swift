import EventLog
import Logging
import Replication
import StandardForms

extension Logger {
  /// Tells the operator what happened to another node.
  func tell(_ news: PeerNews) {
    switch news {
    case .connected(let name, let position):
      notice(
        "a replica is connected",
        metadata: ["replica": "\(name)", "position": "\(position.rawValue)"])
    case .refused(let name, let reason):
      warning("a replica was refused", metadata: ["replica": "\(name)", "reason": "\(reason)"])
    case .lost(let name, let position):
      notice(
        "a replica is lost: it was not heard for \(Limits.peerLostAfter)",
        metadata: ["replica": "\(name)", "position": "\(position.rawValue)"])
    }
  }
}

extension NodeNews {
  /// Whether somebody has to do something.
  var isGrave: Bool {
    switch self {
    case .steppedDown, .contradicted, .damaged, .foreignLog, .epochTooFar: true
    case .promoted, .deposed, .handedOver, .keptWriting, .following: false
    }
  }
}
