import EventLog
import StandardForms
import Testing

@testable import LogStore

@Suite struct `The end of a log that is at hand` {
  @Test func `is what the disk has, whatever the position (I2)`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    for first in stride(from: 1, through: 7_001, by: 500) {
      try writer.add(ProposedEvent.run(of: 500, from: Int64(first)))
    }
    let reader = writer.reader
    let disk = try LogStore.openReadOnly(directory: folder.path)
    let places: [Int64] = [0, 1, 2_999, 5_000, 6_000, 7_000, 7_499, 7_500, 7_501, 7_502]
    for position in places.map(Position.init) {
      let held = try reader.events(after: position, countMax: 700, bytesMax: 40_000)
      #expect(try disk.events(after: position, countMax: 700, bytesMax: 40_000) == held)
      let stretch = try reader.stretch(after: position, countMax: 700, bytesMax: 40_000)
      let stored = try disk.stretch(after: position, countMax: 700, bytesMax: 40_000)
      #expect(
        stretch?.events == stored?.events && stretch?.events ?? [] == held.map { SealedEvent($0) })
      #expect(try stretch?.previousChain == disk.chain(at: position))
      #expect((stretch == nil) == (position > writer.head.position))
    }
  }

  @Test func `has a bound in events and in bytes (I11)`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    func held(_ tail: LogTail) -> Int {
      (1...Int64(writer.head.position.rawValue)).reversed().prefix {
        tail.stretch(after: Position($0), countMax: 1, bytesMax: 1) != nil
      }.count
    }
    try writer.add(ProposedEvent.run(of: Limits.tailCountMax - 1))
    let tail = writer.database.tail
    #expect(held(tail) == Limits.tailCountMax)
    try writer.add(ProposedEvent.run(of: 1, from: Int64(Limits.tailCountMax)))
    #expect(held(tail) == Limits.tailCountMax / 2)
    let long = #"{"title":"\#(String(repeating: "x", count: 500_000))"}"#
    for version in 1...40 { try writer.add([.event(in: "long", Int64(version), texts: long)]) }
    let most = Limits.tailBytesMax / long.utf8.count
    #expect((most / 2...most).contains(held(tail)))
  }

  @Test func `is not that of a store that was exchanged (I2)`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 9))
    let reader = writer.reader
    _ = try writer.rewind(to: Position(5), at: .t0) { _ in }
    #expect(try reader.events(after: Position(4), countMax: 9, bytesMax: .max).count == 1)
    try writer.add([.event(in: "other", 1)])
    let last = try reader.events(after: Position(5), countMax: 9, bytesMax: .max)
    #expect(last.map(\.header.stream) == ["other"])
    #expect(try reader.stretch(after: Position(5), countMax: 9, bytesMax: .max)?.events.count == 1)
  }
}
