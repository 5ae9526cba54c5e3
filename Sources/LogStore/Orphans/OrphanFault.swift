import Glibc

/// Why orphans cannot be kept, read or settled: with the file's path and what to do about it.
///
/// Equality looks at `code` only.
package struct OrphanFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, for programs.
  package enum Code: Hashable, Sendable {
    /// There is no bundle of this name.
    case notFound
    /// The folder or the file cannot be made, read or written.
    case inaccessible
    /// No room on the disk; nothing was kept.
    case full
    /// The bytes are not those of a bundle, or one of its events is not what was recorded.
    case damaged
    /// A signature was asked for and there is none.
    case unsigned
    /// The signature is not the one of this key over these bytes.
    case wrongSignature
    /// The key would not sign.
    case notSigned
    /// The event is not one of the bundle.
    case unknownEvent
    /// The event was settled before, otherwise.
    case settledOtherwise
  }

  /// What is wrong, for programs.
  package let code: Code
  /// The file or folder that it is about.
  package let path: String
  /// What is wrong, in words.
  package let reason: String
  /// What to do.
  package let hint: String

  init(_ code: Code, path: String, _ reason: String, hint: String) {
    self.code = code
    self.path = path
    self.reason = reason
    self.hint = hint
  }

  /// Equal if a program would treat them alike.
  package static func == (left: OrphanFault, right: OrphanFault) -> Bool { left.code == right.code }

  /// One line for the operator.
  package var description: String { "\(path): \(reason). \(hint)." }
}

extension OrphanFault {
  static func damaged(_ path: String, line: Int, _ reason: String) -> OrphanFault {
    OrphanFault(
      .damaged, path: path, "line \(line) is not what was kept (\(reason))",
      hint: "the old store in the archive has the same events")
  }

  /// The fault of the system call that just failed.
  static func system(_ path: String) -> OrphanFault {
    let number = errno
    let reason = strerror(number).map { String(cString: $0) } ?? "system error \(number)"
    if number == ENOSPC || number == EDQUOT {
      return OrphanFault(
        .full, path: path, "the disk is full (\(reason))", hint: "make room, then try again")
    }
    return OrphanFault(
      .inaccessible, path: path, reason, hint: "check owner and mode of the folder and its files")
  }
}
