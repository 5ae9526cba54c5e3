import EventLog
import Foundation
import StandardForms
import StatusDomain
import Testing

@testable import Audit
@testable import LogStore

/// What is stored beside the events, changed by hand: `verify` derives all of it.
@Suite struct `Claims changed by hand` {
  private static let columns =
    "epoch, event_id, stream, version + 1, type, schema_version, recorded_at, entry, leaf, chain"
  private static let parts = "facts_salt, facts, texts_salt, texts, withheld_reason"
  private static let headColumns = "log_id, epoch, position, chain, tree_root, recorded_at"

  static let changes: [(String, Int64)] = [
    ("UPDATE head SET epoch = 2", 7),
    ("UPDATE head SET log_id = zeroblob(16)", 7),
    ("UPDATE head SET log_id = x''", 7),
    ("UPDATE head SET recorded_at = recorded_at + 1", 7),
    ("UPDATE head SET chain = zeroblob(32)", 7),
    ("UPDATE head SET tree_root = zeroblob(32)", 7),
    ("UPDATE head SET position = 6", 7),
    ("UPDATE head SET position = -1", 1),
    ("UPDATE head SET position = 9223372036854775807", 8),
    ("DELETE FROM head", 7),
    ("INSERT INTO head SELECT 2, \(headColumns) FROM head", 7),
    ("UPDATE epochs SET epoch = 2", 1),
    ("UPDATE epochs SET epoch = -1", 1),
    ("UPDATE epochs SET first_position = 2", 1),
    ("DELETE FROM epochs", 1),
    ("INSERT INTO epochs VALUES (2, 5)", 7),
    ("INSERT INTO events SELECT 8, \(columns) FROM events WHERE position = 7", 8),
    ("INSERT INTO payloads SELECT 8, \(parts) FROM payloads WHERE position = 7", 8),
    ("INSERT INTO payloads SELECT -1, \(parts) FROM payloads WHERE position = 7", 7),
    ("INSERT INTO tree_nodes VALUES (9, 0, zeroblob(32))", 7),
    ("UPDATE tree_nodes SET hash = x'' WHERE level = 1 AND place = 0", 2),
    ("UPDATE payloads SET withheld_reason = 'none' WHERE position = 3", 3),
  ]

  @Test(arguments: changes)
  func `I3 a change beside the events is found and given a place`(
    statement: String, position: Int64
  ) throws {
    let log = try ForgedLog(ForgedLog.sound)
    try log.alter(statement)
    #expect(try finding(log)?.position == Position(position))
  }

  @Test(arguments: [
    ("DROP TRIGGER events_have_no_update", Int64(7)), ("CREATE TABLE more(x)", 7),
    ("DROP INDEX events_by_stream", 7), ("PRAGMA foreign_keys=0; DROP TABLE epochs", 7),
    ("PRAGMA foreign_keys=0; DROP TABLE events", 1), ("DROP TABLE tree_nodes", 7),
    ("DROP TABLE head", 0),
  ])
  func `I2 a change of the schema is found`(statement: String, position: Int64) throws {
    let log = try ForgedLog(ForgedLog.sound)
    try log.execute(statement)
    let found = try finding(log)
    #expect(found?.reason.contains("schema") == true, "\(found?.description ?? "nothing")")
    #expect(found?.position == Position(position))
  }

  @Test func `what a running node appends meanwhile is left out`() throws {
    let log = try ForgedLog(ForgedLog.sound)
    let events = try log.reader.events(after: .zero, countMax: 99, bytesMax: .max)
    let path =
      FileManager.default.temporaryDirectory.path + "/running-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = try LogStore.open(directory: path)
    let empty = try LogVerifier(LogStore.openReadOnly(directory: path))
    _ = try writer.append(replicated: Array(events[..<3]))
    let verifier = try LogVerifier(LogStore.openReadOnly(directory: path))
    let head = writer.head
    _ = try writer.append(replicated: Array(events[3...]))
    let verdict = try verifier.verify { _ in }
    #expect(verdict.head == head.epochPosition && verdict.tree == head.tree)
    #expect(verdict.logID == head.logID && verdict.chain == head.chain)
    #expect(try empty.verify { _ in }.logID == nil)
  }

  @Test func `a second opening of the greatest epoch there is does not trap`() throws {
    var derivation = Derivation()
    var chain = Digest.zero
    var rows: [StoredRow] = []
    for position in 1...2 as ClosedRange<Int64> {
      let event = try RecordedEvent(
        recording: ForgedLog.proposal(.log(.epochOpened(epoch: .max)), version: position),
        at: RecordedEvent.Place(
          log: LogID(UUIDValue(4)), epoch: Epoch(.max), position: Position(position),
          recordedAt: ForgedLog.time, previousChain: chain),
        factsSalt: .zero, textsSalt: .zero)
      chain = event.chain
      rows.append(StoredRow(event))
    }
    _ = try derivation.take(rows[0])
    do throws(Finding) {
      _ = try derivation.take(rows[1])
      Issue.record("an epoch was opened twice")
    } catch {
      #expect(error.position == Position(2))
    }
  }

  private func finding(_ log: ForgedLog) throws -> Finding? {
    try withExtendedLifetime(log) {
      let verifier = try LogVerifier(log.reader)
      return #expect(throws: Finding.self) { try verifier.verify { _ in } }
    }
  }
}

extension StoredRow {
  /// The row that the store makes of an event whose texts are known.
  fileprivate init(_ event: RecordedEvent) {
    guard case .known(let factsSalt, let facts) = event.facts,
      case .known(let textsSalt, let texts) = event.texts
    else { preconditionFailure("both parts are known") }
    let header = event.header
    self.init(
      position: header.position.rawValue, entry: event.entry, leaf: event.leaf.bytes,
      chain: event.chain.bytes, factsSalt: factsSalt.bytes, facts: facts,
      textsSalt: textsSalt.bytes, texts: texts, withheldReason: nil,
      epoch: header.epoch.rawValue, eventID: header.eventID.bytes, stream: header.stream,
      version: header.version, type: header.type, schemaVersion: Int64(header.schemaVersion),
      recordedAtMicroseconds: header.recordedAt.microseconds)
  }
}
