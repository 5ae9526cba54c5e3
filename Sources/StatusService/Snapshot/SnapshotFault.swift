/// Why a snapshot is not used. It costs time and nothing else: the log is folded instead.
package struct SnapshotFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// Why, for programs.
  package enum Code: Hashable, Sendable {
    /// There is none.
    case missing
    /// The file cannot be read.
    case inaccessible
    /// It is no snapshot, or not the one that was written: cut off or changed.
    case damaged
    /// It has another format than this program writes, or another fold made it.
    case otherVersion
    /// It is not of this log, or of events that this log does not hold.
    case otherLog
  }

  /// Why, for programs.
  package let code: Code
  /// Why, as half a sentence.
  package let reason: String

  /// Puts a fault together; other targets need it in tests only.
  package init(_ code: Code, _ reason: String = "") {
    self.code = code
    self.reason = reason
  }

  /// Equal if a program would treat them alike.
  package static func == (left: Self, right: Self) -> Bool { left.code == right.code }

  /// The reason.
  package var description: String { reason }
}
