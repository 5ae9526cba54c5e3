import EventLog
import Foundation
import StandardForms
import TestDisk
import Testing

@testable import LogStore

@Suite struct `A failing disk` {
  @Test func `a full database refuses the batch whole, reads on, and resumes by itself`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 10))
    let before = writer.head
    // SQLite's own limit: it answers SQLITE_FULL just as for a disk without room.
    let pages = try #require(try writer.setting("page_count"))
    _ = try writer.setting("max_page_count=\(pages + 1)")
    let batch = ProposedEvent.run(of: 1_000, from: 11)
    for _ in 0..<3 {
      #expect(try code { try writer.add(batch) } == .full)
      #expect(writer.head == before)
      #expect(try writer.reader.head() == before)
      #expect(try writer.reader.allEvents().count == 11)
    }
    try writer.add(ProposedEvent.run(of: 1, in: "small"))
    _ = try writer.setting("max_page_count=1000000")
    try writer.add(batch)
    #expect(try writer.reader.allEvents().count == 1_012)
  }

  @Test(
    .enabled(if: SmallDisk.canBeMounted, "mounting a disk needs root: run as root to prove this"))
  func `a disk without room refuses, keeps reading, and resumes when there is room`() throws {
    let disk = try SmallDisk(megabytes: 12)
    let path = disk.path + "/data"
    var writer = try LogStore.open(directory: path)
    var salts = Salts()
    _ = try writer.create(logID: .ours, [.opening], recordedAt: .t0) { salts.next() }
    let filler = disk.path + "/filler"
    // Room beyond the reserve, but not for this batch: the write itself runs out.
    try Data(count: 8_000_000).write(to: URL(fileURLWithPath: filler))
    let long = String(repeating: "x", count: 500_000)
    let batch = (1...20).map {
      ProposedEvent.event(in: "incident/1", $0, texts: #"{"title":"\#(long)"}"#)
    }
    let before = writer.head
    for _ in 0..<2 {
      #expect(try code { try writer.add(batch) } == .full)
      #expect(writer.head == before)
      #expect(try writer.reader.allEvents().count == 1)
    }
    // No room at all: refused before anything is tried.
    try? Data(count: 4_000_000).write(to: URL(fileURLWithPath: filler + "2"))
    #expect(try code { try writer.add(ProposedEvent.run(of: 1)) } == .full)
    #expect(try writer.reader.head() == before)
    try FileManager.default.removeItem(atPath: filler)
    try? FileManager.default.removeItem(atPath: filler + "2")
    try writer.add(ProposedEvent.run(of: 100))
    try writer.checkpoint()
    #expect(try writer.reader.allEvents().count == 101)
  }

  @Test(
    .enabled(if: SmallDisk.canBeMounted, "mounting a disk needs root: run as root to prove this"))
  func `a stopped log opens on a disk without a free byte, and resumes when there is room`() throws
  {
    let disk = try SmallDisk(megabytes: 12)
    let path = disk.path + "/data"
    var head = LogHead.empty
    do {
      var writer = try LogStore.open(directory: path)
      var salts = Salts()
      _ = try writer.create(logID: .ours, [.opening], recordedAt: .t0) { salts.next() }
      try writer.add(ProposedEvent.run(of: 100))
      head = writer.head
    }
    try disk.fill()
    for _ in 0..<2 {
      var writer = try LogStore.open(directory: path)
      #expect(writer.head == head)
      #expect(try writer.reader.allEvents().count == 101)
      #expect(try code { try writer.add(ProposedEvent.run(of: 1)) } == .full)
      #expect(try LogStore.openReadOnly(directory: path).head() == head)
    }
    try disk.makeRoom()
    var writer = try LogStore.open(directory: path)
    try writer.add(ProposedEvent.run(of: 1, in: "incident/2"))
    #expect(try writer.reader.allEvents().count == 102)
  }

  @Test(
    .enabled(if: SmallDisk.canBeMounted, "mounting a disk needs root: run as root to prove this"))
  func `a killed node's log opens on a disk without a free byte`() throws {
    let disk = try SmallDisk(megabytes: 12)
    let path = disk.path + "/data"
    let folder = try Folder()
    var source = try LogStore.created(in: folder)
    try source.add(ProposedEvent.run(of: 100))
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for name in ["log.sqlite", "log.sqlite-wal", "log.sqlite-shm", "lock"] {
      try FileManager.default.copyItem(atPath: folder.path + "/" + name, toPath: path + "/" + name)
    }
    try disk.fill()
    let writer = try LogStore.open(directory: path)
    #expect(writer.head == source.head)
    #expect(try writer.reader.allEvents().count == 101)
  }

  @Test(
    .enabled(if: SmallDisk.canBeMounted, "mounting a disk needs root: run as root to prove this"))
  func `a log without side files on a full disk asks for room`() throws {
    let disk = try SmallDisk(megabytes: 12)
    let path = disk.path + "/data"
    let folder = try Folder()
    do { _ = try LogStore.created(in: folder) }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: folder.database, toPath: path + "/log.sqlite")
    try disk.fill()
    let error = #expect(throws: LogStoreError.self) { _ = try LogStore.open(directory: path) }
    #expect(error?.code == .full)
    #expect(error?.hint == "make room, then start again")
    try disk.makeRoom()
    #expect(try LogStore.open(directory: path).head.position == Position(1))
  }

  @Test func `a lock that another program holds is named, and the append can be repeated`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    let before = writer.head
    _ = try writer.setting("busy_timeout=10")
    do {
      let other = try RawConnection(path: folder.database, mode: .writing)
      try other.execute("BEGIN IMMEDIATE")
      let error = #expect(throws: LogStoreError.self) { try writer.add(ProposedEvent.run(of: 1)) }
      #expect(error?.code == .storage)
      #expect(error?.hint.contains("another program holds the database") == true)
      #expect(error?.hint.contains("nothing was changed") == true)
      #expect(writer.head == before)
      try other.execute("ROLLBACK")
    }
    try writer.add(ProposedEvent.run(of: 1))
  }

  @Test(
    .enabled(if: SmallDisk.canBeMounted, "mounting a disk needs root: run as root to prove this"))
  func `a stopped log on a read-only disk can be read`() throws {
    let disk = try SmallDisk(megabytes: 12)
    let path = disk.path + "/data"
    do {
      var writer = try LogStore.open(directory: path)
      var salts = Salts()
      _ = try writer.create(logID: .ours, [.opening], recordedAt: .t0) { salts.next() }
      try writer.add(ProposedEvent.run(of: 20))
    }
    try disk.becomeReadOnly()
    #expect(try LogStore.openReadOnly(directory: path).allEvents().count == 21)
    #expect(try code { _ = try LogStore.open(directory: path) } == .inaccessible)
  }

  @Test func `an I/O error at COMMIT stops the writer, and the log is whole after a restart`() async
  {
    // In a process of its own: a limit on file sizes makes the kernel fail the writes for real.
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      let folder = try Folder()
      var before = LogHead.empty
      do {
        var writer = try LogStore.created(in: folder)
        try writer.add(ProposedEvent.run(of: 10))
        before = writer.head
        let size = rlim_t(try folder.bytes("-wal").count + 100)
        try setFileSizeLimit(size)
        for _ in 0..<2 {
          let found = try code { try writer.add(ProposedEvent.run(of: 500, from: 11)) }
          guard found == .commitOutcomeUnknown else { fatalError("\(String(describing: found))") }
        }
        guard try code({ try writer.checkpoint() }) == .commitOutcomeUnknown else {
          fatalError("a checkpoint went on after an unknown outcome")
        }
        guard writer.head == before, try writer.reader.head() == before else {
          fatalError("the head moved though the outcome is unknown")
        }
        try setFileSizeLimit(rlim_t.max)
        // Even with room again: what happened is unknown until a restart.
        let found = try code { try writer.add(ProposedEvent.run(of: 1, from: 11)) }
        guard found == .commitOutcomeUnknown else { fatalError("\(String(describing: found))") }
      }
      var writer = try LogStore.open(directory: folder.path)
      guard writer.head == before else { fatalError("\(writer.head)") }
      try writer.add(ProposedEvent.run(of: 1, from: 11))
    }
  }
}

private func setFileSizeLimit(_ bytes: rlim_t) throws {
  var limit = rlimit()
  try #require(getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
  limit.rlim_cur = min(bytes, limit.rlim_max)
  try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
}
