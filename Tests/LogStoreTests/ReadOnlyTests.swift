import EventLog
import Foundation
import StandardForms
import Testing

@testable import LogStore

@Suite struct `Read-only opening` {
  @Test func `a running node's log is read to its head, page by page, and never checkpointed`()
    throws
  {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 50))
    let main = try folder.bytes()
    do {
      let reader = try LogStore.openReadOnly(directory: folder.path)
      #expect(try reader.allEvents().count == 51)
      try writer.add(ProposedEvent.run(of: 5, from: 51))
      #expect(try reader.head() == writer.head)
      #expect(try reader.allEvents().count == 56)
    }
    // The reader is gone: neither did it copy the write-ahead log, nor does the writer miss it.
    #expect(try folder.bytes() == main)
    try writer.add(ProposedEvent.run(of: 5, from: 56))
    try writer.checkpoint()
    #expect(try LogStore.openReadOnly(directory: folder.path).head() == writer.head)
  }

  @Test func `a stopped node's log is read and its file stays as it is`() throws {
    let folder = try Folder()
    do {
      var writer = try LogStore.created(in: folder)
      try writer.add(ProposedEvent.run(of: 50))
    }
    let main = try folder.bytes()
    do {
      let reader = try LogStore.openReadOnly(directory: folder.path)
      #expect(try reader.allEvents().count == 51)
      // A node may start meanwhile; the reader follows it.
      var writer = try LogStore.open(directory: folder.path)
      try writer.add(ProposedEvent.run(of: 1, from: 51))
      #expect(try reader.head() == writer.head)
    }
    do {
      let reader = try LogStore.openReadOnly(directory: folder.path)
      #expect(try reader.allEvents().count == 52)
    }
    #expect(try folder.bytes().count == main.count)
  }

  @Test func `a killed node's write-ahead log is read, and stays`() throws {
    let folder = try Folder()
    let copy = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 20))
    try copy.write(try folder.bytes())
    try copy.write(try folder.bytes("-wal"), "-wal")
    let main = try copy.bytes()
    let log = try copy.bytes("-wal")
    do {
      let reader = try LogStore.openReadOnly(directory: copy.path)
      #expect(try reader.head() == writer.head)
      #expect(try reader.allEvents().count == 21)
    }
    #expect(try copy.bytes() == main)
    #expect(try copy.bytes("-wal") == log)
    #expect(try LogStore.open(directory: copy.path).head == writer.head)
  }

  @Test func `a folder without a log is named`() throws {
    let folder = try Folder()
    #expect(try code { _ = try LogStore.openReadOnly(directory: folder.path) } == .notFound)
    #expect(
      try code { _ = try LogStore.openReadOnly(directory: folder.path + "/none") } == .inaccessible)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test func `a read-only connection cannot write`() throws {
    let folder = try Folder()
    let writer = try LogStore.created(in: folder)
    let reading = try LogDatabase(reading: folder.database)
    let refused = try code {
      _ = try reading.write { prepare in try prepare("DELETE FROM head").run() }
    }
    #expect(refused == .inaccessible)
    #expect(try writer.reader.head() == writer.head)
  }

  @Test func `a path with signs that a URI would read is a plain path`() throws {
    let folder = try Folder()
    let path = folder.path + "/50% #1?x=ü"
    var head = LogHead.empty
    do {
      var writer = try LogStore.open(directory: path)
      var salts = Salts()
      _ = try writer.create(logID: .ours, [.opening], recordedAt: .t0) { salts.next() }
      head = writer.head
    }
    #expect(try LogStore.openReadOnly(directory: path).head() == head)
    #expect(try LogStore.open(directory: path).head == head)
  }
}
