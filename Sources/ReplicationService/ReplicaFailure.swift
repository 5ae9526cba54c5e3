package import ZeroMQ

/// Why a replica stopped by itself.
package enum ReplicaFailure: Error, Sendable, CustomStringConvertible {
  /// The sockets failed, which nothing but a fault can cause.
  case sockets(ZeroMQError)
  /// Nobody knows what is in the log; only a restart shows it.
  case log(reason: String)

  /// One line for the operator.
  package var description: String {
    switch self {
    case .sockets(let error): "replication stopped: \(error)"
    case .log(let reason): "replication stopped: \(reason)"
    }
  }
}
