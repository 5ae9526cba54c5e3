import EventLog
import GRDB
import GRDBSQLite
import Glibc
import Monitoring
import StandardForms

/// The open database: one connection that writes and checkpoints, a few that read.
final class LogDatabase: Sendable {
  // Declared in the order of release: the pool's connections close, and the last one empties the
  // write-ahead log, before the folder's lock goes.
  private let pool: DatabasePool
  private let directory: LogDirectory?
  let metrics = LogMetrics()
  let path: String

  /// Opens a checked log for writing, every commit fully synced.
  init(writingIn directory: LogDirectory) throws(LogStoreError) {
    path = LogDirectory.databasePath(directory.path)
    self.directory = directory
    try LogFile(path: path).reserveWriteAheadLog()
    do {
      pool = try DatabasePool(path: path, configuration: Self.configuration)
      pool.writeWithoutTransaction { db in Self.keepSideFiles(db) }
      // Only now: opening the pool sets synchronous to NORMAL, which would not sync a commit.
      try pool.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA synchronous=FULL")
        try db.execute(sql: "PRAGMA wal_autocheckpoint=0")
        let walFileBytes = Limits.walFileBytesMax
        try db.execute(sql: "PRAGMA journal_size_limit=\(walFileBytes)")
        let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous")
        precondition(synchronous == 2, "I2: a commit must be synced, synchronous is not FULL")
      }
    } catch {
      throw Self.error(error, while: .opening, path: path)
    }
  }

  /// Opens a log for reading alone. Takes no lock on the folder.
  init(reading path: String) throws(LogStoreError) {
    self.path = path
    directory = nil
    var configuration = Self.configuration
    configuration.readonly = true
    do {
      // Where the side files of a log without a write-ahead log cannot be made, nobody else who
      // could write is expected: a read-only medium, or another user's archive.
      let canMakeSideFiles = access(path + "-shm", W_OK) == 0 || access(folder(of: path), W_OK) == 0
      let isWhole = !LogFile(path: path).hasWriteAheadLog
      let name = isWhole && !canMakeSideFiles ? RawConnection.immutableURI(path) : path
      pool = try DatabasePool(path: name, configuration: configuration)
    } catch {
      throw Self.error(error, while: .opening, path: path)
    }
  }

  /// Leaves the side files in place at the close, so that the next opening needs no room on the
  /// disk: SQLite empties the write-ahead log and reuses the blocks of its index.
  private static func keepSideFiles(_ db: Database) {
    var keeps: Int32 = 1
    let result = sqlite3_file_control(
      db.sqliteConnection, "main", SQLITE_FCNTL_PERSIST_WAL, &keeps)
    precondition(result == SQLITE_OK && keeps == 1, "SQLite on Linux can keep its side files")
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "log"
    configuration.busyMode = .timeout(Limits.busyTimeoutSeconds)
    configuration.maximumReaderCount = Limits.readerCountMax
    return configuration
  }

  /// One short read transaction: all that `body` sees is of one moment.
  func read<T>(_ body: (EventRows) throws -> T) throws(LogStoreError) -> T {
    do {
      return try pool.read { db in
        try body(
          EventRows(path: path) { sql in RawStatement(try db.cachedStatement(sql: sql)) })
      }
    } catch {
      throw Self.error(error, while: .reading, path: path)
    }
  }

  /// One write transaction, synced when it returns. On error nothing was changed, except that after
  /// `.commitOutcomeUnknown` nobody knows.
  /// - Returns: the pages that went to the write-ahead log.
  func write(_ body: (Prepare) throws -> Void) throws(LogStoreError) -> Int {
    try checkRoom()
    var phase = LogStoreError.Phase.writing
    do {
      return try pool.writeWithoutTransaction { db in
        try db.beginTransaction(.immediate)
        do {
          try body { sql in RawStatement(try db.cachedStatement(sql: sql)) }
          phase = .committing
          try metrics.commits.measure { try db.commit() }
        } catch {
          try db.rollback()
          throw error
        }
        return pagesWritten(db)
      }
    } catch {
      throw Self.error(error, while: phase, path: path)
    }
  }

  /// Copies what it can from the write-ahead log into the main file, without waiting for readers.
  /// - Returns: the pages that remain to be copied.
  func checkpoint() throws(LogStoreError) -> Int {
    do {
      return try pool.writeWithoutTransaction { db in
        let pages = try metrics.checkpoints.measure { try db.checkpoint(.passive) }
        _ = pagesWritten(db)
        return pages.walFrameCount - pages.checkpointedFrameCount
      }
    } catch {
      throw Self.error(error, while: .checkpointing, path: path)
    }
  }

  /// A setting of the writing connection.
  func writerSetting(_ pragma: String) throws -> Int? {
    try pool.writeWithoutTransaction { db in try Int.fetchOne(db, sql: "PRAGMA \(pragma)") }
  }

  /// The pages written since the last call.
  private func pagesWritten(_ db: Database) -> Int {
    var current: Int32 = 0
    var highest: Int32 = 0
    sqlite3_db_status(
      db.sqliteConnection, SQLITE_DBSTATUS_CACHE_WRITE, &current, &highest, 1)
    return Int(current)
  }

  private func checkRoom() throws(LogStoreError) {
    guard let free = DiskRoom.freeByteCount(at: path) else {
      throw LogDirectory.inaccessible(path)
    }
    guard free >= Limits.diskReserveBytes else {
      throw .full(path: path, reason: "\(free) bytes are free, less than the reserve")
    }
  }

  private static func error(
    _ error: any Error, while phase: LogStoreError.Phase, path: String
  ) -> LogStoreError {
    switch error {
    case let error as LogStoreError: error
    case let failure as SQLiteFailure: LogStoreError(failure, while: phase, path: path)
    case let error as DatabaseError:
      LogStoreError(SQLiteFailure(error), while: phase, path: path)
    case _: preconditionFailure("SQLite and GRDB throw no other error: \(error)")
    }
  }
}

private func folder(of path: String) -> String {
  String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
}
