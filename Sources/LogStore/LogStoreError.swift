package import EventLog

/// Why the store cannot do what it was asked: always with the file's path and what to do about it.
///
/// Equality looks at `code` only.
package struct LogStoreError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, for programs.
  package enum Code: Hashable, Sendable {
    /// Another process has this folder open for writing (I5).
    case locked
    /// There is no log in this folder.
    case notFound
    /// The folder or a file in it cannot be created, opened or read.
    case inaccessible
    /// The file is no log of ours: not SQLite, or another program's database.
    case foreign
    /// The log was written by a newer program.
    case newerFormat
    /// The file is ours, but incomplete, damaged or altered.
    case torn
    /// No room on the disk. Nothing was changed; an append may succeed when there is room again.
    case full
    /// A commit or a checkpoint failed half-way. Whether the events are recorded shows only after a
    /// restart: the process must stop.
    case commitOutcomeUnknown
    /// SQLite refused for another reason. Nothing was changed.
    case storage
    /// An event that came from a peer does not continue this log (I1, I4, I6, I14).
    case notContinuing(at: Position)
    /// A proposal's version is not the next one of its stream (I4).
    case wrongVersion(stream: String)
    /// A proposal breaks a bound or a form.
    case invalidEvent
    /// The row at this position is not what was recorded there (I2).
    case corrupt(at: Position)
  }

  /// What is wrong, for programs.
  package let code: Code
  /// The folder or file that it is about.
  package let path: String
  /// What is wrong, in words.
  package let reason: String
  /// What to do about it.
  package let hint: String

  /// Puts an error together; other targets need it in tests only.
  package init(_ code: Code, path: String, reason: String, hint: String) {
    self.code = code
    self.path = path
    self.reason = reason
    self.hint = hint
  }

  /// Equal if a program would treat them alike.
  package static func == (left: LogStoreError, right: LogStoreError) -> Bool {
    left.code == right.code
  }

  /// One line for the operator.
  package var description: String { "\(path): \(reason). \(hint)." }
}

extension LogStoreError {
  /// What was going on when SQLite failed: it decides what is known afterwards.
  enum Phase {
    case opening
    case reading
    case writing
    case committing
    case checkpointing
    /// A new store beside the one in use, which stays whatever happens.
    case rebuilding
  }

  init(_ failure: SQLiteFailure, while phase: Phase, path: String) {
    let reason = "SQLite error \(failure.code): \(failure.message)"
    switch (failure.primaryCode, phase) {
    case (SQLiteFailure.full, .opening):
      self = .full(path: path, reason: reason, hint: Self.makeRoomHint)
    case (SQLiteFailure.inputOutput, .opening) where DiskRoom.isShort(at: path):
      // The index of the write-ahead log, for one, cannot be made then.
      self = .full(path: path, reason: reason, hint: Self.makeRoomHint)
    case (SQLiteFailure.full, .rebuilding):
      self = .full(path: path, reason: reason, hint: Self.tryAgainHint)
    case (SQLiteFailure.full, _):
      self = .full(path: path, reason: reason)
    case (_, .committing), (SQLiteFailure.inputOutput, .writing),
      (SQLiteFailure.inputOutput, .checkpointing):
      self.init(
        .commitOutcomeUnknown, path: path, reason: reason,
        hint: "check the disk, then start again: what is recorded shows after the restart")
    case (SQLiteFailure.corrupt, _), (SQLiteFailure.notADatabase, _):
      self = .torn(path: path, reason: reason)
    case (SQLiteFailure.cannotOpen, _), (SQLiteFailure.permission, _), (SQLiteFailure.readOnly, _):
      self.init(
        .inaccessible, path: path, reason: reason,
        hint: "check owner and mode of the folder and its files")
    case (SQLiteFailure.busy, _), (SQLiteFailure.locked, _):
      self.init(
        .storage, path: path, reason: reason,
        hint: "another program holds the database: stop it; nothing was changed")
    case (_, .opening), (_, .reading), (_, .writing), (_, .checkpointing), (_, .rebuilding):
      self.init(
        .storage, path: path, reason: reason, hint: "nothing was changed; check disk and memory")
    }
  }

  private static let makeRoomHint = "make room, then start again"
  static let tryAgainHint = "make room, then try again; the log is as it was"

  /// The rebuilt store is in its place, and is what the next start opens.
  static func exchangedButNotOpened(_ cause: LogStoreError) -> LogStoreError {
    LogStoreError(
      .commitOutcomeUnknown, path: cause.path,
      reason: "the rebuilt store is in place but cannot be opened (\(cause.reason))",
      hint: "check the disk, then start again: the next start goes on with it")
  }

  static func full(
    path: String, reason: String, hint: String = "make room; writing resumes by itself"
  ) -> LogStoreError {
    LogStoreError(.full, path: path, reason: "the disk is full (\(reason))", hint: hint)
  }

  static func torn(path: String, reason: String) -> LogStoreError {
    LogStoreError(
      .torn, path: path, reason: "the log is incomplete, damaged or altered (\(reason))",
      hint: "it was not touched; restore it from a backup, or fetch it from another node")
  }

  static func corrupt(at position: Position, path: String, reason: String) -> LogStoreError {
    LogStoreError(
      .corrupt(at: position), path: path,
      reason: "I2: position \(position.rawValue) is not what was recorded there (\(reason))",
      hint: "run verify; restore the log from a backup, or fetch it from another node")
  }
}
