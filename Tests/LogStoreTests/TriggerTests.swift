import EventLog
import StandardForms
import Testing

@testable import LogStore

/// What the database itself refuses, whoever writes to it.
@Suite struct `Append-only tables` {
  private func log() throws -> Folder {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 3))
    return folder
  }

  private static func insert(position: Int, stream: String, version: Int, after: Int) -> String {
    """
    INSERT INTO events SELECT \(position), epoch, event_id, '\(stream)', \(version), type,
      schema_version, recorded_at + \(after), entry, leaf, chain FROM events WHERE position = 4
    """
  }

  @Test(arguments: [
    "UPDATE events SET type = 'incident.closed' WHERE position = 2",
    "UPDATE events SET position = 9 WHERE position = 4",
    "DELETE FROM events WHERE position = 4",
    "DELETE FROM events",
    "UPDATE payloads SET texts = '{}' WHERE position = 2",
    "UPDATE payloads SET texts = NULL, texts_salt = NULL, withheld_reason = 'x'",
    "DELETE FROM payloads WHERE position = 4",
    "UPDATE tree_nodes SET hash = zeroblob(32)",
    "DELETE FROM tree_nodes",
    "UPDATE epochs SET first_position = 2",
    "DELETE FROM epochs",
    "DELETE FROM head",
    "UPDATE head SET position = 3",
    "UPDATE head SET position = 5, epoch = 0",
    "UPDATE head SET position = 5, log_id = zeroblob(16)",
    "INSERT OR REPLACE INTO events SELECT * FROM events WHERE position = 2",
    "INSERT OR REPLACE INTO events SELECT * FROM events WHERE position = 4",
    "INSERT OR REPLACE INTO payloads SELECT * FROM payloads WHERE position = 4",
    "REPLACE INTO head SELECT one, log_id, epoch, 2, chain, tree_root, recorded_at FROM head",
  ])
  func `what is recorded cannot be changed or removed by SQL (I2)`(statement: String) throws {
    let folder = try log()
    let before = try LogStore.openReadOnly(directory: folder.path).allEvents()
    #expect(throws: SQLiteFailure.self) { try folder.alter(statement) }
    let reader = try LogStore.openReadOnly(directory: folder.path)
    #expect(try reader.allEvents() == before)
    #expect(try reader.head().position == Position(4))
  }

  @Test(arguments: [3, 4, 6, 0, -1])
  func `an event is inserted right after the last one or not at all (I1)`(position: Int) throws {
    let statement = Self.insert(position: position, stream: "x", version: 1, after: 0)
    let folder = try log()
    #expect { try folder.alter(statement) } throws: { "\($0)".contains("I1") }
  }

  @Test(arguments: [("incident/1", 3), ("incident/1", 5), ("x", 2), ("x", 0)])
  func `a stream version is inserted without a gap or not at all (I4)`(
    stream: String, version: Int
  ) throws {
    let statement = Self.insert(position: 5, stream: stream, version: version, after: 0)
    let folder = try log()
    #expect { try folder.alter(statement) } throws: { "\($0)".contains("I4") }
  }

  @Test func `a recorded time before the last one is not inserted (I14)`() throws {
    let folder = try log()
    let earlier = Self.insert(position: 5, stream: "x", version: 1, after: -1)
    #expect { try folder.alter(earlier) } throws: { "\($0)".contains("I14") }
    // The same row in its place is accepted: the triggers refuse nothing else.
    try folder.alter(Self.insert(position: 5, stream: "x", version: 1, after: 0))
  }

  @Test func `a payload is inserted right after the last one or not at all (I1)`() throws {
    let folder = try log()
    let insert =
      "INSERT INTO payloads SELECT 9, facts_salt, facts, texts_salt, texts, NULL FROM payloads"
    #expect { try folder.alter(insert) } throws: { "\($0)".contains("I1") }
  }

  @Test func `a log that lost a trigger is not opened for writing (I2)`() throws {
    let folder = try log()
    try folder.alter("DROP TRIGGER events_have_no_update")
    let bytes = try folder.bytes()
    #expect(try code { _ = try LogStore.open(directory: folder.path) } == .torn)
    #expect(try folder.bytes() == bytes)
  }
}
