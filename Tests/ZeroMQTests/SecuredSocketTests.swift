import CZeroMQ
import Testing
import ZeroMQ

/// Real sockets on loopback, and peers that are libzmq's own.
@Suite struct `Secured sockets` {
  private let node: CurveKeyPair
  private let member: CurveKeyPair
  private let here: TestContext
  private let admissions: Admissions

  init() throws {
    node = try CurveKeyPair.made()
    member = try CurveKeyPair.made()
    admissions = Admissions(keys: [member.publicKey: "fra-1"], loopback: true)
    here = try TestContext(admissions)
  }

  private func listening(_ kind: Socket.Kind = .router) throws -> (Socket, endpoint: String) {
    let socket = try here.socket(kind, .curveServer(node, domain: TestContext.domain))
    return (socket, try socket.bind("tcp://127.0.0.1:*"))
  }

  private func peer(_ pair: CurveKeyPair, _ kind: Int32 = ZMQ_DEALER) -> ForeignPeer {
    ForeignPeer(.curve(pair, server: node.publicKey), kind)
  }

  @Test func `the right key is let in, and each of its messages says whose it is`() throws {
    let (router, endpoint) = try listening()
    let dealer = try here.socket(.dealer, .curveClient(member, server: node.publicKey))
    try dealer.connect(endpoint)
    try here.sendWhenConnected([[1], [2]], from: dealer)
    let (parts, user) = try here.message(ending: [2], at: router)
    #expect(user == member.publicKey.text)
    #expect(admissions.peer(of: user) == .member("fra-1"))
    #expect(try router.send([parts[0], [3]]) == .sent)
    #expect(try here.next(at: dealer) == .message([[3]], user: nil))
  }

