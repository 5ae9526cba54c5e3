import CoreMetrics
import Membership
import Monitoring
import Replication
import StandardForms
import ZeroMQ

/// The sockets of a node: one to publish on and one to answer on, where it listens, and for each
/// other node one to hear it and one to ask it. Used on one thread only.
///
/// Who speaks is known from the connection and from nothing else: a socket of its own for each node
/// that is heard or asked, and the key that the authenticator admitted for who asks here.
final class NodeSockets {
  /// Where a message came from.
  enum Source: Hashable {
    /// Somebody asks; nil for a member of this machine, where nobody is asked for a key.
    case request(RoutingID, member: NodeName?)
    /// A node answers.
    case answer(NodeName)
    /// A node publishes.
    case publication(NodeName)
    /// Somebody subscribed to what is published here.
    case subscription
  }

  /// One message, without what only the sockets need.
  struct Message: Hashable {
    let source: Source
    let bytes: [UInt8]
  }

  /// Where a node listens.
  private struct Station {
    let place: Wiring.Place
    let publication: Socket
    let control: Socket

    func close() {
      publication.close()
      control.close()
    }
  }

  /// How one of a node's keys is spoken to: only one of them connects.
  private struct Link {
    let other: Wiring.Correspondent
    let subscriber: Socket
    let dealer: Socket

    func close() {
      subscriber.close()
      dealer.close()
    }
  }

  private let keys: CurveKeyPair?
  private let wake: WakeSignal
  private let context: Context
  private let authenticator: Authenticator
  private let station: Station?
  private var links: [Link] = []
  private var admissions: Admissions
  private var poller: Poller
  /// Messages of somebody who is not, or no more, admitted.
  private let strangers = Counter(.refusedFrames, "stranger")

  /// The sockets that `wiring` describes, listening and connecting.
  /// - Parameter highWaterMark: what is kept for a slow subscriber, in frames (I11).
  /// - Throws: as `Socket.bind` and `Socket.connect`.
  init(_ wiring: Wiring, highWaterMark: Int32, wake: WakeSignal) throws(ZeroMQError) {
    keys = wiring.keys
    self.wake = wake
    admissions = wiring.admissions
    context = try Context()
    authenticator = try Authenticator(
      in: context, domain: Self.domain, admissions: admissions, waking: wake)
    station = try Self.station(wiring, highWaterMark, in: context)
    poller = Poller([], wake: wake)
    for other in wiring.others { try connect(to: other) }
    poller = Poller(sockets, wake: wake)
  }

  /// Takes a changed wiring: connections to nodes that went or moved are closed, those to new ones
  /// begin; whose key is not admitted any more is cut off.
  /// - Precondition: the node listens where it did, with the same keys.
  /// - Throws: as `Socket.connect` and `Socket.rebind`.
  func change(to wiring: Wiring) throws(ZeroMQError) {
    let others = wiring.others
    for link in links where !others.contains(link.other) { link.close() }
    links.removeAll { !others.contains($0.other) }
    let known = Set(links.map(\.other))
    for other in others where !known.contains(other) { try connect(to: other) }
    poller = Poller(sockets, wake: wake)
    guard wiring.admissions != admissions else { return }
    admissions = wiring.admissions
    authenticator.admit(admissions)
    // Everybody is cut off, and whoever is admitted comes back within `reconnectMilliseconds`.
    guard let station else { return }
    try station.publication.rebind(station.place.publish)
    try station.control.rebind(station.place.control)
  }

  // MARK: Messages

  /// Waits for messages, for the wake signal, or until `deadline`.
  /// - Throws: also when nobody guards the sockets any more: they are to be closed.
  func wait(until deadline: ContinuousClock.Instant?) throws(ZeroMQError) {
    try authenticator.checkRunning()
    try poller.wait(timeout: deadline.map { $0 - .now })
  }

  /// The messages that the last `wait` saw, at most `Limits.messagesPerTurnMax` of each socket.
  func messages() throws(ZeroMQError) -> [Message] {
    var messages: [Message] = []
    var index = 0
    if let station {
      try receive(station.publication, 0, partsMax: 1) { parts, _ in
        if parts[0].first == 1 { messages.append(Message(source: .subscription, bytes: [])) }
      }
      try receive(station.control, 1, partsMax: 2) { parts, user in
        guard parts.count == 2, let peer = peer(of: user) else { return }
        let source = Source.request(RoutingID(parts[0]), member: peer.member)
        messages.append(Message(source: source, bytes: parts[1]))
      }
      index = 2
    }
    for link in links {
      try receive(link.dealer, index, partsMax: 1) { parts, _ in
        messages.append(Message(source: .answer(link.other.name), bytes: parts[0]))
      }
      try receive(link.subscriber, index + 1, partsMax: 1) { parts, _ in
        messages.append(Message(source: .publication(link.other.name), bytes: parts[0]))
      }
      index += 2
    }
    return messages
  }

