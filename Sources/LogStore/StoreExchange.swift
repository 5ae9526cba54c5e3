import EventLog
import Glibc
import StandardForms

/// Puts a rebuilt store in the place of a log's, and keeps the old one whole in the archive.
///
///     log.sqlite.building ──whole, synced──▶ log.sqlite.next ──3──▶ log.sqlite
///                  archive/….sqlite ◀──2── log.sqlite (emptied write-ahead log: 1)
///
/// The old file gets its second name (2, a hard link, synced) before a rename gives its first one
/// to the new file (3), atomically. So at every moment, crashes included, `log.sqlite` is the old
/// or the new store, whole, and once it is the new one, the old one is in the archive. Where a file
/// system has no hard links, the old file is moved away first: for that moment there is no
/// `log.sqlite`, and `tidy`, at the start, gives `log.sqlite.next` its place.
struct StoreExchange {
  /// What was done, for tests that crash there.
  enum Step: Int, CaseIterable, Comparable {
    case begun, copied, built, archived, inPlace, settled

    static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
  }

  let folder: String
  /// The old store's name in the archive.
  let archiveName: String
  /// Whether to try a hard link; a file system without them answers by itself.
  var usesLinks = true
  var reached: (Step) -> Void = { _ in }

  var log: String { LogDirectory.databasePath(folder) }
  var unfinished: String { log + ".building" }
  private var next: String { log + ".next" }
  private var archive: String { folder + "/archive" }
  /// Where the old store is, once it is archived.
  var archived: String { archive + "/" + archiveName }

  private static let sideFiles = ["-wal", "-shm"]

  /// Takes the rebuilt store, which is closed and synced, for the next one.
  func takeFinished() throws(LogStoreError) {
    if mkdir(archive, 0o700) != 0, errno != EEXIST { throw LogDirectory.inaccessible(archive) }
    for suffix in Self.sideFiles + [""] {
      guard rename(unfinished + suffix, next + suffix) == 0 else {
        throw LogDirectory.inaccessible(next + suffix)
      }
    }
    try LogDirectory.sync(folder)
    reached(.built)
  }

  /// Gives the old store, whose write-ahead log is empty, its name in the archive.
  func keepOldStore() throws(LogStoreError) {
    // A write-ahead log that came back after a power cut would be taken for the new store's.
    try Self.syncFile(log + "-wal")
    if !usesLinks || link(log, archived) != 0 {
      guard !usesLinks || [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else {
        throw LogDirectory.inaccessible(archived)
      }
      guard rename(log, archived) == 0 else { throw LogDirectory.inaccessible(archived) }
    }
    try Self.orElse({ () throws(LogStoreError) in try LogDirectory.sync(archive) }, undoing: undo)
    reached(.archived)
  }

  /// Gives the new store the log's name. On error the old one has it (again).
  func moveIntoPlace() throws(LogStoreError) {
    guard rename(next, log) == 0 else {
      let failure = LogDirectory.inaccessible(log)
      undo()
      throw failure
    }
    reached(.inPlace)
  }

  /// Gives it its side files too, which replace the old store's, and makes all names durable.
  func settle() throws(LogStoreError) {
    for suffix in Self.sideFiles {
      guard rename(next + suffix, log + suffix) == 0 else {
        throw LogDirectory.inaccessible(log + suffix)
      }
    }
    try LogDirectory.sync(folder)
    reached(.settled)
  }

  /// Removes what was prepared, after a failure that left the old store in its place.
  func abandon() {
    LogFile(path: unfinished).remove()
    // Without a log the next store is to become it.
    if Self.identity(log) != nil { LogFile(path: next).remove() }
  }

  private func undo() {
    // The last name of the old store is never removed.
    if Self.identity(log) == nil { rename(archived, log) } else { unlink(archived) }
  }

  private static func orElse(
    _ work: () throws(LogStoreError) -> Void, undoing undo: () -> Void
  ) throws(LogStoreError) {
    do throws(LogStoreError) {
      try work()
    } catch {
      undo()
      throw error
    }
  }

  private static func syncFile(_ path: String) throws(LogStoreError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw LogDirectory.inaccessible(path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw LogDirectory.inaccessible(path) }
  }
}

extension StoreExchange {
  /// Which file on which disk: what two names of one file share.
  private struct Identity: Equatable {
    let device: dev_t
    let number: ino_t
  }

  private static func identity(_ path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Identity(device: status.st_dev, number: status.st_ino)
  }

  /// Ends an exchange that a crash cut short: what was not in place yet is removed, what was
  /// promised the place gets it. The caller holds the folder's lock.
  static func tidy(_ folder: String) throws(LogStoreError) {
    let exchange = StoreExchange(folder: folder, archiveName: "")
    LogFile(path: exchange.unfinished).remove()
    if identity(exchange.next) != nil, identity(exchange.log) == nil {
      guard rename(exchange.next, exchange.log) == 0 else {
        throw LogDirectory.inaccessible(exchange.log)
      }
    }
    LogFile(path: exchange.next).remove()
    try exchange.removeSecondNames()
    try LogDirectory.sync(folder)
  }

  /// A name in the archive of the log that is still in use: its exchange did not happen.
  private func removeSecondNames() throws(LogStoreError) {
    guard let own = Self.identity(log), let names = opendir(archive) else { return }
    defer { closedir(names) }
    while let entry = readdir(names) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if Self.identity(archive + "/" + name) == own { unlink(archive + "/" + name) }
    }
    try LogDirectory.sync(archive)
  }
}
