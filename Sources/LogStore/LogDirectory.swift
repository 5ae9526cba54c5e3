import EventLog
import Glibc

/// A node's data folder, held by this process alone (I5) for as long as the value lives.
package final class LogDirectory: Sendable {
  /// The folder's absolute path.
  package let path: String
  private let lockFile: Int32

  /// Creates the folder (mode 0700, missing parents too) if need be and takes its lock.
  ///
  /// The lock is `flock(2)` on `DIR/lock`: the kernel drops it when the process ends, however it
  /// ends, so a stale one cannot remain.
  /// - Throws: `LogStoreError` `.locked` if another process, or another part of this one, has it;
  ///   `.inaccessible` if the folder cannot be made or used.
  package static func lock(_ path: String) throws(LogStoreError) -> LogDirectory {
    try create(path)
    let absolute = try absolutePath(path)
    let lockPath = absolute + "/lock"
    let file = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw inaccessible(lockPath) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let isTaken = errno == EWOULDBLOCK
      let holder = text(of: file)
      close(file)
      guard isTaken else { throw inaccessible(lockPath) }
      throw LogStoreError(
        .locked, path: absolute,
        reason: "I5: another process has this folder open for writing\(holder)",
        hint: "stop that process, or choose another folder")
    }
    let owner = Array("\(getpid())\n".utf8)
    // Written over, not anew: on a full disk the block could be gone in between.
    _ = owner.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    ftruncate(file, off_t(owner.count))
    return LogDirectory(path: absolute, lockFile: file)
  }

  private init(path: String, lockFile: Int32) {
    self.path = path
    self.lockFile = lockFile
  }

  deinit { close(lockFile) }

  /// The database of a folder.
  static func databasePath(_ directory: String) -> String { directory + "/log.sqlite" }

  /// Makes names that were added to or taken from a folder durable.
  static func sync(_ folder: String) throws(LogStoreError) {
    let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw inaccessible(folder) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw inaccessible(folder) }
  }

  /// The path from the root, symbolic links resolved; so it never looks like a URI to SQLite.
  static func absolutePath(_ path: String) throws(LogStoreError) -> String {
    guard let resolved = realpath(path, nil) else { throw inaccessible(path, toRead: true) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func create(_ path: String) throws(LogStoreError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += part
      if mkdir(prefix, 0o700) != 0, errno != EEXIST { throw inaccessible(prefix) }
      prefix += "/"
    }
  }

  private static func text(of file: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(file, &bytes, bytes.count, 0)
    guard count > 0 else { return "" }
    let digits = bytes[..<count].prefix { (0x30...0x39).contains($0) }
    return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
  }

  /// The error for the system call that just failed.
  /// - Parameter toRead: whether the call only reads.
  static func inaccessible(_ path: String, toRead: Bool = false) -> LogStoreError {
    let number = errno
    if number == ENOSPC || number == EDQUOT { return .full(path: path, reason: reason(number)) }
    return LogStoreError(
      .inaccessible, path: path, reason: reason(number),
      hint: toRead
        ? "check that the folder exists and that this user can read it"
        : "check that the folder exists, belongs to this user and can be written")
  }

  private static func reason(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "system error \(number)" }
    return String(cString: text)
  }
}
