import CZeroMQ
import Testing
import ZeroMQ

/// A peer in a context of its own, made with libzmq alone: it knows nothing of our options, and
/// tells how its handshake ended.
final class ForeignPeer {
  enum Mechanism {
    case null
    case plain
    case curve(CurveKeyPair, server: CurvePublicKey)
  }

  private let context: UnsafeMutableRawPointer?
  private let socket: UnsafeMutableRawPointer?
  private let monitor: UnsafeMutableRawPointer?

  init(_ mechanism: Mechanism, _ kind: Int32 = ZMQ_DEALER) {
    context = zmq_ctx_new()
    socket = zmq_socket(context, kind)
    for (option, value) in [
      (ZMQ_LINGER, 0), (ZMQ_RECONNECT_IVL, 10), (ZMQ_HANDSHAKE_IVL, 300), (ZMQ_RCVTIMEO, 5000),
      (ZMQ_SNDTIMEO, 5000), (ZMQ_IMMEDIATE, kind == ZMQ_SUB ? 0 : 1),
    ] as [(Int32, Int32)] { Self.set(socket, option, value) }
    switch mechanism {
    case .null: break
    case .plain:
      zmq_setsockopt(socket, ZMQ_PLAIN_USERNAME, "user", 4)
      zmq_setsockopt(socket, ZMQ_PLAIN_PASSWORD, "pass", 4)
    case .curve(let pair, let server):
      zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server.text, 41)
      zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, pair.publicKey.text, 41)
      zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, pair.secretText, 41)
    }
    if kind == ZMQ_SUB { zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0) }
    zmq_socket_monitor(socket, "inproc://monitor", ZMQ_EVENT_ALL)
    monitor = zmq_socket(context, ZMQ_PAIR)
    Self.set(monitor, ZMQ_RCVTIMEO, 20)
    Self.set(monitor, ZMQ_RCVHWM, 0)
    zmq_connect(monitor, "inproc://monitor")
  }

  deinit {
    // First of all: libzmq waits for ever to tell a listener that is gone.
    zmq_socket_monitor(socket, nil, 0)
    for socket in [monitor, socket] {
      Self.set(socket, ZMQ_LINGER, 0)
      zmq_close(socket)
    }
    zmq_ctx_term(context)
  }

  func connect(_ endpoint: String) { zmq_connect(socket, endpoint) }

  /// Waits for the end of the next handshake: whether the peer was let in.
  func isLetIn() -> Bool? {
    for _ in 0..<Self.eventsMax {
      guard let event = nextEvent({}) else { return nil }
      if event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED { return true }
      if event & Self.failures != 0 { return false }
    }
    return nil
  }

  /// Waits until a connection that stood is gone. libzmq lets go of it only while `socket`, at the
  /// other end, is used.
  func isCutOff(by socket: Socket) throws -> Bool {
    for _ in 0..<Self.eventsMax {
      let event = try nextEvent { _ = try socket.receive(partsMax: 2, withUser: false) }
      guard let event else { return false }
      if event == ZMQ_EVENT_DISCONNECTED { return true }
    }
    return false
  }

  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool { zmq_send(socket, bytes, bytes.count, 0) >= 0 }

  func receive() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 1000)
    let count = zmq_recv(socket, &bytes, bytes.count, 0)
    return count < 0 ? nil : Array(bytes.prefix(Int(count)))
  }

  /// The next one; nil if none comes within ten seconds.
  private func nextEvent(_ meanwhile: () throws -> Void) rethrows -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 100)
    for _ in 0..<500 {
      try meanwhile()
      guard zmq_recv(monitor, &bytes, bytes.count, 0) >= 2 else { continue }
      let event = Int32(bytes[0]) | Int32(bytes[1]) << 8
      zmq_recv(monitor, &bytes, bytes.count, 0)
      return event
    }
    return nil
  }

  private static func set(
    _ socket: UnsafeMutableRawPointer?, _ option: Int32, _ value: Int32
  ) {
    var value = value
    zmq_setsockopt(socket, option, &value, 4)
  }

  /// A peer that finds nobody tries again for ever, and tells of each time.
  private static let eventsMax = 100

  private static let failures =
    ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
    | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_DISCONNECTED
}
