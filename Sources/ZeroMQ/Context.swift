import CZeroMQ

/// A libzmq context: the I/O threads that its sockets share.
///
/// Not `Sendable`: it belongs to the one thread that made it, like its sockets. It lives at least
/// as long as they do, since each holds it.
package final class Context {
  let pointer: UnsafeMutableRawPointer
  private var isTerminated = false

  /// A context with one I/O thread, which carries about a gigabyte a second (zmq_ctx_set(3)).
  /// - Throws: `.tooManyFiles` if the process has no descriptors left.
  package init() throws(ZeroMQError) {
    guard let pointer = zmq_ctx_new() else { throw ZeroMQError(last: "zmq_ctx_new") }
    self.pointer = pointer
  }

  deinit { terminate() }

  /// Waits until all sockets, which the caller has closed, are really gone: afterwards their ports
  /// are free. Takes at most the longest `linger` of the sockets. Does nothing the second time.
  package func terminate() {
    guard !isTerminated else { return }
    isTerminated = true
    while zmq_ctx_term(pointer) == -1, zmq_errno() == interrupted {}
  }
}
