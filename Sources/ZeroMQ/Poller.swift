import CZeroMQ

/// Waits for a wake signal and for messages at a fixed set of sockets (zmq_poll(3)).
///
/// Not `Sendable`: it belongs to the thread of its sockets.
package final class Poller {
  private let signal: WakeSignal
  private let sockets: [Socket]
  private var items: [zmq_pollitem_t]

  /// A poller for `sockets`, whose order gives their index in `isReadable`.
  package init(_ sockets: [Socket], wake signal: WakeSignal) {
    self.signal = signal
    self.sockets = sockets
    var items = [
      zmq_pollitem_t(socket: nil, fd: signal.descriptor, events: Int16(ZMQ_POLLIN), revents: 0)
    ]
    for socket in sockets {
      items.append(
        zmq_pollitem_t(socket: socket.pointer, fd: -1, events: Int16(ZMQ_POLLIN), revents: 0))
    }
    self.items = items
  }

  /// Blocks until the signal is set, a message is waiting, or `timeout` is over. Leaves the signal
  /// set.
  /// - Parameter timeout: rounded up to milliseconds; `nil` waits without an end.
  /// - Throws: `.closed` after the end, `.other` for what should not happen.
  package func wait(timeout: Duration?) throws(ZeroMQError) {
    let milliseconds = timeout.map(Self.milliseconds) ?? -1
    while zmq_poll(&items, Int32(items.count), milliseconds) == -1 {
      // An interrupted wait starts anew: a late deadline is the price, and the caller looks at its
      // clock.
      guard zmq_errno() == interrupted else { throw ZeroMQError(last: "zmq_poll") }
    }
  }

  /// Whether the last `wait` saw a message at the socket with this index.
  package func isReadable(_ index: Int) -> Bool {
    items[index + 1].revents & Int16(ZMQ_POLLIN) != 0
  }

  private static func milliseconds(_ duration: Duration) -> Int {
    guard duration > .zero else { return 0 }
    let bounded = min(duration, .seconds(3600))
    let (seconds, attoseconds) = bounded.components
    return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
