/// Why bytes are not an event of the log, or a proposal cannot become one.
///
/// Equality looks at `code` only: `reason` is for people.
package struct EntryError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, for programs.
  package enum Code: Hashable, Sendable {
    /// A part is longer than its bound in `Limits` (I11).
    case tooLarge
    /// The bytes do not have the form of an entry, of facts or of texts.
    case malformed
    /// The entry says the right things in other bytes than the one form that is allowed.
    case notCanonical
    /// The facts are missing; they are never erased.
    case factsWithheld
    /// The facts or their salt are not the ones that the entry commits to.
    case factsCommitment
    /// The texts or their salt are not the ones that the entry commits to.
    case textsCommitment
  }

  /// What is wrong, for programs.
  package let code: Code
  /// What is wrong and where, in words.
  package let reason: String

  init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }

  /// Two errors are equal if a program would treat them alike.
  package static func == (left: EntryError, right: EntryError) -> Bool { left.code == right.code }

  /// The reason.
  package var description: String { reason }
}
