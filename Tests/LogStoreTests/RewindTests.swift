import EventLog
import Foundation
import StandardForms
import Synchronization
import TestDisk
import Testing

@testable import LogStore

@Suite struct `A log that is cut back` {
  @Test func `ends at the ancestor, goes on from there, and keeps the old store whole (I2)`()
    throws
  {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 40))
    let ancestor = writer.head
    let kept = try writer.reader.allEvents()
    try writer.add(ProposedEvent.run(of: 20, from: 41))
    let reader = writer.reader
    let all = try reader.allEvents()
    var seen: [Position] = []
    let archived = try writer.rewind(to: ancestor.position, at: .t0) { seen.append($0) }
    #expect(writer.head == ancestor && seen.last == ancestor.position)
    #expect(try reader.head() == ancestor)
    #expect(try reader.allEvents() == kept)
    #expect(
      archived == folder.path + "/archive/20261122T093000Z-epoch-1-position-61.sqlite")
    try writer.add(ProposedEvent.run(of: 3, from: 41))
    #expect(try reader.head().position == Position(44))
    #expect(try archivedEvents(archived) == all)
    #expect(try folder.mode("/log.sqlite") == 0o600)
    #expect(try folder.mode("/log.sqlite-wal") == 0o600)
    #expect(
      try folder.names == ["archive", "lock", "log.sqlite", "log.sqlite-shm", "log.sqlite-wal"])
    let head = writer.head
    _ = consume writer
    #expect(try LogStore.openReadOnly(directory: folder.path).head() == head)
  }

  @Test func `opens again as it was left`() throws {
    let folder = try Folder()
    var head = LogHead.empty
    do {
      var writer = try LogStore.created(in: folder)
      try writer.add(ProposedEvent.run(of: 9))
      _ = try writer.rewind(to: Position(5), at: .t0) { _ in }
      try writer.add(ProposedEvent.run(of: 2, from: 5))
      head = writer.head
    }
    var writer = try LogStore.open(directory: folder.path)
    #expect(writer.head == head && head.position == Position(7))
    #expect(try writer.setting("synchronous") == 2)
    try writer.add(ProposedEvent.run(of: 1, from: 7))
  }

  @Test func `is built anew when it is cut back to its own head`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 9))
    let before = (writer.head, try writer.reader.allEvents())
    _ = try writer.rewind(to: writer.head.position, at: .t0) { _ in }
    #expect(writer.head == before.0)
    #expect(try writer.reader.allEvents() == before.1)
  }

  @Test func `is read all the time, and is one store or the other`() async throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 50))
    let reader = writer.reader
    let end = End()
    let began = AsyncStream.makeStream(of: Void.self)
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<2 {
        group.addTask {
          var count = 0
          began.continuation.yield()
          repeat {
            let head = try reader.head()
            #expect(head.position == Position(51) || head.position == Position(11))
            _ = try reader.events(after: Position(3), countMax: 7, bytesMax: .max)
            _ = try reader.treeHead(at: Position(11))
            count += 1
            await Task.yield()
          } while !end.isReached.load(ordering: .acquiring)
          return count
        }
      }
      var beginnings = began.stream.makeAsyncIterator()
      for _ in 0..<2 { await beginnings.next() }
      for round in 0..<12 {
        _ = try writer.rewind(to: Position(11), at: .second(round)) { _ in }
        try writer.add(ProposedEvent.run(of: 40, from: 11))
      }
      end.isReached.store(true, ordering: .releasing)
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts.allSatisfy { $0 > 0 })
  }

  @Test func `stays as it is where one of its events is not what was recorded (I2)`() throws {
    let folder = try Folder()
    do {
      var writer = try LogStore.created(in: folder)
      try writer.add(ProposedEvent.run(of: 9))
    }
    try folder.damage(position: 4)
    var writer = try LogStore.open(directory: folder.path)
    let head = writer.head
    #expect(
      try code { _ = try writer.rewind(to: Position(6), at: .t0) { _ in } }
        == .corrupt(at: Position(4)))
    #expect(writer.head == head)
    #expect(try writer.reader.head() == head)
    try writer.add(ProposedEvent.run(of: 1, from: 10))
    #expect(try folder.names.filter { $0.contains("next") || $0.contains("building") } == [])
  }
}

