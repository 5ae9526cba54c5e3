import Testing
import ZeroMQ

/// Asked as libzmq asks it (RFC 27), by a socket of the same context.
@Suite struct `The authenticator` {
  private static let key = [UInt8](repeating: 7, count: 32)
  private let member: CurveKeyPair
  private let here: TestContext
  private let asker: Socket

  init() throws {
    member = try CurveKeyPair.made()
    here = try TestContext(Admissions(keys: [member.publicKey: "fra-1"], loopback: true))
    asker = try here.socket(.dealer)
    try asker.connect("inproc://zeromq.zap.01")
  }

  private func ask(
    _ mechanism: String, from address: String = "127.0.0.1", domain: String = TestContext.domain,
    _ credentials: [UInt8]...
  ) throws -> [String] {
    try ask(
      [
        Array("1.0".utf8), Array("7".utf8), Array(domain.utf8), Array(address.utf8), [],
        Array(mechanism.utf8),
      ] + credentials)
  }

  /// Status and user of the answer.
  private func ask(_ frames: [[UInt8]]) throws -> [String] {
    #expect(try asker.send([[]] + frames) == .sent)
    guard case .message(let parts, _) = try here.next(at: asker, partsMax: 8) else {
      throw TestContext.Missing()
    }
    let texts = parts.map { String(decoding: $0, as: UTF8.self) }
    try #require(texts.count == 7 && texts[0] == "" && texts[1] == "1.0" && texts[6] == "")
    #expect(texts[2] == (frames.count > 1 && texts[3] != "500" ? "7" : ""))
    return [texts[3], texts[5]]
  }

  @Test func `admits the key of a member, as the user that the key is`() throws {
    let user = member.publicKey.text
    #expect(try ask("CURVE", from: "203.0.113.9", member.publicKey.bytes) == ["200", user])
  }

  @Test func `tells an unknown key to try again`() throws {
    #expect(try ask("CURVE", Self.key) == ["300", ""])
  }

  @Test(arguments: ["127.0.0.1", "127.255.0.7", "::1", "::ffff:127.0.0.1"])
  func `admits whoever comes from this machine without a key`(address: String) throws {
    #expect(try ask("NULL", from: address) == ["200", "loopback"])
  }

  @Test(arguments: [
    "", "10.0.0.1", "126.255.255.255", "128.0.0.1", "::", "::2", "::ffff:10.0.0.1", "::127.0.0.1",
    "127.0.0.1.example.org", "localhost", "127.1", "fe80::1%lo", "127.0.0.1:80",
  ])
  func `refuses whoever comes from elsewhere without a key`(address: String) throws {
    #expect(try ask("NULL", from: address) == ["400", ""])
  }

  @Test func `refuses this machine too where it is not admitted`() throws {
    here.authenticator.admit(Admissions(keys: [:], loopback: false))
    #expect(try ask("NULL") == ["400", ""])
  }

  @Test func `refuses every other mechanism`() throws {
    #expect(try ask("PLAIN", Array("loopback".utf8), []) == ["400", ""])
    #expect(try ask("GSSAPI", Array("principal".utf8)) == ["400", ""])
    #expect(try ask("null") == ["400", ""])
  }

  @Test func `answers for its own domain only`() throws {
    #expect(try ask("NULL", domain: "") == ["400", ""])
    #expect(try ask("CURVE", domain: "other", member.publicKey.bytes) == ["400", ""])
  }

  @Test func `answers a malformed question and goes on`() throws {
    let whole = ["1.0", "7", TestContext.domain, "127.0.0.1", "", "NULL"].map { Array($0.utf8) }
    for count in 0..<whole.count { #expect(try ask(Array(whole[..<count])) == ["500", ""]) }
    #expect(try ask([Array("2.0".utf8)] + whole[1...]) == ["500", ""])
    #expect(try ask(whole + [[1]]) == ["500", ""])
    #expect(try ask("CURVE") == ["500", ""])
    #expect(try ask("CURVE", Array(Self.key.dropLast())) == ["500", ""])
    #expect(try ask("CURVE", member.publicKey.bytes, []) == ["500", ""])
    #expect(try asker.send([[1], [2]]) == .sent)
    #expect(try asker.send([[UInt8]](repeating: [], count: 40)) == .sent)
    #expect(try ask("NULL") == ["200", "loopback"])
  }

  @Test func `admits what the newest admissions say, and two keys of one member`() throws {
    let next = try CurveKeyPair.made()
    here.authenticator.admit(
      Admissions(keys: [member.publicKey: "fra-1", next.publicKey: "fra-1"], loopback: false))
    #expect(try ask("CURVE", member.publicKey.bytes)[0] == "200")
    #expect(try ask("CURVE", next.publicKey.bytes)[0] == "200")
    here.authenticator.admit(Admissions(keys: [next.publicKey: "fra-1"], loopback: false))
    #expect(try ask("CURVE", member.publicKey.bytes)[0] == "300")
  }

  @Test func `is the only one of its context`() throws {
    let error = #expect(throws: ZeroMQError.self) {
      try Authenticator(
        in: here.context, domain: "second", admissions: Admissions(keys: [:], loopback: true),
        waking: here.signal)
    }
    #expect(error?.code == .addressInUse)
  }

  @Test func `wakes the owner of the sockets when it has ended`() throws {
    try here.authenticator.checkRunning()
    here.authenticator.stop()
    try Poller([], wake: here.signal).wait(timeout: nil)
    let error = #expect(throws: ZeroMQError.self) { try here.authenticator.checkRunning() }
    #expect(error?.code == .closed)
  }

  @Test func `wakes the owner also when nobody asked it to end`() throws {
    asker.close()
    here.context.terminate()
    try Poller([], wake: here.signal).wait(timeout: nil)
    #expect(throws: ZeroMQError.self) { try here.authenticator.checkRunning() }
  }

  @Test func `a message is only heard from whom the admissions name now`() throws {
    let admissions = Admissions(keys: [member.publicKey: "fra-1"], loopback: true)
    #expect(admissions.peer(of: member.publicKey.text) == .member("fra-1"))
    #expect(admissions.peer(of: "loopback") == .loopback)
    #expect(Admissions(keys: [:], loopback: false).peer(of: "loopback") == nil)
    for user in [nil, "", "fra-1", try CurveKeyPair.made().publicKey.text] {
      #expect(admissions.peer(of: user) == nil)
    }
  }
}
