import EventLog
import GRDBSQLite
import Glibc

/// The database file, before and outside a pool: told from other files, created, checked. Nothing
/// here changes a file that exists.
struct LogFile {
  let path: String

  enum Finding {
    case missing
    case ours
  }

  /// Tells by the file's first 100 bytes (<https://sqlite.org/fileformat.html> 1.3) whether it is a
  /// log that this program can open.
  ///
  /// The header is always in the main file, never in the write-ahead log alone: see `create`.
  /// - Throws: `.foreign`, `.newerFormat`, `.torn` or `.inaccessible`.
  func inspect() throws(LogStoreError) -> Finding {
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw LogDirectory.inaccessible(path, toRead: true) }
      guard writeAheadLogByteCount == 0 else {
        throw .torn(path: path, reason: "it is missing, but its write-ahead log is there")
      }
      return .missing
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw foreign("it is no regular file") }
    guard status.st_size > 0 else { throw .torn(path: path, reason: "the file is empty") }
    try check(header: header(), fileSize: Int64(status.st_size))
    return .ours
  }

  /// Creates an empty log under another name and moves it into place: whoever finds the file finds
  /// all of it, its identity and schema included. Mode 0600; so are the side files that SQLite
  /// makes.
  func create() throws(LogStoreError) {
    let temporary = LogFile(path: path + ".new")
    try temporary.makeEmptyFile()
    do throws(SQLiteFailure) {
      let connection = try RawConnection(path: temporary.path, mode: .writing)
      try connection.execute("PRAGMA synchronous=FULL")
      try LogSchema.create(on: connection)
      try connection.execute("PRAGMA journal_mode=WAL")
    } catch {
      throw LogStoreError(error, while: .opening, path: temporary.path)
    }
    guard rename(temporary.path, path) == 0 else { throw LogDirectory.inaccessible(path) }
    try LogDirectory.sync(folder)
  }

  /// Makes a file without a byte, of mode 0600, in the place of any that is there.
  func makeEmptyFile() throws(LogStoreError) {
    remove()
    let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw LogDirectory.inaccessible(path) }
    close(file)
  }

  /// Removes the file and its side files, as far as they are there.
  func remove() {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }

  /// The folder that the file lies in.
  var folder: String { String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)) }

  /// Makes sure that a write-ahead log is there and is not empty, in the way that costs no block of
  /// the disk: as a hole of the length of its header. SQLite takes it for a log without rows.
  ///
  /// GRDB would otherwise write and remove a table, and so could not open a log on a full disk.
  func reserveWriteAheadLog() throws(LogStoreError) {
    guard writeAheadLogByteCount == 0 else { return }
    let name = path + "-wal"
    let file = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw LogDirectory.inaccessible(name) }
    defer { close(file) }
    guard ftruncate(file, off_t(Self.walHeaderByteCount)) == 0 else {
      throw LogDirectory.inaccessible(name)
    }
  }

  /// A write-ahead log of no more than its header has no rows
  /// (<https://sqlite.org/fileformat.html> 4.1).
  private static let walHeaderByteCount: Int64 = 32

  /// Whether there may be rows that are not in the main file.
  var hasWriteAheadLog: Bool { writeAheadLogByteCount > Self.walHeaderByteCount }

  /// The size of the write-ahead log's file; 0 if there is none.
  var writeAheadLogByteCount: Int64 {
    var status = stat()
    return stat(path + "-wal", &status) == 0 ? Int64(status.st_size) : 0
  }

  private func header() throws(LogStoreError) -> [UInt8] {
    do throws(SQLiteFailure) {
      return try RawConnection(path: path, mode: .readingMainFileAlone).mainFileBytes(count: 100)
    } catch {
      throw LogStoreError(error, while: .opening, path: path)
    }
  }

  private func check(header: [UInt8], fileSize: Int64) throws(LogStoreError) {
    guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw foreign("it is no SQLite database")
    }
    func number(at offset: Int, bytes: Int = 4) -> Int64 {
      header[offset..<offset + bytes].reduce(0) { $0 << 8 | Int64($1) }
    }
    guard number(at: 68) == LogSchema.applicationID else {
      throw foreign("it is the SQLite database of another program")
    }
    let format = number(at: 60)
    guard format <= LogSchema.format else {
      throw LogStoreError(
        .newerFormat, path: path,
        reason:
          "the log has format \(format), this program knows formats up to \(LogSchema.format)",
        hint: "start the newer program that wrote it; the file was not touched")
    }
    guard format >= 1 else { throw .torn(path: path, reason: "it has no format number") }
    // A page size of 1 means 65,536. With a write-ahead log the main file may lag behind its
    // header.
    let pageSize = number(at: 16, bytes: 2) == 1 ? 65_536 : number(at: 16, bytes: 2)
    guard hasWriteAheadLog || fileSize >= number(at: 28) * pageSize else {
      throw .torn(
        path: path, reason: "\(fileSize) bytes are there of \(number(at: 28) * pageSize)")
    }
  }

  private func foreign(_ reason: String) -> LogStoreError {
    LogStoreError(
      .foreign, path: path, reason: "this is no log of ours (\(reason))",
      hint: "choose another folder; the file was not touched")
  }
}

extension LogFile {
  /// Reads what a writer continues, and checks cheaply that the file agrees with itself: schema,
  /// head row, last event and its payload, chain, tree head (I3). Rows before the last are not
  /// read.
  ///
  /// The caller holds the folder's lock.
  /// - Throws: `.torn` or `.corrupt(at:)`; the file is as before.
  func checkedEnd() throws(LogStoreError) -> (head: LogHead, tree: MerkleTree) {
    do {
      let connection = try RawConnection(
        path: path, mode: hasWriteAheadLog ? .reading : .readingMainFileAlone)
      if let fault = try LogSchema.fault(connection.prepare) {
        throw LogStoreError.torn(path: path, reason: fault)
      }
      return try StoredEnd(path: path, prepare: connection.prepare).checked()
    } catch let error as LogStoreError {
      throw error
    } catch let failure as SQLiteFailure {
      throw LogStoreError(failure, while: .opening, path: path)
    } catch {
      preconditionFailure("no other error is thrown here: \(error)")
    }
  }
}
