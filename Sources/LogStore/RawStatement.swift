import EventLog
import GRDB
import GRDBSQLite
import Glibc
import StandardForms

/// What SQLite answered, whichever way it was asked.
struct SQLiteFailure: Error {
  /// The extended result code (<https://sqlite.org/rescode.html>).
  let code: Int32
  let message: String

  var primaryCode: Int32 { code & 0xFF }

  static let full = SQLITE_FULL
  static let busy = SQLITE_BUSY
  static let locked = SQLITE_LOCKED
  static let constraint = SQLITE_CONSTRAINT
  static let inputOutput = SQLITE_IOERR
  static let corrupt = SQLITE_CORRUPT
  static let notADatabase = SQLITE_NOTADB
  static let cannotOpen = SQLITE_CANTOPEN
  static let permission = SQLITE_PERM
  static let readOnly = SQLITE_READONLY

  /// Whether a trigger refused for the rule whose name begins its message.
  func says(_ rule: String) -> Bool { message.hasPrefix(rule) }

  init(code: Int32, message: String) {
    self.code = code
    self.message = message
  }

  init(_ error: DatabaseError) {
    self.init(
      code: error.extendedResultCode.rawValue, message: error.message ?? "without a message")
  }

  init(connection: OpaquePointer?) {
    self.init(
      code: sqlite3_extended_errcode(connection),
      message: sqlite3_errmsg(connection).map { String(cString: $0) } ?? "without a message")
  }
}

/// Gives a prepared statement for a text of SQL, on the connection at hand.
typealias Prepare = (String) throws -> RawStatement

/// A prepared statement, driven through SQLite's C interface: the hot paths make no values on the
/// way. Parameters count from 1, columns from 0.
struct RawStatement {
  private let pointer: OpaquePointer
  /// Keeps the statement alive.
  private let owner: AnyObject

  init(_ statement: Statement) {
    pointer = statement.sqliteStatement
    owner = statement
  }

  init(_ pointer: OpaquePointer, owner: AnyObject) {
    self.pointer = pointer
    self.owner = owner
  }

  /// Goes to the next row; false if there is none.
  func step() throws(SQLiteFailure) -> Bool {
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case _: throw SQLiteFailure(connection: sqlite3_db_handle(pointer))
    }
  }

  /// Runs a statement that has no rows, and makes it ready for the next parameters.
  func run() throws(SQLiteFailure) {
    defer { reset() }
    while try step() {}
  }

  /// Ends the current run; the parameters stay bound.
  func reset() { sqlite3_reset(pointer) }
}

extension RawStatement {
  // SQLITE_TRANSIENT: SQLite copies the bytes, so they may go away after the call.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  func bind(_ value: Int64, at index: Int32) { check(sqlite3_bind_int64(pointer, index, value)) }

  func bind(_ bytes: UnsafeRawBufferPointer, at index: Int32) {
    // A nil pointer would bind NULL where zero bytes are meant.
    guard let start = bytes.baseAddress else {
      return check(sqlite3_bind_zeroblob(pointer, index, 0))
    }
    check(sqlite3_bind_blob(pointer, index, start, Int32(bytes.count), Self.copied))
  }

  func bind(_ bytes: [UInt8], at index: Int32) { bytes.withUnsafeBytes { bind($0, at: index) } }

  func bind(_ digest: Digest, at index: Int32) { digest.withUnsafeBytes { bind($0, at: index) } }

  func bind(_ uuid: UUIDValue, at index: Int32) {
    withUnsafeBytes(of: uuid.rawValue.bigEndian) { bind($0, at: index) }
  }

  func bind(_ text: String, at index: Int32) {
    check(sqlite3_bind_text(pointer, index, text, Int32(text.utf8.count), Self.copied))
  }

  func bindNull(at index: Int32) { check(sqlite3_bind_null(pointer, index)) }

  private func check(_ result: Int32) {
    precondition(result == SQLITE_OK, "a parameter that the statement does not have (\(result))")
  }
}

extension RawStatement {
  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

  /// The column's bytes; valid until the next step.
  private func buffer(_ column: Int32) -> UnsafeRawBufferPointer {
    // In this order: the count is that of the representation fetched before.
    let start = sqlite3_column_blob(pointer, column)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, column)))
  }

  /// The bytes; nil for NULL.
  func bytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : [UInt8](buffer(column)) }

  /// How many bytes the column has.
  func byteCount(_ column: Int32) -> Int { Int(sqlite3_column_bytes(pointer, column)) }

  /// The 32 bytes; nil for NULL and for another length.
  func digest(_ column: Int32) -> Digest? { Digest(buffer(column)) }

  /// The UUID; nil unless there are 16 bytes.
  func uuid(_ column: Int32) -> UUIDValue? {
    let buffer = buffer(column)
    guard buffer.count == 16 else { return nil }
    return UUIDValue(UInt128(bigEndian: buffer.loadUnaligned(as: UInt128.self)))
  }

  /// The text; nil for NULL.
  func text(_ column: Int32) -> String? {
    isNull(column) ? nil : String(decoding: buffer(column), as: UTF8.self)
  }

  /// Whether the column holds exactly this text.
  func says(_ text: String, in column: Int32) -> Bool {
    let buffer = buffer(column)
    var text = text
    return text.withUTF8 { utf8 in
      guard utf8.count == buffer.count else { return false }
      guard let said = utf8.baseAddress, let stored = buffer.baseAddress else { return true }
      return memcmp(said, stored, utf8.count) == 0
    }
  }
}
