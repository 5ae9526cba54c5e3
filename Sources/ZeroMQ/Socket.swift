import CZeroMQ
import Glibc
import StandardForms

/// A ZeroMQ socket that never blocks: what cannot be sent at once is dropped and said so.
///
/// Not `Sendable`: the thread that made it uses it and closes it (zmq_socket(3), "Thread safety").
package final class Socket {
  /// The socket types that the product uses (zmq_socket(3)).
  package enum Kind: Hashable, Sendable {
    /// Publishes to all subscribers and hears of their subscriptions. Drops for a slow one.
    case publisher
    /// Hears a publisher, by prefix.
    case subscriber
    /// Talks to many dealers, each by its routing id, the first part of each message.
    case router
    /// Talks to one router. Sends only while connected (`ZMQ_IMMEDIATE`).
    case dealer
  }

  /// What became of a message that was to be sent.
  package enum SendOutcome: Hashable, Sendable {
    /// Handed to libzmq; nothing says that it will arrive.
    case sent
    /// Dropped: the peer's queue is full, or there is no connection (`EAGAIN`).
    case full
    /// Dropped: nobody has this routing id (`EHOSTUNREACH`); routers only.
    case unreachable
  }

  /// What was waiting to be received.
  package enum Received: Hashable, Sendable {
    /// One whole message, by its parts. If it was asked for, `user` is who sent it, as the
    /// authenticator named it; nil if no authenticator was asked about the connection, and for
    /// what a publisher makes up itself when a subscriber has gone.
    case message([[UInt8]], user: String?)
    /// A message of more parts than allowed was taken and thrown away.
    case tooManyParts
    /// Nothing is waiting.
    case nothing
  }

  let pointer: UnsafeMutableRawPointer
  private let context: Context
  private var isClosed = false

  /// A socket of `kind` with `options` set. A publisher hears of every subscription, also repeated
  /// ones (`ZMQ_XPUB_VERBOSE`); a router says whom it cannot reach (`ZMQ_ROUTER_MANDATORY`).
  /// - Throws: `.tooManyFiles`, or `.other` for an option that libzmq refuses.
  package convenience init(
    _ kind: Kind, in context: Context, security: SocketSecurity, options: SocketOptions
  ) throws(ZeroMQError) {
    try self.init(kind, in: context, options)
    try set(security)
  }

  /// The router at which the authenticator of `context` is asked: within the process, so that
  /// nobody has to prove anything.
  convenience init(authenticatorIn context: Context) throws(ZeroMQError) {
    let bound = Limits.authenticationHighWaterMark
    try self.init(
      .router, in: context,
      SocketOptions(
        lingerMilliseconds: 0, sendHighWaterMark: bound, receiveHighWaterMark: bound,
        receivedPartBytesMax: 1024, reconnectMilliseconds: 1, reconnectMillisecondsMax: 1,
        silenceMillisecondsMax: 2000))
  }

  private init(
    _ kind: Kind, in context: Context, _ options: SocketOptions
  ) throws(ZeroMQError) {
    guard let pointer = zmq_socket(context.pointer, kind.number) else {
      throw ZeroMQError(last: "zmq_socket")
    }
    self.pointer = pointer
    self.context = context
    try set(options)
    switch kind {
    case .publisher: try set(ZMQ_XPUB_VERBOSE, 1)
    case .subscriber: break
    case .router: try set(ZMQ_ROUTER_MANDATORY, 1)
    case .dealer: try set(ZMQ_IMMEDIATE, 1)
    }
  }

  deinit { close() }

  /// Closes the socket; what is unsent lingers as its options say. Does nothing the second time.
  package func close() {
    guard !isClosed else { return }
    isClosed = true
    zmq_close(pointer)
  }

  /// Listens on `endpoint`, for instance `tcp://127.0.0.1:5571`, or with port `*` for any free one.
  /// - Returns: the endpoint with the port that was really taken (`ZMQ_LAST_ENDPOINT`).
  /// - Throws: `.addressInUse`, `.addressUnavailable`, `.invalidEndpoint`.
  @discardableResult
  package func bind(_ endpoint: String) throws(ZeroMQError) -> String {
    try useFamily(of: endpoint)
    guard zmq_bind(pointer, endpoint) == 0 else {
      throw ZeroMQError(last: "zmq_bind", endpoint: endpoint)
    }
    var text = [UInt8](repeating: 0, count: Self.endpointBytesMax)
    var length = text.count
    guard zmq_getsockopt(pointer, ZMQ_LAST_ENDPOINT, &text, &length) == 0 else {
      throw ZeroMQError(last: "zmq_getsockopt", endpoint: endpoint)
    }
    return String(decoding: text.prefix(max(0, length - 1)), as: UTF8.self)
  }

  /// Ends every connection that came in through `endpoint` and listens there anew, so that all
  /// peers come back and are looked at again: those not admitted any more stay away.
  ///
  /// Takes about a millisecond; peers are back after their `reconnectMilliseconds`. The old
  /// connections end while the socket is used: the next `receive` or `Poller.wait` sees to it. What
  /// they brought before may still be received.
  /// - Parameter endpoint: what `bind` returned.
  /// - Throws: `.addressInUse` after `Limits.rebindMillisecondsMax`: it does not listen then.
  package func rebind(_ endpoint: String) throws(ZeroMQError) {
    guard zmq_unbind(pointer, endpoint) == 0 else {
      throw ZeroMQError(last: "zmq_unbind", endpoint: endpoint)
    }
    for _ in 0..<Limits.rebindMillisecondsMax {
      do throws(ZeroMQError) {
        try bind(endpoint)
        return
      } catch {
        guard error.code == .addressInUse else { throw error }
        // One millisecond: the I/O thread closes the old one.
        poll(nil, 0, 1)
      }
    }
    try bind(endpoint)
  }

  /// Connects to `endpoint`, now or as soon as somebody listens there, and again after every loss.
  /// - Throws: `.invalidEndpoint`.
  package func connect(_ endpoint: String) throws(ZeroMQError) {
    try useFamily(of: endpoint)
    guard zmq_connect(pointer, endpoint) == 0 else {
      throw ZeroMQError(last: "zmq_connect", endpoint: endpoint)
    }
  }

  /// Asks the publisher for all messages that begin with `prefix`.
  package func subscribe(to prefix: [UInt8]) throws(ZeroMQError) {
    guard zmq_setsockopt(pointer, ZMQ_SUBSCRIBE, prefix, prefix.count) == 0 else {
      throw ZeroMQError(last: "zmq_setsockopt(ZMQ_SUBSCRIBE)")
    }
  }

  /// Sends the parts as one message, or drops all of them. Never blocks.
  /// - Parameter parts: 1 or more; a router's first part is the routing id.
  /// - Throws: `.closed` after the end, `.other` for what should not happen.
  package func send(_ parts: [[UInt8]]) throws(ZeroMQError) -> SendOutcome {
    precondition(!parts.isEmpty, "a message has at least one part")
    for (index, part) in parts.enumerated() {
      let more = index + 1 < parts.count ? ZMQ_SNDMORE : 0
      while zmq_send(pointer, part, part.count, ZMQ_DONTWAIT | more) == -1 {
        switch zmq_errno() {
        case interrupted: continue
        // Only the first part can be refused: with it libzmq has chosen the peer, and its queue.
        case EAGAIN where index == 0: return .full
        case EHOSTUNREACH where index == 0: return .unreachable
        default: throw ZeroMQError(last: "zmq_send")
        }
      }
    }
    return .sent
  }

  /// Takes one message if one is waiting. Never blocks.
  /// - Parameters:
  ///   - partsMax: a message of more parts is thrown away whole (I11).
  ///   - withUser: whether `Received.message` is to name its sender.
  /// - Throws: `.closed` after the end, `.other` for what should not happen.
  package func receive(partsMax: Int, withUser: Bool) throws(ZeroMQError) -> Received {
    var parts: [[UInt8]] = []
    var count = 0
    while true {
      var part = MessagePart()
      guard try part.receive(from: pointer) else {
        // A message arrives whole or not at all (zmq_msg_recv(3)): only its first part can be
        // missing.
        return .nothing
      }
      count += 1
      if count <= partsMax { parts.append(part.bytes) }
      guard !part.hasMore else { continue }
      guard count <= partsMax else { return .tooManyParts }
      return .message(parts, user: withUser ? part.user : nil)
    }
  }

  private func set(_ options: SocketOptions) throws(ZeroMQError) {
    try set(ZMQ_LINGER, options.lingerMilliseconds)
    try set(ZMQ_SNDHWM, options.sendHighWaterMark)
    try set(ZMQ_RCVHWM, options.receiveHighWaterMark)
    try set(ZMQ_RECONNECT_IVL, options.reconnectMilliseconds)
    try set(ZMQ_RECONNECT_IVL_MAX, options.reconnectMillisecondsMax)
    // Half of the time nothing is asked, in the other half once a second.
    let half = options.silenceMillisecondsMax / 2000
    try set(ZMQ_TCP_KEEPALIVE, 1)
    try set(ZMQ_TCP_KEEPALIVE_IDLE, half)
    try set(ZMQ_TCP_KEEPALIVE_INTVL, 1)
    try set(ZMQ_TCP_KEEPALIVE_CNT, half)
    try set(ZMQ_TCP_MAXRT, options.silenceMillisecondsMax)
    try set(ZMQ_HANDSHAKE_IVL, options.silenceMillisecondsMax)
    try set(ZMQ_CONNECT_TIMEOUT, options.silenceMillisecondsMax)
    var partBytesMax = options.receivedPartBytesMax
    let size = MemoryLayout<Int64>.size
    guard zmq_setsockopt(pointer, ZMQ_MAXMSGSIZE, &partBytesMax, size) == 0 else {
      throw ZeroMQError(last: "zmq_setsockopt(ZMQ_MAXMSGSIZE)")
    }
  }

  /// With IPv6 switched on libzmq would listen on mapped addresses, and not at all where the kernel
  /// has no IPv6: so only for an address in brackets.
  private func useFamily(of endpoint: String) throws(ZeroMQError) {
    try set(ZMQ_IPV6, endpoint.contains("[") ? 1 : 0)
  }

  func set(_ option: Int32, _ bytes: [UInt8]) throws(ZeroMQError) {
    guard zmq_setsockopt(pointer, option, bytes, bytes.count) == 0 else {
      throw ZeroMQError(last: "zmq_setsockopt(\(option))")
    }
  }

  func set(_ option: Int32, _ value: Int32) throws(ZeroMQError) {
    var value = value
    guard zmq_setsockopt(pointer, option, &value, MemoryLayout<Int32>.size) == 0 else {
      throw ZeroMQError(last: "zmq_setsockopt(\(option))")
    }
  }

  /// Room for `tcp://[` an IPv6 address with its zone `]:65535` and the end mark.
  private static let endpointBytesMax = 256
}

extension Socket.Kind {
  /// libzmq's number of the socket type.
  fileprivate var number: Int32 {
    switch self {
    case .publisher: ZMQ_XPUB
    case .subscriber: ZMQ_SUB
    case .router: ZMQ_ROUTER
    case .dealer: ZMQ_DEALER
    }
  }
}

/// `EINTR`: a signal came in between; the call is made again.
let interrupted: Int32 = EINTR
