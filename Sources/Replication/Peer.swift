package import EventLog

/// The name that the router gave to a connection: not an identity, only a return address.
package struct RoutingID: Hashable, Sendable {
  /// 1...255 bytes (zmq_socket(3), ZMQ_ROUTER).
  package let bytes: [UInt8]

  /// Takes the first part of a message that a router received.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// What a primary knows of one replica.
package struct PeerStatus: Hashable, Sendable {
  /// What the replica calls itself.
  package var name: String
  /// The replica's log is durable up to here.
  package var acknowledged: Position
  /// When the replica's last frame came.
  package var lastHeardAt: ContinuousClock.Instant

  /// Takes all parts as they are.
  package init(name: String, acknowledged: Position, lastHeardAt: ContinuousClock.Instant) {
    self.name = name
    self.acknowledged = acknowledged
    self.lastHeardAt = lastHeardAt
  }
}

/// One welcomed connection.
struct Peer {
  var status: PeerStatus
  /// Fetches whose events are being read (I11: at most `Limits.fetchWindow`).
  var fetches = 0
}
