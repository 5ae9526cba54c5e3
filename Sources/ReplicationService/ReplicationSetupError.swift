import ZeroMQ

/// Why replication cannot start: always with the option concerned and what to do about it.
///
/// Equality looks at `code` only.
package struct ReplicationSetupError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, for programs.
  package enum Code: Hashable, Sendable {
    /// The text is no `tcp://HOST:PORT`.
    case invalidEndpoint
    /// The address is not one of this machine's loopback.
    case notLoopback
    /// Another process listens on the port.
    case addressInUse
    /// The system has no sockets, files or threads left, or libzmq refused.
    case system
  }

  /// What is wrong, for programs.
  package let code: Code
  /// The command-line option that it is about, for instance `--publish`.
  package let option: String
  /// What was given with it.
  package let value: String
  /// What is wrong, in words.
  package let reason: String
  /// What to do about it.
  package let hint: String

  init(_ code: Code, option: String, value: String, reason: String, hint: String) {
    self.code = code
    self.option = option
    self.value = value
    self.reason = reason
    self.hint = hint
  }

  /// What libzmq refused, for the operator.
  init(_ error: ZeroMQError, option: String, value: String) {
    switch error.code {
    case .addressInUse:
      self.init(
        .addressInUse, option: option, value: value,
        reason: "the port is in use by another process",
        hint: "stop that process (`ss -ltnp` shows it), or give another port with \(option)")
    case .addressUnavailable, .invalidEndpoint:
      self.init(
        .invalidEndpoint, option: option, value: value, reason: error.reason,
        hint: "give an address of this machine, for instance tcp://127.0.0.1:5571")
    case .tooManyFiles:
      self.init(
        .system, option: option, value: value, reason: error.reason,
        hint: "raise the limit of open files (`ulimit -n`)")
    case .closed, .other:
      self.init(
        .system, option: option, value: value, reason: error.description,
        hint: "start again; if it stays, report it")
    }
  }

  /// Equal if a program would treat them alike.
  package static func == (left: ReplicationSetupError, right: ReplicationSetupError) -> Bool {
    left.code == right.code
  }

  /// One line for the operator.
  package var description: String { "\(option) \(value): \(reason); \(hint)" }
}