  /// Whether anybody can hear this node, or ask it.
  var isListening: Bool { station != nil }

  /// Sends to all who subscribed; what one of them has no room for is dropped for that one.
  func publish(_ bytes: [UInt8]) throws(ZeroMQError) { _ = try station?.publication.send([bytes]) }

  /// Sends an answer; false if it was dropped.
  func answer(_ bytes: [UInt8], to peer: RoutingID) throws(ZeroMQError) -> Bool {
    try station?.control.send([peer.bytes, bytes]) == .sent
  }

  /// Sends a question; false if it was dropped, as no connection stands.
  func ask(_ bytes: [UInt8], of name: NodeName) throws(ZeroMQError) -> Bool {
    for link in links where link.other.name == name {
      if try link.dealer.send([bytes]) == .sent { return true }
    }
    return false
  }

  /// Makes the connection over which a member is heard anew.
  func resubscribe(to name: NodeName) throws(ZeroMQError) {
    for link in links where link.other.name == name {
      try link.subscriber.reconnect(link.other.place.publish)
    }
  }

  /// Closes all sockets and waits until their ports are free.
  func close() {
    for link in links { link.close() }
    station?.close()
    authenticator.stop()
    context.terminate()
  }

  // MARK: Parts

  private static let domain = "replication"

  private var sockets: [Socket] {
    [station?.publication, station?.control].compactMap { $0 }
      + links.flatMap { [$0.dealer, $0.subscriber] }
  }

  private func peer(of user: String?) -> Admissions.Peer? {
    guard let peer = admissions.peer(of: user) else {
      strangers.increment()
      return nil
    }
    return peer
  }

  private func receive(
    _ socket: Socket, _ index: Int, partsMax: Int, _ body: ([[UInt8]], String?) -> Void
  ) throws(ZeroMQError) {
    guard poller.isReadable(index) else { return }
    for _ in 0..<Limits.messagesPerTurnMax {
      switch try socket.receive(partsMax: partsMax, withUser: socket === station?.control) {
      case .message(let parts, let user): body(parts, user)
      case .tooManyParts: continue
      case .nothing: return
      }
    }
  }

  private static func station(
    _ wiring: Wiring, _ highWaterMark: Int32, in context: Context
  ) throws(ZeroMQError) -> Station? {
    guard let place = wiring.place else { return nil }
    let security: SocketSecurity =
      wiring.keys.map { .curveServer($0, domain: domain) } ?? .plain(domain: domain)
    let station = Station(
      place: place,
      publication: try Socket(
        .publisher, in: context, security: security,
        options: .bounded(highWaterMark, partBytesMax: Limits.controlFrameBytesMax)),
      control: try Socket(
        .router, in: context, security: security,
        options: .bounded(
          Limits.controlHighWaterMark, partBytesMax: Limits.controlFrameBytesMax)))
    try station.publication.bind(place.publish)
    try station.control.bind(place.control)
    return station
  }

  private func connect(to other: Wiring.Correspondent) throws(ZeroMQError) {
    var securities: [SocketSecurity] = [.plain(domain: Self.domain)]
    if let keys {
      securities = other.keys.compactMap { CurvePublicKey($0) }
        .map { .curveClient(keys, server: $0) }
    }
    for security in securities {
      let link = Link(
        other: other,
        subscriber: try Socket(
          .subscriber, in: context, security: security,
          options: .bounded(Limits.publishHighWaterMark, partBytesMax: Limits.frameBytesMax)),
        dealer: try Socket(
          .dealer, in: context, security: security,
          options: .bounded(Limits.controlHighWaterMark, partBytesMax: Limits.frameBytesMax)))
      links.append(link)
      try link.subscriber.subscribe(to: Frame.prefix)
      try link.subscriber.connect(other.place.publish)
      try link.dealer.connect(other.place.control)
    }
  }
}

extension Admissions.Peer {
  /// Nil for somebody who has proven nothing.
  fileprivate var member: NodeName? {
    switch self {
    case .member(let name): NodeName(name)
    case .loopback: nil
    }
  }
}

extension SocketOptions {
  /// What all sockets of a node have in common.
  fileprivate static func bounded(_ highWaterMark: Int32, partBytesMax: Int) -> SocketOptions {
    SocketOptions(
      lingerMilliseconds: Limits.lingerMilliseconds, sendHighWaterMark: highWaterMark,
      receiveHighWaterMark: highWaterMark, receivedPartBytesMax: Int64(partBytesMax),
      reconnectMilliseconds: Limits.reconnectMilliseconds,
      reconnectMillisecondsMax: 10 * Limits.reconnectMilliseconds,
      silenceMillisecondsMax: Limits.silenceMillisecondsMax)
  }
}
