import EventLog
import StandardForms
import Testing

@testable import LogStore

@Suite struct `Reading` {
  @Test func `what is read is what the append returned`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    var written = try writer.reader.allEvents()
    var texts = "{}"
    for version in 1...60 {
      texts = #"{"title":"\#(String(repeating: "ü障🚨", count: version * version))"}"#
      written += try writer.add([
        .event(
          in: "s", Int64(version), visibility: version % 2 == 0 ? .public : .restricted,
          texts: texts)
      ])
    }
    #expect(try writer.reader.allEvents() == written)
    #expect(try writer.reader.event(at: Position(7)) == written[6])
    #expect(try writer.reader.event(at: Position(62)) == nil)
    #expect(try writer.reader.event(at: .zero) == nil)
  }

  @Test func `a page ends at its count, at its bytes, and at the head`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 9))
    let reader = writer.reader
    let all = try reader.allEvents()
    func positions(_ after: Int64, _ count: Int, _ bytes: Int) throws -> [Int64] {
      try reader.events(after: Position(after), countMax: count, bytesMax: bytes)
        .map(\.position.rawValue)
    }
    #expect(try positions(0, 3, .max) == [1, 2, 3])
    #expect(try positions(8, 3, .max) == [9, 10])
    #expect(try positions(10, 3, .max) == [])
    #expect(try positions(99, 3, .max) == [])
    #expect(try positions(3, 9, 1) == [4])
    #expect(try positions(3, 9, all[3].byteCount + 1) == [4, 5])
  }

  @Test func `chain values are known up to the head`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 2))
    #expect(try writer.reader.chain(at: .zero) == Digest.zero)
    #expect(try writer.reader.chain(at: Position(3)) == writer.head.chain)
    #expect(try writer.reader.chain(at: Position(4)) == nil)
  }

  @Test func `stored rows are the raw columns`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    let events = try writer.add(ProposedEvent.run(of: 3))
    let rows = try writer.reader.storedRows(after: Position(1), countMax: 9, bytesMax: .max)
    #expect(rows.map(\.position) == [2, 3, 4])
    for (row, event) in zip(rows, events) {
      guard case .known(let salt, let facts) = event.facts,
        case .known(let textsSalt, let texts) = event.texts
      else { continue }
      #expect(row.entry == event.entry)
      #expect(row.leaf == event.leaf.bytes)
      #expect(row.chain == event.chain.bytes)
      #expect(row.eventID == event.header.eventID.bytes)
      #expect(row.factsSalt == salt.bytes)
      #expect(row.facts == facts)
      #expect(row.textsSalt == textsSalt.bytes)
      #expect(row.texts == texts)
      #expect(row.withheldReason == nil)
      #expect(row.epoch == 1)
      #expect(row.stream == "incident/1")
      #expect(row.version == event.header.version)
      #expect(row.type == "incident.opened")
      #expect(row.recordedAtMicroseconds == event.header.recordedAt.microseconds)
    }
  }

  @Test func `readers see whole batches while a writer appends`() async throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    let reader = writer.reader
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        group.addTask {
          while true {
            let head = try reader.head()
            // 1 event at the creation, then batches of 4: a head never lies within one.
            #expect((head.position.rawValue - 1) % 4 == 0)
            #expect(try reader.chain(at: head.position) == head.chain)
            if head.position.rawValue > 800 { return }
          }
        }
      }
      for batch in 0..<201 {
        try writer.add(ProposedEvent.run(of: 4, from: Int64(batch) * 4 + 1))
        if batch % 50 == 0 { try writer.checkpoint() }
      }
      try await group.waitForAll()
    }
  }
}
