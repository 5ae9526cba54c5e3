package import EventLog
package import Membership

/// The name that the router gave to a connection: not an identity, only a return address.
package struct RoutingID: Hashable, Sendable {
  /// 1...255 bytes (zmq_socket(3), ZMQ_ROUTER).
  package let bytes: [UInt8]

  /// Takes the first part of a message that a router received.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// What a primary knows of one replica.
package struct PeerStatus: Hashable, Sendable {
  /// What the replica calls itself, or what the membership calls it.
  package var name: String
  /// Which member it has proven to be; nil where nobody is asked.
  package var member: NodeName?
  /// The replica's log is durable up to here; `.zero` for one that was refused.
  package var acknowledged: Position
  /// When the replica's last frame came.
  package var lastHeardAt: ContinuousClock.Instant
  /// Why the replica was refused, in words; nil if it was not, or was welcomed since.
  package var refusal: String?

  /// Takes all parts as they are.
  package init(
    name: String, member: NodeName? = nil, acknowledged: Position,
    lastHeardAt: ContinuousClock.Instant, refusal: String? = nil
  ) {
    self.name = name
    self.member = member
    self.acknowledged = acknowledged
    self.lastHeardAt = lastHeardAt
    self.refusal = refusal
  }
}

/// What happened to a replica, for the primary's operator.
package enum PeerNews: Hashable, Sendable {
  /// It was welcomed, or is heard again; its log is durable up to `position`.
  case connected(name: String, position: Position)
  /// It was refused, for another reason than before, and not for one that raises an alarm.
  case refused(name: String, reason: String)
  /// It was not heard for `Limits.peerLostAfter`.
  case lost(name: String, position: Position)
}

/// One connection that said hello.
struct Peer {
  enum Stage {
    /// It said hello, and was not welcomed (yet).
    case greeted
    case connected
    /// It was connected, and then silent for `Limits.peerLostAfter`.
    case lost
  }

  var status: PeerStatus
  /// Fetches whose events are being read (I11: at most `Limits.fetchWindow`).
  var fetches = 0
  /// When it last said hello.
  var helloAt: ContinuousClock.Instant
  var stage = Stage.greeted
  /// The end of its log, as long as the place is not found where it parts from the one here.
  var fork: (epoch: Epoch, through: Position)?
}
