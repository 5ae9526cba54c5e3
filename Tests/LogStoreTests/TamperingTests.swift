import EventLog
import StandardForms
import Testing

@testable import LogStore

/// What somebody with the file and SQL can do, and how it shows.
@Suite struct `A log changed by hand` {
  private static let triggers = [
    "events_have_no_update", "events_have_no_delete", "payloads_have_no_update",
    "payloads_have_no_delete", "tree_nodes_have_no_update", "tree_nodes_have_no_delete",
    "head_moves_forward",
  ]

  /// Nine events, altered at will: the triggers are put back, so that only the rows tell.
  private func log(alteredBy statement: String) throws -> Folder {
    let folder = try Folder()
    do {
      var writer = try LogStore.created(in: folder)
      try writer.add(ProposedEvent.run(of: 8))
    }
    for name in Self.triggers { try folder.alter("DROP TRIGGER \(name)") }
    try folder.alter("PRAGMA ignore_check_constraints=1; PRAGMA foreign_keys=0; \(statement)")
    for object in LogSchema.objects where Self.triggers.contains(object.name) {
      try folder.alter(object.sql)
    }
    return folder
  }

  @Test(arguments: [
    "UPDATE events SET entry = replace(entry, 'token/1', 'token/2') WHERE position = 3",
    "UPDATE events SET entry = entry || ' ' WHERE position = 3",
    "UPDATE events SET leaf = zeroblob(32) WHERE position = 3",
    "UPDATE events SET chain = zeroblob(32) WHERE position = 3",
    "UPDATE events SET type = 'incident.closed' WHERE position = 3",
    "UPDATE events SET stream = 'incident/2' WHERE position = 3",
    "UPDATE events SET version = 99 WHERE position = 3",
    "UPDATE events SET schema_version = 2 WHERE position = 3",
    "UPDATE events SET epoch = 2 WHERE position = 3",
    "UPDATE events SET event_id = zeroblob(16) WHERE position = 3",
    "UPDATE events SET event_id = x'' WHERE position = 3",
    "UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 3",
    "UPDATE payloads SET facts = '{\"data\":{}}' WHERE position = 3",
    "UPDATE payloads SET facts_salt = zeroblob(32) WHERE position = 3",
    "UPDATE payloads SET facts_salt = x'' WHERE position = 3",
    "UPDATE payloads SET texts = '{}' WHERE position = 3",
    "UPDATE payloads SET texts_salt = x'' WHERE position = 3",
    "DELETE FROM payloads WHERE position = 3",
    "DELETE FROM events WHERE position = 3",
  ])
  func `reading stops at the position of the altered row (I2)`(statement: String) throws {
    // BLOB columns: a text that SQL makes must be stored as one.
    let asBlob = statement.replacing(
      "replace(entry, 'token/1', 'token/2')",
      with: "CAST(replace(CAST(entry AS TEXT), 'token/1', 'token/2') AS BLOB)"
    )
    .replacing("entry || ' '", with: "CAST(CAST(entry AS TEXT) || ' ' AS BLOB)")
    .replacing("'{\"data\":{}}'", with: "CAST('{\"data\":{}}' AS BLOB)")
    .replacing("= '{}'", with: "= CAST('{}' AS BLOB)")
    let folder = try log(alteredBy: asBlob)
    let reader = try LogStore.openReadOnly(directory: folder.path)
    #expect(try reader.events(after: .zero, countMax: 2, bytesMax: .max).count == 2)
    let found = try code { _ = try reader.events(after: .zero, countMax: 99, bytesMax: .max) }
    #expect(found == .corrupt(at: Position(3)))
    #expect(try code { _ = try reader.event(at: Position(3)) } == .corrupt(at: Position(3)))
    // What is passed on repeats no columns.
    if asBlob.contains("CAST") || asBlob.contains("leaf") || asBlob.contains("DELETE") {
      let passedOn = try code {
        _ = try reader.stretch(after: .zero, countMax: 99, bytesMax: .max)
      }
      #expect(passedOn == .corrupt(at: Position(3)))
    }
    // An audit still gets at every row that is there.
    let rows = try reader.storedRows(after: .zero, countMax: 99, bytesMax: .max)
    #expect(rows.map(\.position).filter { $0 != 3 } == [1, 2, 4, 5, 6, 7, 8, 9])
  }

  @Test(arguments: [
    (
      "UPDATE events SET type = 'x' WHERE position = 9", LogStoreError.Code.corrupt(at: Position(9))
    ),
    ("DELETE FROM events WHERE position = 9", .torn),
    ("DELETE FROM payloads WHERE position = 9", .torn),
    ("UPDATE head SET position = 8", .torn),
    ("UPDATE head SET chain = zeroblob(32)", .torn),
    ("UPDATE head SET tree_root = zeroblob(32)", .torn),
    ("UPDATE head SET recorded_at = recorded_at + 1", .torn),
    ("UPDATE head SET epoch = 2", .torn),
    ("UPDATE head SET log_id = zeroblob(16)", .torn),
    ("UPDATE tree_nodes SET hash = zeroblob(32) WHERE level = 3", .torn),
    ("DELETE FROM tree_nodes WHERE level = 3", .torn),
    ("CREATE TABLE more(x)", .torn),
  ])
  func `a log whose end does not agree with itself is not opened for writing (I3)`(
    statement: String, expected: LogStoreError.Code
  ) throws {
    let folder = try log(alteredBy: statement)
    let bytes = try folder.bytes()
    #expect(try code { _ = try LogStore.open(directory: folder.path) } == expected)
    #expect(try folder.bytes() == bytes)
  }
}
