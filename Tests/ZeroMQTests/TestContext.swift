import Testing
import ZeroMQ

/// A context with its authenticator, and how tests wait for messages.
struct TestContext {
  static let domain = "test"
  let signal: WakeSignal
  let context: Context
  let authenticator: Authenticator

  init(_ admissions: Admissions = Admissions(keys: [:], loopback: true)) throws {
    signal = try WakeSignal()
    context = try Context()
    authenticator = try Authenticator(
      in: context, domain: Self.domain, admissions: admissions, waking: signal)
  }

  func socket(
    _ kind: Socket.Kind, _ security: SocketSecurity = .plain(domain: Self.domain)
  ) throws -> Socket {
    try Socket(kind, in: context, security: security, options: .small)
  }

  func next(
    at socket: Socket, partsMax: Int = 4, timeout: Duration = .seconds(5), withUser: Bool = false
  ) throws -> Socket.Received {
    let poller = Poller([socket], wake: try WakeSignal())
    let end = ContinuousClock.now + timeout
    while true {
      let received = try socket.receive(partsMax: partsMax, withUser: withUser)
      let left = end - ContinuousClock.now
      guard received == .nothing, left > .zero else { return received }
      try poller.wait(timeout: left)
    }
  }

  /// The next message that has the part `last` at its end; its parts and its user.
  func message(
    ending last: [UInt8], at socket: Socket
  ) throws -> (parts: [[UInt8]], user: String?) {
    while case .message(let parts, let user) = try next(at: socket, withUser: true) {
      if parts.last == last { return (parts, user) }
    }
    throw Missing()
  }

  /// A dealer has no queue before its connection stands.
  func sendWhenConnected(_ parts: [[UInt8]], from dealer: Socket) throws {
    let poller = Poller([], wake: try WakeSignal())
    for _ in 0..<1000 {
      if try dealer.send(parts) == .sent { return }
      try poller.wait(timeout: .milliseconds(5))
    }
    Issue.record("no connection")
  }

  struct Missing: Error {}
}

extension SocketOptions {
  /// Tiny bounds, so that a test reaches them.
  static let small = SocketOptions(
    lingerMilliseconds: 0, sendHighWaterMark: 4, receiveHighWaterMark: 4,
    receivedPartBytesMax: 100_000, reconnectMilliseconds: 10, reconnectMillisecondsMax: 100,
    silenceMillisecondsMax: 2000)
}