  @Test func `a publisher knows whose each subscription is`() throws {
    let (publisher, endpoint) = try listening(.publisher)
    let subscriber = try here.socket(.subscriber, .curveClient(member, server: node.publicKey))
    try subscriber.subscribe(to: [7])
    try subscriber.connect(endpoint)
    #expect(
      try here.next(at: publisher, withUser: true)
        == .message([[1, 7]], user: member.publicKey.text))
    #expect(try publisher.send([[7, 8]]) == .sent)
    #expect(try here.next(at: subscriber) == .message([[7, 8]], user: nil))
  }

  @Test func `an unknown key is kept out, and is let in by itself once it is admitted`() throws {
    let (router, endpoint) = try listening()
    let stranger = try CurveKeyPair.made()
    let peer = peer(stranger)
    peer.connect(endpoint)
    #expect(peer.isLetIn() == false)
    here.authenticator.admit(Admissions(keys: [stranger.publicKey: "muc-1"], loopback: false))
    while peer.isLetIn() == false {}
    peer.send([1])
    #expect(try here.message(ending: [1], at: router).user == stranger.publicKey.text)
  }

  @Test func `peers without a key, or with a password, are kept out of a port with keys`() throws {
    let (router, endpoint) = try listening()
    for mechanism in [ForeignPeer.Mechanism.null, .plain] {
      let peer = ForeignPeer(mechanism)
      peer.connect(endpoint)
      #expect(peer.isLetIn() == false)
    }
    #expect(try router.receive(partsMax: 2, withUser: true) == .nothing)
    let right = peer(member)
    right.connect(endpoint)
    #expect(right.isLetIn() == true)
  }

  @Test func `a node whose key is another than expected is not spoken with`() throws {
    let (router, endpoint) = try listening()
    let peer = ForeignPeer(.curve(member, server: member.publicKey))
    peer.connect(endpoint)
    withExtendedLifetime(router) { #expect(peer.isLetIn() == false) }
  }

  @Test(arguments: ["127.0.0.1", "[::1]"])
  func `without keys this machine is let in, and nobody with a key or a password`(
    host: String
  ) throws {
    let router = try here.socket(.router)
    let endpoint = try router.bind("tcp://\(host):*")
    for mechanism in [ForeignPeer.Mechanism.plain, .curve(member, server: node.publicKey)] {
      let peer = ForeignPeer(mechanism)
      peer.connect(endpoint)
      if !host.contains("[") { #expect(peer.isLetIn() == false) }
    }
    let dealer = try here.socket(.dealer)
    try dealer.connect(endpoint)
    try here.sendWhenConnected([[1]], from: dealer)
    #expect(try here.message(ending: [1], at: router).user == "loopback")
  }

  @Test func `without keys nobody is let in where this machine is not admitted`() throws {
    here.authenticator.admit(Admissions(keys: [:], loopback: false))
    let router = try here.socket(.router)
    let peer = ForeignPeer(.null)
    peer.connect(try router.bind("tcp://127.0.0.1:*"))
    #expect(peer.isLetIn() == false)
  }

  @Test func `a removed key is cut off, its last messages are known, and others come back`()
    throws
  {
    let other = try CurveKeyPair.made()
    here.authenticator.admit(
      Admissions(keys: [member.publicKey: "fra-1", other.publicKey: "muc-1"], loopback: false))
    let (router, endpoint) = try listening()
    let removed = peer(member)
    let kept = peer(other)
    for peer in [removed, kept] {
      peer.connect(endpoint)
      #expect(peer.isLetIn() == true)
    }
    removed.send([1])
    let last = try here.message(ending: [1], at: router)

    let now = Admissions(keys: [other.publicKey: "muc-1"], loopback: false)
    here.authenticator.admit(now)
    #expect(now.peer(of: last.user) == nil)
    try router.rebind(endpoint)
    #expect(try removed.isCutOff(by: router))
    #expect(try kept.isCutOff(by: router))
    #expect(removed.isLetIn() == false)
    while kept.isLetIn() == false {}
    kept.send([2])
    #expect(try here.message(ending: [2], at: router).user == other.publicKey.text)
    #expect(try router.send([last.parts[0], [3]]) == .unreachable)
  }

  @Test func `what is published no longer reaches a removed key`() throws {
    let (publisher, endpoint) = try listening(.publisher)
    let subscriber = peer(member, ZMQ_SUB)
    subscriber.connect(endpoint)
    _ = try here.message(ending: [1], at: publisher)
    here.authenticator.admit(Admissions(keys: [:], loopback: false))
    try publisher.rebind(endpoint)
    #expect(try subscriber.isCutOff(by: publisher))
    #expect(subscriber.isLetIn() == false)
  }

  @Test func `listening anew is possible again and again`() throws {
    let (router, endpoint) = try listening()
    for _ in 0..<200 { try router.rebind(endpoint) }
    let peer = peer(member)
    peer.connect(endpoint)
    #expect(peer.isLetIn() == true)
  }

  @Test func `once the authenticator has ended nobody is let in any more`() throws {
    let (router, endpoint) = try listening()
    let before = peer(member)
    before.connect(endpoint)
    #expect(before.isLetIn() == true)
    here.authenticator.stop()
    try Poller([], wake: here.signal).wait(timeout: nil)
    let plain = try here.socket(.router)
    let after = [
      (peer(member), endpoint), (ForeignPeer(.null), try plain.bind("tcp://127.0.0.1:*")),
    ]
    for (peer, endpoint) in after {
      peer.connect(endpoint)
      #expect(peer.isLetIn() == false)
    }
    // Who was let in before stays: so the owner of the sockets is woken, and closes them.
    before.send([1])
    #expect(try here.message(ending: [1], at: router).user == member.publicKey.text)
  }

  @Test func `without an authenticator nobody is let in`() throws {
    let context = try Context()
    for security in [
      SocketSecurity.plain(domain: "d"), .curveServer(node, domain: "d"),
    ] {
      let socket = try Socket(.router, in: context, security: security, options: .small)
      let endpoint = try socket.bind("tcp://127.0.0.1:*")
      for peer in [ForeignPeer(.null), peer(member)] {
        peer.connect(endpoint)
        #expect(peer.isLetIn() == false)
      }
    }
  }

  @Test func `a key is rotated without a pause: peers try both, and the right one answers`() throws
  {
    let next = try CurveKeyPair.made()
    var (router, endpoint) = try listening()
    let dealers = try [node, next].map { pair in
      let dealer = try here.socket(.dealer, .curveClient(member, server: pair.publicKey))
      try dealer.connect(endpoint)
      return dealer
    }
    try here.sendWhenConnected([[1]], from: dealers[0])
    _ = try here.message(ending: [1], at: router)
    #expect(try dealers[1].send([[2]]) == .full)

    router.close()
    router = try here.socket(.router, .curveServer(next, domain: TestContext.domain))
    try bindWhenFree(router, endpoint)
    try here.sendWhenConnected([[3]], from: dealers[1])
    _ = try here.message(ending: [3], at: router)
    #expect(try dealers[0].send([[4]]) == .full)
  }

  /// What was closed gives its port back a little later.
  private func bindWhenFree(_ socket: Socket, _ endpoint: String) throws {
    let poller = Poller([], wake: try WakeSignal())
    for _ in 0..<1000 {
      if (try? socket.bind(endpoint)) != nil { return }
      try poller.wait(timeout: .milliseconds(5))
    }
    Issue.record("the port is not free")
  }
}
