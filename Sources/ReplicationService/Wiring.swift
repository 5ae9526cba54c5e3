import Membership
import ZeroMQ

/// What the sockets of a node are made from: where it listens, and whom it hears and asks.
struct Wiring: Sendable {
  /// Where a node publishes, and where it answers: `tcp://HOST:PORT`.
  struct Place: Hashable, Sendable {
    let publish: String
    let control: String
  }

  /// Another node, and where it listens.
  struct Correspondent: Hashable, Sendable {
    let name: NodeName
    let place: Place
    /// Its CURVE public keys, in Z85; none where nobody is asked for a key.
    let keys: [String]
  }

  /// Nil for a node that only hears and asks.
  let place: Place?
  let others: [Correspondent]
  /// The own pair; nil where all speak plainly on one machine.
  let keys: CurveKeyPair?

  init(at place: Place?, others: [Correspondent], keys: CurveKeyPair?) {
    self.place = place
    self.others = others
    self.keys = keys
  }

  /// That of `own`: every member hears and asks all the others.
  init(of own: Member, in membership: Membership, keys: CurveKeyPair?) {
    self.init(
      at: Place(publish: own.publish, control: own.control),
      others: membership.members(otherThan: own.name).map {
        Correspondent(
          name: $0.name, place: Place(publish: $0.publish, control: $0.control), keys: $0.keys)
      }, keys: keys)
  }

  /// Who is let in: the others by their keys, or everybody of this machine.
  var admissions: Admissions {
    guard keys != nil else { return Admissions(keys: [:], loopback: true) }
    var names: [CurvePublicKey: String] = [:]
    for other in others {
      for key in other.keys.compactMap({ CurvePublicKey($0) }) { names[key] = other.name.text }
    }
    return Admissions(keys: names, loopback: false)
  }
}
