import EventLog
import StandardForms
import Testing

@testable import LogStore

@Suite struct `Appending` {
  @Test func `a log begins with log.epoch_opened at position 1 of epoch 1`() throws {
    let folder = try Folder()
    var writer = try LogStore.open(directory: folder.path)
    #expect(writer.head == .empty)
    var salts = Salts()
    let first = try writer.create(
      logID: .ours, [.opening, .event(in: "token/1", 1, visibility: .restricted)],
      recordedAt: .t0
    ) { salts.next() }
    #expect(first.map(\.position) == [Position(1), Position(2)])
    #expect(first[0].header.log == .ours)
    #expect(writer.head.epochPosition.text == "1:2")
    let reader = writer.reader
    #expect(try reader.head() == writer.head)
    #expect(try reader.epochs() == [EpochStart(epoch: .first, firstPosition: Position(1))])
  }

  @Test func `positions are 1, 2, 3 … over batches and restarts (I1)`() throws {
    let folder = try Folder()
    do {
      var writer = try LogStore.created(in: folder)
      try writer.add(ProposedEvent.run(of: 5))
    }
    do {
      var writer = try LogStore.open(directory: folder.path)
      try writer.add(ProposedEvent.run(of: 6, from: 6))
      try writer.add(ProposedEvent.run(of: 1, from: 12))
      let events = try writer.reader.allEvents()
      #expect(events.map(\.position.rawValue) == Array(1...13))
      #expect(events.last?.chain == writer.head.chain)
    }
  }

  @Test func `a version that is not its stream's next is refused, all or nothing (I4)`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 2))
    let before = writer.head
    for versions: [Int64] in [[2], [4], [1], [3, 3], [3, 5]] {
      let batch =
        [ProposedEvent.event(in: "incident/2", 1)]
        + versions.map { ProposedEvent.event(in: "incident/1", $0) }
      #expect(throws: LogStoreError.wrongVersion("incident/1")) { try writer.add(batch) }
      #expect(writer.head == before)
      #expect(try writer.reader.head() == before)
      #expect(try writer.reader.allEvents().count == 3)
    }
    try writer.add(ProposedEvent.run(of: 1, from: 3))
  }

  @Test func `recorded times never go backwards though the clock does (I14)`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    let times = [5, 3, -60, 6].enumerated().map { ($0.offset, $0.element) }
    for (index, second) in times {
      try writer.add([.event(in: "a", Int64(index + 1))], at: .second(second))
    }
    let recorded = try writer.reader.allEvents().map(\.header.recordedAt)
    let expected: [Timestamp] = [.t0, .second(5), .second(5), .second(5), .second(6)]
    #expect(recorded == expected)
    #expect(writer.head.recordedAt == .second(6))
  }

  @Test func `a proposal that breaks a form is refused and nothing is recorded`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    let before = writer.head
    let bad = ProposedEvent.event(in: "incident/1", 1, texts: "{")
    #expect(try code { try writer.add([.event(in: "incident/2", 1), bad]) } == .invalidEvent)
    #expect(writer.head == before)
    try writer.add([.event(in: "incident/2", 1)])
  }

  @Test func `a commit is fully synced, and checkpoints are the writer's own (I2)`() throws {
    let folder = try Folder()
    let writer = try LogStore.created(in: folder)
    #expect(try writer.setting("synchronous") == 2)
    #expect(try writer.setting("wal_autocheckpoint") == 0)
    #expect(try writer.setting("foreign_keys") == 1)
  }

  @Test func `nothing reaches the main file before a checkpoint, and all of it after`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    let main = try folder.bytes()
    var version: Int64 = 1
    while !writer.needsCheckpoint {
      try writer.add(ProposedEvent.run(of: 500, from: version))
      version += 500
    }
    #expect(try folder.bytes() == main)
    try writer.checkpoint()
    #expect(writer.needsCheckpoint == false)
    #expect(try folder.bytes().count > main.count)
    #expect(try writer.reader.head() == writer.head)
    try writer.add(ProposedEvent.run(of: 1, from: version))
    #expect(try writer.reader.head() == writer.head)
  }

  @Test func `folder and file belong to their user alone`() throws {
    let folder = try Folder()
    let inner = folder.path + "/a/b"
    var writer = try LogStore.open(directory: inner)
    var salts = Salts()
    _ = try writer.create(logID: .ours, [.opening], recordedAt: .t0) { salts.next() }
    #expect(try folder.mode("/a/b") == 0o700)
    for name in ["log.sqlite", "log.sqlite-wal", "log.sqlite-shm", "lock"] {
      #expect(try folder.mode("/a/b/" + name) == 0o600, "\(name)")
    }
  }
}

extension LogStoreError {
  /// For comparisons, which look at the code only.
  static func wrongVersion(_ stream: String) -> LogStoreError {
    LogStoreError(.wrongVersion(stream: stream), path: "", reason: "", hint: "")
  }
}
