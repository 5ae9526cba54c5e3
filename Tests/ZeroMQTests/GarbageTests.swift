import CZeroMQ
import Glibc
import Testing
import ZeroMQ

/// What does not speak ZeroMQ, or only half of it, at a port that others use.
@Suite struct `Garbage on a live port` {
  private let node: CurveKeyPair
  private let member: CurveKeyPair
  private let here: TestContext

  init() throws {
    node = try CurveKeyPair.made()
    member = try CurveKeyPair.made()
    here = try TestContext(Admissions(keys: [member.publicKey: "fra-1"], loopback: true))
  }

  /// The first bytes of ZMTP 3.1 (RFC 37): signature, version, mechanism, as-server, filler.
  private static func greeting(_ mechanism: String, major: UInt8 = 3) -> [UInt8] {
    let name = Array(mechanism.utf8)
    return [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, major, 1] + name
      + [UInt8](repeating: 0, count: 20 - name.count) + [UInt8](repeating: 0, count: 32)
  }

  private static let command: [UInt8] = [0x06]
  private static let message: [UInt8] = [0x02]
  private static let endless: [UInt8] = [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
  private static let ready: [UInt8] =
    [0x04, 26, 5] + Array("READY".utf8)
    + [11] + Array("Socket-Type".utf8) + [0, 0, 0, 4] + Array("DEAL".utf8)

  /// Bytes by what they are. Each is sent, and then nothing more.
  static let garbage: [(name: String, bytes: [UInt8])] = [
    ("nothing", []),
    ("random bytes", random(70_000)),
    ("HTTP", Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)),
    ("TLS", [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3] + random(200)),
    ("half a greeting", Array(greeting("CURVE").prefix(11))),
    ("ZMTP 1.0", [1, 0, 5, 0] + random(64)),
    ("ZMTP 2.0", [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1, 5, 0, 0]),
    ("ZMTP 9", greeting("CURVE", major: 9) + random(300)),
    ("no mechanism", greeting("") + random(300)),
    ("another mechanism", greeting("GSSAPI") + random(300)),
    ("NULL, ready", greeting("NULL") + ready + [0, 3, 1, 2, 3]),
    ("a greeting and no handshake", greeting("CURVE")),
    ("a false hello", greeting("CURVE") + [0x04, 200, 5] + Array("HELLO".utf8) + random(194)),
    ("an endless command", greeting("CURVE") + command + endless + random(5000)),
    ("an endless message", greeting("CURVE") + message + endless + random(5000)),
    ("a negative length", greeting("NULL") + command + [UInt8](repeating: 0xFF, count: 8)),
  ]

  @Test(arguments: garbage.map(\.name))
  func `is dropped, and the right peer is served all the same (I11)`(name: String) throws {
    let bytes = try #require(Self.garbage.first { $0.name == name }).bytes
    for security in [
      SocketSecurity.curveServer(node, domain: TestContext.domain),
      .plain(domain: TestContext.domain),
    ] {
      let router = try here.socket(.router, security)
      let endpoint = try router.bind("tcp://127.0.0.1:*")
      let connections = try (0..<5).map { _ in try RawConnection(endpoint) }
      for connection in connections { connection.send(bytes) }

      let peer =
        switch security {
        case .plain: ForeignPeer(.null)
        case .curveServer, .curveClient:
          ForeignPeer(.curve(member, server: node.publicKey))
        }
      peer.connect(endpoint)
      #expect(peer.isLetIn() == true)
      peer.send([1, 2, 3])
      _ = try here.message(ending: [1, 2, 3], at: router)
      // Whoever does not finish a handshake is hung up on within `silenceMillisecondsMax`.
      for connection in connections { #expect(connection.isEnded()) }
    }
  }

  @Test func `connections that say nothing end, however many they are (I11)`() throws {
    let router = try here.socket(.router, .curveServer(node, domain: TestContext.domain))
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    let connections = try (0..<200).map { _ in try RawConnection(endpoint) }
    let peer = ForeignPeer(.curve(member, server: node.publicKey))
    peer.connect(endpoint)
    #expect(peer.isLetIn() == true)
    for connection in connections { #expect(connection.isEnded()) }
  }

  @Test
  func `a part beyond the bound ends an admitted peer's connection, not its neighbour's (I11)`()
    throws
  {
    let router = try here.socket(.router, .curveServer(node, domain: TestContext.domain))
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    let greedy = ForeignPeer(.curve(member, server: node.publicKey))
    let modest = ForeignPeer(.curve(member, server: node.publicKey))
    for peer in [greedy, modest] {
      peer.connect(endpoint)
      #expect(peer.isLetIn() == true)
    }
    greedy.send([UInt8](repeating: 1, count: 200_000))
    #expect(try greedy.isCutOff(by: router))
    modest.send([5])
    #expect(try here.message(ending: [5], at: router).user == member.publicKey.text)
  }

  private static func random(_ count: Int) -> [UInt8] {
    var state: UInt64 = 20_261_122
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }
}

/// A TCP connection to a socket of ours, without ZeroMQ.
private final class RawConnection {
  private let descriptor: Int32

  init(_ endpoint: String) throws {
    let port = try #require(endpoint.split(separator: ":").last.flatMap { UInt16($0) })
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(result == 0)
    var timeout = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// As much as the other side takes.
  func send(_ bytes: [UInt8]) {
    Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// Whether the other side hangs up; waits for it.
  func isEnded() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 1000)
    while true {
      let count = recv(descriptor, &bytes, bytes.count, 0)
      if count == 0 || (count < 0 && errno == ECONNRESET) { return true }
      if count < 0 { return false }
    }
  }
}
