package import Coordination
import EventLog
package import Membership
package import Replication
package import ZeroMQ

/// How a node is told of the others, and so what it can become.
package enum NodePart: Sendable {
  /// It is the member of this name. What it was when it stopped it is again; a new one is `first`.
  /// `keys` is its CURVE pair; nil where the membership has no keys.
  case member(NodeName, of: Latest<Membership, Int64>, keys: CurveKeyPair?, first: Standing.Role)
  /// It is told on the command line where to listen, and where clients find its HTTP: it writes, as
  /// long as it runs. Its log has at least one event.
  case primary(publish: LoopbackEndpoint, control: LoopbackEndpoint, url: String)
  /// It is told on the command line where a primary listens, and what that one's operator is to see
  /// it as: it copies, as long as it runs.
  case replica(publish: LoopbackEndpoint, control: LoopbackEndpoint, name: String)
}

extension NodePart {
  /// What a replica calls the one node that it was told of.
  private static var primary: NodeName {
    guard let name = NodeName("primary") else { preconditionFailure("a name is a word") }
    return name
  }

  /// What others call it; nobody is told the name of a node that asks nobody.
  var name: String {
    switch self {
    case .member(let own, _, _, _): own.text
    case .primary: ""
    case .replica(_, _, let name): name
    }
  }

  /// What the sockets are made from, now.
  var wiring: Wiring {
    switch self {
    case .member(let own, let membership, let keys, _):
      let membership = membership.current.value
      return Wiring(of: Self.member(own, in: membership), in: membership, keys: keys)
    case .primary(let publish, let control, _):
      return Wiring(
        at: Wiring.Place(publish: publish.text, control: control.text), others: [], keys: nil)
    case .replica(let publish, let control, _):
      let place = Wiring.Place(publish: publish.text, control: control.text)
      let primary = Wiring.Correspondent(name: Self.primary, place: place, keys: [])
      return Wiring(at: nil, others: [primary], keys: nil)
    }
  }

  /// The machine of such a node.
  /// - Parameter folder: the data folder, in which a member's standing is kept.
  func machine(
    folder: String, head: LogPoint, history: EpochHistory
  ) throws(StandingFault) -> sending NodeMachine {
    let session = UInt64.random(in: 1 ... .max)
    switch self {
    case .member(let own, let membership, _, let first):
      let membership = membership.current.value
      return NodeMachine(
        name: own, membership: membership,
        peers: membership.members(otherThan: own).map(\.name), nodeName: name,
        session: session, publicURL: Self.member(own, in: membership).url,
        standing: try Self.standing(in: folder, first: first, of: head), head: head,
        history: history, now: .now)
    case .primary(_, _, let url):
      return NodeMachine(
        name: nil, membership: nil, peers: [], nodeName: name, session: session, publicURL: url,
        standing: Standing(role: .primary, fence: head.epoch), head: head, history: history,
        now: .now)
    case .replica:
      return NodeMachine(
        name: nil, membership: nil, peers: [Self.primary], nodeName: name, session: session,
        publicURL: "", standing: Standing(role: .replica, fence: head.epoch), head: head,
        history: history, now: .now)
    }
  }

  /// What libzmq refused, with the option that is to be given otherwise.
  func setupError(_ error: ZeroMQError) -> ReplicationSetupError {
    switch self {
    case .member:
      return ReplicationSetupError(
        error, option: "--cluster", value: error.endpoint ?? wiring.place?.publish ?? "")
    case .primary(let publish, let control, _), .replica(let publish, let control, _):
      let given = error.endpoint == control.text ? control : publish
      return ReplicationSetupError(error, option: given.option, value: given.text)
    }
  }

  private static func member(_ own: NodeName, in membership: Membership) -> Member {
    guard let member = membership[own] else {
      preconditionFailure("a node is a member of its cluster")
    }
    return member
  }

  /// As it was persisted. What a new node is, it stays: it is persisted, too.
  private static func standing(
    in folder: String, first: Standing.Role, of point: LogPoint
  ) throws(StandingFault) -> Standing {
    let file = StandingFile(folder: folder)
    let known = try file.read()
    var standing = known ?? Standing(role: first, fence: nil)
    // What the own log has is as durable as what was persisted.
    if let epoch = point.epoch, standing.fence.map({ $0 < epoch }) ?? true {
      standing.fence = epoch
    }
    if known == nil { try file.write(standing) }
    return standing
  }
}
