import CZeroMQ
import Glibc

/// What libzmq, or the kernel below it, refused. Two errors are equal if their codes are.
package struct ZeroMQError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of failure that a caller tells apart.
  package enum Code: Hashable, Sendable {
    /// Another socket listens on the address already (`EADDRINUSE`).
    case addressInUse
    /// The address is none of this machine's (`EADDRNOTAVAIL`, `ENODEV`).
    case addressUnavailable
    /// The endpoint is not one that libzmq understands (`EINVAL`, `EPROTONOSUPPORT`).
    case invalidEndpoint
    /// The process or the context has no room for another socket or file (`EMFILE`, `ENFILE`).
    case tooManyFiles
    /// The context was terminated, or the socket closed, before the call (`ETERM`, `ENOTSOCK`).
    case closed
    /// Anything else, by its `errno`.
    case other(Int32)
  }

  /// What kind of failure this is.
  package let code: Code
  /// The call that failed, for instance `zmq_bind`.
  package let operation: String
  /// The endpoint concerned, if any.
  package let endpoint: String?
  /// The text of the `errno`, as libzmq words it.
  package let reason: String

  /// One line: operation, endpoint, reason.
  package var description: String {
    let place = endpoint.map { " \($0)" } ?? ""
    return "\(operation)\(place): \(reason)"
  }

  /// The failure that `zmq_errno()` tells of, for the call that has just returned -1.
  init(last operation: String, endpoint: String? = nil) {
    self.init(errno: zmq_errno(), operation: operation, endpoint: endpoint)
  }

  /// The failure with the number `errno`.
  init(errno number: Int32, operation: String, endpoint: String? = nil) {
    switch number {
    case EADDRINUSE: self.code = .addressInUse
    case EADDRNOTAVAIL, ENODEV: self.code = .addressUnavailable
    case EINVAL where endpoint != nil, EPROTONOSUPPORT: self.code = .invalidEndpoint
    case EMFILE, ENFILE: self.code = .tooManyFiles
    case Self.contextTerminated, ENOTSOCK: self.code = .closed
    default: self.code = .other(number)
    }
    self.operation = operation
    self.endpoint = endpoint
    self.reason = zmq_strerror(number).map { String(cString: $0) } ?? "error \(number)"
  }

  /// Equal if the codes are: the texts are for people.
  package static func == (left: ZeroMQError, right: ZeroMQError) -> Bool {
    left.code == right.code
  }

  /// `ETERM` of `zmq.h` (`ZMQ_HAUSNUMERO + 53`), a macro that Swift does not import.
  static let contextTerminated: Int32 = 156_384_712 + 53
}
