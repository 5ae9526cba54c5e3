import EventLog
import Foundation
import StandardForms
import Testing

@testable import LogStore

/// Which files are opened, and that the others stay as they are.
@Suite struct `Log file` {
  private func stoppedLog(_ events: Int = 3) throws -> Folder {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: events))
    return folder
  }

  /// Opening fails with `expected` both ways, with path and hint, and leaves the file as it is.
  private func expectRefused(
    _ folder: Folder, _ expected: LogStoreError.Code, forReadingToo: Bool = true
  ) throws {
    let before = try folder.bytes()
    for attempt in 0..<(forReadingToo ? 2 : 1) {
      do throws(LogStoreError) {
        if attempt == 0 {
          _ = try LogStore.open(directory: folder.path)
        } else {
          _ = try LogStore.openReadOnly(directory: folder.path)
        }
        Issue.record("the file was accepted")
      } catch {
        #expect(error.code == expected)
        #expect(error.path.hasSuffix("/log.sqlite"))
        #expect(!error.hint.isEmpty && "\(error)".contains(error.reason))
      }
      #expect(try folder.bytes() == before, "I2: the file was touched")
    }
  }

  @Test func `a stopped log is one file beside empty side files, and opens as it was`() throws {
    let folder = try Folder()
    var head = LogHead.empty
    do {
      var writer = try LogStore.created(in: folder)
      try writer.add(ProposedEvent.run(of: 3))
      head = writer.head
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.sorted() == ["lock", "log.sqlite", "log.sqlite-shm", "log.sqlite-wal"])
    #expect(try folder.bytes("-wal").isEmpty)
    let copy = try Folder()
    try copy.write(try folder.bytes())
    #expect(try LogStore.open(directory: copy.path).head == head)
    let reopened = try LogStore.open(directory: folder.path)
    #expect(reopened.head == head)
  }

  @Test(arguments: ["hello", "", String(repeating: "x", count: 5_000)])
  func `a file that is no database is refused and not touched`(text: String) throws {
    let folder = try Folder()
    try folder.write(Array(text.utf8))
    try expectRefused(folder, text.isEmpty ? .torn : .foreign)
  }

  @Test(arguments: [
    "", "PRAGMA journal_mode=WAL;", "PRAGMA application_id=7; PRAGMA user_version=1;",
  ])
  func `another program's database is refused and not touched`(setUp: String) throws {
    let folder = try Folder()
    try folder.write([])
    try folder.alter(setUp, "CREATE TABLE events(position INTEGER)")
    try expectRefused(folder, .foreign)
  }

  @Test func `a log of a newer format is refused and not touched`() throws {
    let folder = try stoppedLog()
    try folder.alter("PRAGMA user_version=2")
    try expectRefused(folder, .newerFormat)
  }

  @Test(arguments: [99, 100, 4_096, 5_000, 12_288])
  func `a file that was cut off is refused and not touched`(length: Int) throws {
    let folder = try stoppedLog()
    try folder.write(Array(try folder.bytes().prefix(length)))
    try expectRefused(folder, length < 100 ? .foreign : .torn)
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7])
  func `a page of the end overwritten with noise is refused by the writer`(page: Int) throws {
    let folder = try stoppedLog(200)
    var bytes = try folder.bytes()
    for index in page * 4_096..<(page + 1) * 4_096 {
      bytes[index] = UInt8(truncatingIfNeeded: index &* 31)
    }
    try folder.write(bytes)
    // Where the noise lies decides whether the end shows it; a page of old rows is verify's to
    // find.
    let found = try code { _ = try LogStore.open(directory: folder.path) }
    #expect(found == nil || found == .torn)
    if found != nil { #expect(try folder.bytes() == bytes) }
  }

  @Test func `a write-ahead log without its database is refused`() throws {
    let folder = try Folder()
    try folder.write(Array("rows".utf8), "-wal")
    #expect(try code { _ = try LogStore.open(directory: folder.path) } == .torn)
    #expect(!FileManager.default.fileExists(atPath: folder.database))
  }

  @Test func `a creation that was cut short is begun anew`() throws {
    let folder = try Folder()
    try folder.write(Array("half".utf8), ".new")
    let writer = try LogStore.created(in: folder)
    #expect(writer.head.position == Position(1))
  }

  @Test func `a second writer is refused while the first lives (I5)`() throws {
    let folder = try Folder()
    do {
      let first = try LogStore.created(in: folder)
      let bytes = try folder.bytes("-wal")
      do throws(LogStoreError) {
        _ = try LogStore.open(directory: folder.path)
        Issue.record("I5: two writers")
      } catch {
        #expect(error.code == .locked)
        #expect(error.reason.contains("process \(getpid())"))
      }
      #expect(try folder.bytes("-wal") == bytes)
      #expect(first.head.position == Position(1))
    }
    _ = try LogStore.open(directory: folder.path)
  }

  @Test func `another process finds the folder locked (I5)`() throws {
    let folder = try Folder()
    let writer = try LogStore.created(in: folder)
    let other = Process()
    other.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    other.arguments = ["--nonblock", folder.path + "/lock", "true"]
    try other.run()
    other.waitUntilExit()
    #expect(other.terminationStatus == 1)
    #expect(writer.head.position == Position(1))
  }

  @Test func `the lock is held while a reader lives, for its writing connection does (I5)`() throws
  {
    let folder = try Folder()
    var reader: LogReader? = try LogStore.created(in: folder).reader
    #expect(try code { _ = try LogStore.open(directory: folder.path) } == .locked)
    #expect(try reader?.head().position == Position(1))
    reader = nil
    _ = try LogStore.open(directory: folder.path)
  }

  @Test func `a folder that cannot be made is named, with what to do`() throws {
    let folder = try Folder()
    try folder.write(Array("file".utf8))
    let error = #expect(throws: LogStoreError.self) {
      _ = try LogStore.open(directory: folder.database + "/data")
    }
    #expect(error?.code == .inaccessible)
    #expect(error?.path == folder.database + "/data")
    #expect(error?.hint.contains("written") == true)
  }

  @Test func `a folder that is only read is asked to be readable, not writable`() throws {
    let folder = try Folder()
    let error = #expect(throws: LogStoreError.self) {
      _ = try LogStore.openReadOnly(directory: folder.path + "/none")
    }
    #expect(error?.code == .inaccessible)
    #expect(error?.hint.contains("read") == true && error?.hint.contains("written") == false)
  }

  @Test func `opening and closing changes no byte of a log`() throws {
    let folder = try stoppedLog()
    let bytes = try folder.bytes()
    do {
      let writer = try LogStore.open(directory: folder.path)
      #expect(writer.head.position == Position(4))
    }
    #expect(try folder.bytes() == bytes)
  }
}
