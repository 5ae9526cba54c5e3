/// What a PATCH says of a member that may be absent: RFC 7396's three states.
package enum Change<Value: Hashable & Sendable>: Hashable, Sendable {
  /// Absent: left as it is.
  case keep
  /// `null`: taken away.
  case clear
  /// A value: put in its place.
  case set(Value)

  /// What `value` becomes.
  package func applied(to value: Value?) -> Value? {
    switch self {
    case .keep: value
    case .clear: nil
    case .set(let new): new
    }
  }
}
