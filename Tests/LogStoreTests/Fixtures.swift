import EventLog
import Foundation
import StandardForms
import Testing

@testable import LogStore

/// A folder of its own for one test, removed with the value.
final class Folder {
  let path: String

  init() throws {
    var template = Array("/tmp/heliograph-store-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template), "a temporary folder cannot be made")
    path = String(cString: made)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var database: String { path + "/log.sqlite" }

  func bytes(_ suffix: String = "") throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: database + suffix)))
  }

  func write(_ bytes: [UInt8], _ suffix: String = "") throws {
    try Data(bytes).write(to: URL(fileURLWithPath: database + suffix))
  }

  func mode(_ name: String) throws -> mode_t {
    var status = stat()
    try #require(stat(path + name, &status) == 0)
    return status.st_mode & 0o777
  }

  /// Runs statements on the file, past all checks of the store.
  func alter(_ statements: String...) throws {
    let connection = try RawConnection(path: database, mode: .writing)
    for statement in statements { try connection.execute(statement) }
  }
}

/// Distinct salts, the same in every run.
struct Salts {
  private var count: UInt64 = 0

  mutating func next() -> Digest {
    count += 1
    return .sha256(of: withUnsafeBytes(of: count.bigEndian) { [UInt8]($0) })
  }
}

extension Timestamp {
  /// 2026-11-22T09:30:00Z.
  static let t0 = Timestamp(microseconds: 1_795_339_800_000_000)

  /// So many seconds after `t0`.
  static func second(_ count: Int) -> Timestamp { t0.advanced(by: .seconds(count)) }
}

extension LogID {
  static let ours = LogID(UUIDValue(10))
}

extension ProposedEvent {
  static let opening = event(in: "log", 1, type: EventHeader.epochOpenedType)

  static func event(
    in stream: String, _ version: Int64, type: String = "incident.opened",
    visibility: Visibility = .public, texts: String = #"{"title":"DB down"}"#
  ) -> ProposedEvent {
    ProposedEvent(
      eventID: UUIDValue(UInt128(version)), stream: stream, version: version, type: type,
      schemaVersion: 1, visibility: visibility, occurredAt: nil, actor: "token/1", causation: nil,
      correlation: nil, facts: Array(#"{"severity":"major"}"#.utf8), texts: Array(texts.utf8),
      idempotency: nil)
  }

  /// `count` events of one stream, from `version` on; every third is restricted.
  static func run(
    of count: Int, in stream: String = "incident/1", from version: Int64 = 1
  ) -> [ProposedEvent] {
    (0..<Int64(count)).map {
      event(in: stream, version + $0, visibility: $0 % 3 == 2 ? .restricted : .public)
    }
  }
}

extension LogStore {
  /// A log in `folder` that holds `log.epoch_opened` alone.
  static func created(in folder: Folder) throws -> LogWriter {
    var writer = try open(directory: folder.path)
    var salts = Salts()
    _ = try writer.create(logID: .ours, [.opening], recordedAt: .t0) { salts.next() }
    return writer
  }
}

extension LogWriter {
  /// Appends with salts that no other append of a test uses.
  @discardableResult
  mutating func add(
    _ proposals: [ProposedEvent], at time: Timestamp = .t0
  ) throws(LogStoreError) -> [RecordedEvent] {
    var salts = Salts()
    let seed = head.chain
    return try append(proposals, recordedAt: time) { .sha256(of: seed.bytes, salts.next().bytes) }
  }
}

extension LogReader {
  func allEvents() throws(LogStoreError) -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    while true {
      let page = try self.events(after: Position(Int64(events.count)), countMax: 7, bytesMax: .max)
      if page.isEmpty { return events }
      events += page
    }
  }
}

/// The code of the error that `body` throws; nil if it throws none.
func code(_ body: () throws -> Void) throws -> LogStoreError.Code? {
  do {
    try body()
    return nil
  } catch let error as LogStoreError {
    return error.code
  }
}
