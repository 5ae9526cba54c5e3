/// A failure that an operator can do something about: one line on standard error that says what,
/// and
/// an exit code that is not 0.
struct OperatorError: Error, CustomStringConvertible {
  let description: String

  init(_ reason: String, hint: String) {
    let cause = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
    description = "\(cause): \(hint)"
  }
}
