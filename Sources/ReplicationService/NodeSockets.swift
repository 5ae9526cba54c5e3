import Replication
import StandardForms
import ZeroMQ

/// The two sockets of a node, with their context and poller: used on one thread only.
final class NodeSockets {
  /// XPUB at the primary, SUB at a replica.
  let publication: Socket
  /// ROUTER at the primary, DEALER at a replica.
  let control: Socket
  private let context: Context
  private let authenticator: Authenticator
  private let poller: Poller

  /// A primary's sockets, not bound yet.
  init(publishing wake: WakeSignal, highWaterMark: Int32) throws(ZeroMQError) {
    context = try Context()
    authenticator = try Authenticator(
      in: context, domain: Self.domain, admissions: Self.thisMachine, waking: wake)
    publication = try Socket(
      .publisher, in: context, security: .plain(domain: Self.domain),
      options: .bounded(highWaterMark, partBytesMax: Limits.controlFrameBytesMax))
    control = try Socket(
      .router, in: context, security: .plain(domain: Self.domain),
      options: .bounded(
        Limits.controlHighWaterMark, partBytesMax: Limits.controlFrameBytesMax))
    poller = Poller([publication, control], wake: wake)
  }

  /// A replica's sockets, not connected yet.
  init(subscribing wake: WakeSignal) throws(ZeroMQError) {
    context = try Context()
    authenticator = try Authenticator(
      in: context, domain: Self.domain, admissions: Self.thisMachine, waking: wake)
    publication = try Socket(
      .subscriber, in: context, security: .plain(domain: Self.domain),
      options: .bounded(Limits.publishHighWaterMark, partBytesMax: Limits.frameBytesMax))
    control = try Socket(
      .dealer, in: context, security: .plain(domain: Self.domain),
      options: .bounded(Limits.controlHighWaterMark, partBytesMax: Limits.frameBytesMax))
    poller = Poller([publication, control], wake: wake)
  }

  /// Waits for messages, for the wake signal, or until `deadline`.
  /// - Throws: also when nobody guards the sockets any more.
  func wait(until deadline: ContinuousClock.Instant?) throws(ZeroMQError) {
    try authenticator.checkRunning()
    try poller.wait(timeout: deadline.map { $0 - .now })
  }

  /// The messages that the last `wait` saw, at most `Limits.messagesPerTurnMax` of each socket.
  /// Those of too many parts are dropped.
  func messages(
    _ socket: KeyPath<NodeSockets, Socket>, partsMax: Int
  ) throws(ZeroMQError) -> [[[UInt8]]] {
    guard poller.isReadable(socket == \.publication ? 0 : 1) else { return [] }
    var messages: [[[UInt8]]] = []
    for _ in 0..<Limits.messagesPerTurnMax {
      switch try self[keyPath: socket].receive(partsMax: partsMax, withUser: false) {
      case .message(let parts, _): messages.append(parts)
      case .tooManyParts: continue
      case .nothing: return messages
      }
    }
    return messages
  }

  private static let domain = "replication"
  private static let thisMachine = Admissions(keys: [:], loopback: true)

  /// Closes both sockets and waits until their ports are free.
  func close() {
    publication.close()
    control.close()
    context.terminate()
  }
}

extension SocketOptions {
  /// What all sockets of a node have in common.
  static func bounded(_ highWaterMark: Int32, partBytesMax: Int) -> SocketOptions {
    SocketOptions(
      lingerMilliseconds: Limits.lingerMilliseconds, sendHighWaterMark: highWaterMark,
      receiveHighWaterMark: highWaterMark, receivedPartBytesMax: Int64(partBytesMax),
      reconnectMilliseconds: Limits.reconnectMilliseconds,
      reconnectMillisecondsMax: 10 * Limits.reconnectMilliseconds,
      silenceMillisecondsMax: Limits.silenceMillisecondsMax)
  }
}
