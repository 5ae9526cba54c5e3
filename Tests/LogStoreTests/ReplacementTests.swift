import EventLog
import StandardForms
import Testing

@testable import LogStore

@Suite struct `Damaged events` {
  /// A log and a copy of it, of which events are damaged; what the log has.
  private func pair(damaging positions: [Int]) throws -> (Folder, [RecordedEvent]) {
    let (folder, source) = (try Folder(), try Folder())
    var writer = try LogStore.created(in: source)
    try writer.add(ProposedEvent.run(of: 30))
    let events = try writer.reader.allEvents()
    do {
      var copy = try LogStore.open(directory: folder.path)
      _ = try copy.append(replicated: events)
    }
    for position in positions { try folder.damage(position: position) }
    return (folder, events)
  }

  @Test func `are replaced by a peer's, between the own ones (I2, I6)`() throws {
    let (folder, events) = try pair(damaging: [7, 9])
    var writer = try LogStore.open(directory: folder.path)
    let head = writer.head
    var replacement = try writer.replacing(Position(7)...Position(9)) { _ in }
    let (position, chain) = (replacement.position, replacement.chain)
    #expect(position == Position(6) && chain == events[5].chain)
    try replacement.append([events[6]])
    let isPartly = replacement.isComplete
    try replacement.append(Array(events[7...8]))
    let isWhole = replacement.isComplete
    #expect(!isPartly && isWhole)
    let archived = try writer.finish(replacement, at: .t0) { _ in }
    #expect(writer.head == head)
    #expect(try writer.reader.allEvents() == events)
    #expect(archived.hasSuffix("-position-31.sqlite"))
    try writer.add(ProposedEvent.run(of: 1, from: 31))
  }

  @Test func `are not replaced by those of another history`() throws {
    let (folder, events) = try pair(damaging: [7])
    let (other, otherFolder) = try { () throws -> ([RecordedEvent], Folder) in
      let folder = try Folder()
      var writer = try LogStore.open(directory: folder.path)
      _ = try writer.append(replicated: Array(events.prefix(6)))
      try writer.add(ProposedEvent.run(of: 5, in: "incident/2"))
      return (try writer.reader.allEvents(), folder)
    }()
    withExtendedLifetime(otherFolder) {}
    var writer = try LogStore.open(directory: folder.path)
    var replacement = try writer.replacing(Position(7)...Position(7)) { _ in }
    var found: [LogStoreError.Code] = []
    do { try replacement.append([events[9]]) } catch { found.append(error.code) }
    try replacement.append([other[6]])
    do { _ = try writer.finish(replacement, at: .t0) { _ in } } catch { found.append(error.code) }
    #expect(found == [.notContinuing(at: Position(7)), .notContinuing(at: Position(8))])
    #expect(try code { _ = try writer.reader.event(at: Position(7)) } == .corrupt(at: Position(7)))
    #expect(try folder.names.filter { $0.contains("building") || $0 == "archive" } == [])
  }

  @Test func `can stand at the end`() throws {
    let (folder, events) = try pair(damaging: [])
    var writer = try LogStore.open(directory: folder.path)
    var replacement = try writer.replacing(Position(30)...Position(31)) { _ in }
    try replacement.append(Array(events[29...30]))
    _ = try writer.finish(replacement, at: .t0) { _ in }
    #expect(try writer.reader.allEvents() == events)
  }

  @Test func `stay where the replacement is given up`() throws {
    let (folder, events) = try pair(damaging: [7])
    var writer = try LogStore.open(directory: folder.path)
    let replacement = try writer.replacing(Position(7)...Position(7)) { _ in }
    #expect(try folder.names.contains("log.sqlite.building"))
    replacement.discard()
    #expect(try !folder.names.contains("log.sqlite.building"))
    #expect(writer.head.chain == events[30].chain)
    var found: LogStoreError.Code?
    do {
      let other = try writer.replacing(Position(9)...Position(9)) { _ in }
      other.discard()
    } catch { found = error.code }
    #expect(found == .corrupt(at: Position(7)))
    try writer.add(ProposedEvent.run(of: 1, from: 31))
  }
}
