import EventLog
import StandardForms
import Testing

@testable import LogStore

@Suite struct `What a log says of itself` {
  @Test func `a whole log claims what its writer knows (I1, I3)`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 8))
    let claims = try LogStore.openReadOnly(directory: folder.path).claims()
    #expect(claims.heads == [StoredHead(of: writer.head)])
    #expect(claims.epochs == [StoredEpoch(epoch: 1, firstPosition: 1)])
    #expect(claims.events == claims.payloads)
    #expect(claims.events.count == 9 && claims.events.last == 9)
    #expect(claims.events.firstPastHead == nil)
    // Four pairs, two fours, one eight.
    #expect(claims.treeNodeCount == 7)
    #expect(claims.schemaFault == nil)
  }

  @Test func `an empty log claims nothing`() throws {
    let folder = try Folder()
    let writer = try LogStore.open(directory: folder.path)
    #expect(try writer.reader.claims() == StoredClaims())
  }

  @Test func `a row past the head is found in the same moment`() throws {
    let folder = try Folder()
    do { _ = try LogStore.created(in: folder) }
    try folder.alter(
      "INSERT INTO payloads(position, facts_salt, facts, withheld_reason) "
        + "VALUES (2, zeroblob(32), x'', '')")
    let claims = try LogStore.openReadOnly(directory: folder.path).claims()
    #expect(claims.payloads.firstPastHead == 2 && claims.events.firstPastHead == nil)
  }

  @Test(arguments: [
    "DROP TRIGGER events_have_no_update", "CREATE TABLE more(x)",
    "PRAGMA foreign_keys=0; DROP TABLE epochs",
  ])
  func `an altered schema is a claim, not an error (I2)`(statement: String) throws {
    let folder = try Folder()
    do { _ = try LogStore.created(in: folder) }
    try folder.alter(statement)
    #expect(try LogStore.openReadOnly(directory: folder.path).claims().schemaFault != nil)
  }
}
