import EventLog
import GRDB
import GRDBSQLite
import Glibc
import Monitoring
import StandardForms
import Synchronization

/// The open database: one connection that writes and checkpoints, a few that read. Its file can be
/// exchanged for a rebuilt one while it is read.
final class LogDatabase: Sendable {
  // Declared in the order of release: the pool's connections close, and the last one empties the
  // write-ahead log, before the folder's lock goes.
  private let opened: Mutex<Opened>
  private let directory: LogDirectory?
  let metrics = LogMetrics()
  /// What was committed last.
  let tail = LogTail()
  let path: String

  private struct Opened {
    let pool: DatabasePool
    var generation = 0
  }

  private var pool: DatabasePool { opened.withLock { $0.pool } }

  /// How often the file was exchanged: what was read before and after a change of it belongs to two
  /// histories.
  var generation: Int { opened.withLock { $0.generation } }

  /// Opens a checked log for writing, every commit fully synced.
  init(writingIn directory: LogDirectory) throws(LogStoreError) {
    path = LogDirectory.databasePath(directory.path)
    self.directory = directory
    do {
      opened = Mutex(Opened(pool: try Self.writingPool(path)))
    } catch {
      throw Self.error(error, while: .opening, path: path)
    }
  }

  private static func writingPool(_ path: String) throws -> DatabasePool {
    try LogFile(path: path).reserveWriteAheadLog()
    let pool = try DatabasePool(path: path, configuration: configuration)
    // Only now: opening the pool sets synchronous to NORMAL, which would not sync a commit.
    try pool.writeWithoutTransaction { db in
      RawConnection.keepSideFiles(db.sqliteConnection)
      try db.execute(sql: "PRAGMA synchronous=FULL")
      try db.execute(sql: "PRAGMA wal_autocheckpoint=0")
      let walFileBytes = Limits.walFileBytesMax
      try db.execute(sql: "PRAGMA journal_size_limit=\(walFileBytes)")
      let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous")
      precondition(synchronous == 2, "I2: a commit must be synced, synchronous is not FULL")
    }
    return pool
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
      let canMakeSideFiles =
        access(path + "-shm", W_OK) == 0 || access(LogFile(path: path).folder, W_OK) == 0
      let isWhole = !LogFile(path: path).hasWriteAheadLog
      let name = isWhole && !canMakeSideFiles ? RawConnection.immutableURI(path) : path
      opened = Mutex(Opened(pool: try DatabasePool(path: name, configuration: configuration)))
    } catch {
      throw Self.error(error, while: .opening, path: path)
    }
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

  /// Puts a rebuilt store in the place of this one. Reads that are under way end first, on the old
  /// store; those that begin meanwhile wait, some milliseconds, and see the new one.
  ///
  /// Nobody reads or writes in between, so the old write-ahead log, which SQLite would take for the
  /// new store's, is empty when the store changes, and stays so.
  /// - Throws: as of `StoreExchange`: the old store goes on; `.commitOutcomeUnknown` once the new
  ///   one is in place and cannot be opened: a restart does.
  func exchange(_ exchange: StoreExchange) throws(LogStoreError) {
    // Most of it while reads go on.
    _ = try checkpoint()
    var isInPlace = false
    do {
      try pool.barrierWriteWithoutTransaction { db in
        _ = try metrics.checkpoints.measure { try db.checkpoint(.truncate) }
        try exchange.keepOldStore()
        try exchange.moveIntoPlace()
        isInPlace = true
        try exchange.settle()
        let new = try Self.writingPool(path)
        // First: who sees the new generation sees nothing of the old store any more.
        tail.clear()
        opened.withLock { $0 = Opened(pool: new, generation: $0.generation + 1) }
      }
    } catch {
      let failure = Self.error(error, while: .checkpointing, path: path)
      throw isInPlace ? .exchangedButNotOpened(failure) : failure
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
