import GRDBSQLite
import StandardForms

/// A short-lived connection of our own, for what must happen before a pool may open the file:
/// looking at it without touching it, and creating it whole.
final class RawConnection {
  private let handle: OpaquePointer

  enum Mode {
    /// Reads rows, those in the write-ahead log included.
    case reading
    /// Reads the main file alone, as if nobody ever wrote it: takes no lock, makes no side files.
    case readingMainFileAlone
    case writing
  }

  init(path: String, mode: Mode) throws(SQLiteFailure) {
    var handle: OpaquePointer?
    let result =
      switch mode {
      case .reading: sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, nil)
      case .readingMainFileAlone:
        sqlite3_open_v2(
          Self.immutableURI(path), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nil)
      case .writing: sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil)
      }
    guard result == SQLITE_OK, let handle else {
      let failure = SQLiteFailure(connection: handle)
      sqlite3_close_v2(handle)
      throw failure
    }
    self.handle = handle
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, Int32(Limits.busyTimeoutSeconds * 1_000))
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements without parameters, separated by semicolons.
  func execute(_ sql: String) throws(SQLiteFailure) {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
      throw SQLiteFailure(connection: handle)
    }
  }

  func prepare(_ sql: String) throws(SQLiteFailure) -> RawStatement {
    var pointer: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &pointer, nil) == SQLITE_OK, let pointer else {
      throw SQLiteFailure(connection: handle)
    }
    return RawStatement(pointer, owner: StatementOwner(pointer, connection: self))
  }

  /// Leaves the side files in place at the close, so that the next opening needs no room on the
  /// disk: SQLite empties the write-ahead log and reuses the blocks of its index.
  static func keepSideFiles(_ handle: OpaquePointer?) {
    var keeps: Int32 = 1
    let result = sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &keeps)
    precondition(result == SQLITE_OK && keeps == 1, "SQLite on Linux can keep its side files")
  }

  /// See `keepSideFiles(_:)`.
  func keepSideFiles() { Self.keepSideFiles(handle) }

  /// Bytes of the main file from its start; fewer if it is shorter.
  ///
  /// Through SQLite's own file: to open and close it beside SQLite would drop all locks that this
  /// process holds on it (POSIX advisory locks, <https://sqlite.org/howtocorrupt.html> 2.2).
  func mainFileBytes(count: Int) throws(SQLiteFailure) -> [UInt8] {
    var file: UnsafeMutablePointer<sqlite3_file>?
    let result = sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file)
    guard result == SQLITE_OK, let file, let methods = file.pointee.pMethods else {
      throw SQLiteFailure(code: SQLITE_CANTOPEN, message: "the file is not open")
    }
    var size: Int64 = 0
    guard methods.pointee.xFileSize(file, &size) == SQLITE_OK else {
      throw SQLiteFailure(code: SQLITE_IOERR, message: "the file's size is unknown")
    }
    var bytes = [UInt8](repeating: 0, count: min(count, Int(size)))
    let read = methods.pointee.xRead(file, &bytes, Int32(bytes.count), 0)
    guard read == SQLITE_OK else {
      throw SQLiteFailure(code: read, message: "the file cannot be read")
    }
    return bytes
  }

  /// The URI of a file that SQLite shall take as unchanging (<https://sqlite.org/uri.html>).
  static func immutableURI(_ path: String) -> String {
    var uri = "file:"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "%"): uri += "%25"
      case UInt8(ascii: "?"): uri += "%3f"
      case UInt8(ascii: "#"): uri += "%23"
      case 0x21...0x7E: uri.unicodeScalars.append(Unicode.Scalar(byte))
      case _: uri += "%" + String(byte >> 4, radix: 16) + String(byte & 0xF, radix: 16)
      }
    }
    return uri + "?immutable=1"
  }
}

private final class StatementOwner {
  private let pointer: OpaquePointer
  private let connection: RawConnection

  init(_ pointer: OpaquePointer, connection: RawConnection) {
    self.pointer = pointer
    self.connection = connection
  }

  deinit { sqlite3_finalize(pointer) }
}