@Suite struct `A cut back that is interrupted` {
  @Test(arguments: StoreExchange.Step.allCases.indices, [true, false])
  func `leaves the old store or the new one, and the next start tidies up (I2)`(
    step: Int, links: Bool
  ) async throws {
    let folder = try Folder()
    var all: [RecordedEvent] = []
    do {
      var writer = try LogStore.created(in: folder)
      try writer.add(ProposedEvent.run(of: 30))
      all = try writer.reader.allEvents()
    }
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, step = step as Int, links = links as Bool] in
      var writer = try LogStore.open(directory: path)
      // Rows that only the write-ahead log has, as at a node that runs.
      try writer.add(ProposedEvent.run(of: 5, from: 31))
      var exchange = writer.exchange(at: .t0)
      exchange.usesLinks = links
      exchange.reached = { if $0 == StoreExchange.Step.allCases[step] { raise(SIGKILL) } }
      _ = try writer.rewind(to: Position(11), by: exchange) { _ in }
    }
    let isNew = StoreExchange.Step.allCases[step] >= (links ? .inPlace : .archived)
    var writer = try LogStore.open(directory: path)
    #expect(writer.head.position == Position(isNew ? 11 : 36))
    #expect(try writer.reader.allEvents().prefix(31) == all.prefix(isNew ? 11 : 31))
    let archived = try folder.names("/archive")
    #expect(archived == (isNew ? ["20261122T093000Z-epoch-1-position-36.sqlite"] : []))
    for name in archived {
      let events = try archivedEvents(path + "/archive/" + name)
      #expect(events.count == 36 && events.starts(with: all))
    }
    #expect(try folder.names.filter { $0.contains("next") || $0.contains("building") } == [])
    try writer.add(ProposedEvent.run(of: 2, from: isNew ? 11 : 36))
  }

  @Test(
    .enabled(if: SmallDisk.canBeMounted, "mounting a disk needs root: run as root to prove this"),
    arguments: StoreExchange.Step.allCases.indices)
  func `by a disk that fills up leaves a log that goes on`(step: Int) throws {
    let disk = try SmallDisk(megabytes: 16)
    let path = disk.path + "/data"
    var writer = try LogStore.open(directory: path)
    var salts = Salts()
    _ = try writer.create(logID: .ours, [.opening], recordedAt: .t0) { salts.next() }
    try writer.add(ProposedEvent.run(of: 500))
    try writer.checkpoint()
    let reader = writer.reader
    var exchange = writer.exchange(at: .t0)
    exchange.reached = { if $0 == StoreExchange.Step.allCases[step] { try? disk.fill() } }
    let found = try code { _ = try writer.rewind(to: Position(400), by: exchange) { _ in } }
    let head = writer.head
    // What is begun when there is no room fails; what needs none goes through.
    #expect(found == (StoreExchange.Step.allCases[step] < .built ? .full : nil))
    #expect(head.position == Position(found == nil ? 400 : 501))
    #expect(try reader.head() == head)
    try disk.makeRoom()
    try writer.add(ProposedEvent.run(of: 1, in: "incident/2"))
    #expect(try reader.allEvents().count == Int(head.position.rawValue) + 1)
  }

  @Test(
    .enabled(if: SmallDisk.canBeMounted, "mounting a disk needs root: run as root to prove this"))
  func `is not begun without room for a second store`() throws {
    let disk = try SmallDisk(megabytes: 12)
    let path = disk.path + "/data"
    var writer = try LogStore.open(directory: path)
    var salts = Salts()
    _ = try writer.create(logID: .ours, [.opening], recordedAt: .t0) { salts.next() }
    try writer.add(ProposedEvent.run(of: 1_000))
    try writer.checkpoint()
    try disk.fill(leaving: 1_400_000)
    let error = #expect(throws: LogStoreError.self) {
      _ = try writer.rewind(to: Position(2), at: .t0) { _ in }
    }
    #expect(error?.code == .full)
    #expect(error?.reason.contains("a rebuilt store needs up to") == true)
    try disk.makeRoom()
    _ = try writer.rewind(to: Position(2), at: .t0) { _ in }
    #expect(writer.head.position == Position(2))
  }

  @Test func `by another program's lock leaves the old store`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 9))
    _ = try writer.setting("busy_timeout=10")
    do {
      let other = try RawConnection(path: folder.database, mode: .writing)
      try other.execute("BEGIN IMMEDIATE")
      #expect(
        try code { _ = try writer.rewind(to: Position(3), at: .t0) { _ in } } == .storage)
      try other.execute("ROLLBACK")
    }
    #expect(writer.head.position == Position(10))
    _ = try writer.rewind(to: Position(3), at: .t0) { _ in }
    #expect(try writer.reader.head().position == Position(3))
  }
}

/// Tells readers that it is over.
private final class End: Sendable {
  let isReached = Atomic(false)
}

extension Folder {
  /// What lies in the folder, or in one below it; nothing if that is not there.
  func names(_ below: String = "") throws -> [String] {
    guard FileManager.default.fileExists(atPath: path + below) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: path + below).sorted()
  }

  var names: [String] { get throws { try names() } }

  /// Changes the facts of one event, past all checks.
  func damage(position: Int) throws {
    try alter(
      "DROP TRIGGER payloads_have_no_update",
      "UPDATE payloads SET facts = CAST('{\"data\":{}}' AS BLOB) WHERE position = \(position)")
    for object in LogSchema.objects where object.name == "payloads_have_no_update" {
      try alter(object.sql)
    }
  }
}

/// All events of a store that was archived, which is whole without side files.
private func archivedEvents(_ path: String) throws -> [RecordedEvent] {
  let copy = try Folder()
  try copy.write([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
  return try LogStore.open(directory: copy.path).reader.allEvents()
}
