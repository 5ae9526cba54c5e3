import CoreMetrics
import Membership
import Monitoring
import Replication
import StandardForms
import ZeroMQ

/// The sockets of a member of a cluster: one to publish on, one to answer on, and for each other
/// member one to hear it and one to ask it. Used on one thread only.
///
/// Who speaks is known from the connection and from nothing else: a socket of its own for each
/// member that is heard or asked, and the key that the authenticator admitted for who asks here.
final class ClusterSockets {
  /// Where a message came from.
  enum Source: Hashable {
    /// Somebody asks; nil for a member of this machine, where nobody is asked for a key.
    case request(RoutingID, member: NodeName?)
    /// A member answers.
    case answer(NodeName)
    /// A member publishes.
    case publication(NodeName)
    /// Somebody subscribed to what is published here.
    case subscription
  }

  /// One message, without what only the sockets need.
  struct Message: Hashable {
    let source: Source
    let bytes: [UInt8]
  }

  /// How one of a member's keys is spoken to: only one of them connects.
  private struct Link {
    let member: Member
    let subscriber: Socket
    let dealer: Socket

    func close() {
      subscriber.close()
      dealer.close()
    }
  }

  private let own: NodeName
  private let keys: CurveKeyPair?
  private let wake: WakeSignal
  private let context: Context
  private let authenticator: Authenticator
  private let publication: Socket
  private let control: Socket
  private var links: [Link] = []
  private var admissions: Admissions
  private var poller: Poller
  /// Messages of somebody who is not, or no more, admitted.
  private let strangers = Counter(.refusedFrames, "stranger")

  /// The sockets of `own`, bound to the addresses that `membership` gives it and connecting to all
  /// the others.
  /// - Parameter keys: the own pair; nil where all speak plainly on one machine.
  /// - Throws: as `Socket.bind` and `Socket.connect`.
  init(
    of own: Member, in membership: Membership, keys: CurveKeyPair?, wake: WakeSignal
  ) throws(ZeroMQError) {
    self.own = own.name
    self.keys = keys
    self.wake = wake
    admissions = Self.admissions(membership, of: own.name, keys)
    context = try Context()
    authenticator = try Authenticator(
      in: context, domain: Self.domain, admissions: admissions, waking: wake)
    let security: SocketSecurity =
      keys.map { .curveServer($0, domain: Self.domain) } ?? .plain(domain: Self.domain)
    publication = try Socket(
      .publisher, in: context, security: security,
      options: .bounded(
        Limits.publishHighWaterMark, partBytesMax: Limits.controlFrameBytesMax))
    control = try Socket(
      .router, in: context, security: security,
      options: .bounded(
        Limits.controlHighWaterMark, partBytesMax: Limits.controlFrameBytesMax))
    poller = Poller([publication, control], wake: wake)
    try publication.bind(own.publish)
    try control.bind(own.control)
    for member in membership.members(otherThan: own.name) { try connect(to: member) }
    poller = Poller(sockets, wake: wake)
  }

  /// Takes a changed membership: connections to members that went or moved are closed, those to new
  /// ones begin; whose key is not admitted any more is cut off.
  /// - Precondition: the own member is what it was.
  /// - Throws: as `Socket.connect` and `Socket.rebind`.
  func change(to membership: Membership, own: Member) throws(ZeroMQError) {
    let others = membership.members(otherThan: own.name)
    for link in links where !others.contains(link.member) { link.close() }
    links.removeAll { !others.contains($0.member) }
    let known = Set(links.map(\.member))
    for member in others where !known.contains(member) { try connect(to: member) }
    poller = Poller(sockets, wake: wake)
    let new = Self.admissions(membership, of: own.name, keys)
    guard new != admissions else { return }
    admissions = new
    authenticator.admit(new)
    // Everybody is cut off, and whoever is admitted comes back within `reconnectMilliseconds`.
    try publication.rebind(own.publish)
    try control.rebind(own.control)
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
    try receive(publication, 0, partsMax: 1) { parts, _ in
      if parts[0].first == 1 { messages.append(Message(source: .subscription, bytes: [])) }
    }
    try receive(control, 1, partsMax: 2) { parts, user in
      guard parts.count == 2, let peer = peer(of: user) else { return }
      let source = Source.request(RoutingID(parts[0]), member: peer.member)
      messages.append(Message(source: source, bytes: parts[1]))
    }
    for (index, link) in links.enumerated() {
      try receive(link.dealer, 2 + 2 * index, partsMax: 1) { parts, _ in
        messages.append(Message(source: .answer(link.member.name), bytes: parts[0]))
      }
      try receive(link.subscriber, 3 + 2 * index, partsMax: 1) { parts, _ in
        messages.append(Message(source: .publication(link.member.name), bytes: parts[0]))
      }
    }
    return messages
  }

  /// Sends to all who subscribed; what one of them has no room for is dropped for that one.
  func publish(_ bytes: [UInt8]) throws(ZeroMQError) { _ = try publication.send([bytes]) }

  /// Sends an answer; false if it was dropped.
  func answer(_ bytes: [UInt8], to peer: RoutingID) throws(ZeroMQError) -> Bool {
    try control.send([peer.bytes, bytes]) == .sent
  }

  /// Sends a question; false if it was dropped, as no connection stands.
  func ask(_ bytes: [UInt8], of name: NodeName) throws(ZeroMQError) -> Bool {
    for link in links where link.member.name == name {
      if try link.dealer.send([bytes]) == .sent { return true }
    }
    return false
  }

  /// Makes the connection over which a member is heard anew.
  func resubscribe(to name: NodeName) throws(ZeroMQError) {
    for link in links where link.member.name == name {
      try link.subscriber.reconnect(link.member.publish)
    }
  }

  /// Closes all sockets and waits until their ports are free.
  func close() {
    for link in links { link.close() }
    publication.close()
    control.close()
    authenticator.stop()
    context.terminate()
  }

  // MARK: Parts

  private static let domain = "replication"

  private var sockets: [Socket] {
    [publication, control] + links.flatMap { [$0.dealer, $0.subscriber] }
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
      switch try socket.receive(partsMax: partsMax, withUser: socket === control) {
      case .message(let parts, let user): body(parts, user)
      case .tooManyParts: continue
      case .nothing: return
      }
    }
  }

  private func connect(to member: Member) throws(ZeroMQError) {
    var securities: [SocketSecurity] = [.plain(domain: Self.domain)]
    if let keys {
      securities = member.keys.compactMap { CurvePublicKey($0) }
        .map { .curveClient(keys, server: $0) }
    }
    for security in securities {
      let link = Link(
        member: member,
        subscriber: try Socket(
          .subscriber, in: context, security: security,
          options: .bounded(Limits.publishHighWaterMark, partBytesMax: Limits.frameBytesMax)),
        dealer: try Socket(
          .dealer, in: context, security: security,
          options: .bounded(Limits.controlHighWaterMark, partBytesMax: Limits.frameBytesMax)))
      links.append(link)
      try link.subscriber.subscribe(to: Frame.prefix)
      try link.subscriber.connect(member.publish)
      try link.dealer.connect(member.control)
    }
  }

  private static func admissions(
    _ membership: Membership, of own: NodeName, _ keys: CurveKeyPair?
  ) -> Admissions {
    guard keys != nil else { return Admissions(keys: [:], loopback: true) }
    var names: [CurvePublicKey: String] = [:]
    for member in membership.members(otherThan: own) {
      for key in member.keys.compactMap({ CurvePublicKey($0) }) { names[key] = member.name.text }
    }
    return Admissions(keys: names, loopback: false)
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
