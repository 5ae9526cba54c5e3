import CZeroMQ
import Glibc

/// An `eventfd(2)`: any thread signals, the polling thread wakes. Any number of signals are one
/// wake.
package final class WakeSignal: Sendable {
  let descriptor: Int32

  /// A signal that is not set.
  /// - Throws: `.tooManyFiles` if the process has no descriptors left.
  package init() throws(ZeroMQError) {
    let descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard descriptor >= 0 else { throw ZeroMQError(errno: errno, operation: "eventfd") }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Sets the signal. From any thread; never blocks.
  package func set() {
    // EAGAIN would mean 2^64 - 2 unread signals: it is set all the same.
    _ = eventfd_write(descriptor, 1)
  }

  /// Resets the signal.
  package func reset() {
    var value: eventfd_t = 0
    _ = eventfd_read(descriptor, &value)
  }
}
