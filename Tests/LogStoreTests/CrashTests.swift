import EventLog
import StandardForms
import Testing

@testable import LogStore

/// A crash leaves the files as they were at some moment: tests copy them at such a moment.
@Suite struct `After a crash` {
  @Test func `every commit that was acknowledged is there, at whichever moment it ends (I2)`()
    throws
  {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    for round in 0..<12 {
      try writer.add(ProposedEvent.run(of: 3, from: Int64(round) * 3 + 1))
      if round % 4 == 3 { try writer.checkpoint() }
      let copy = try Folder()
      try copy.write(try folder.bytes())
      try copy.write(try folder.bytes("-wal"), "-wal")
      var restarted = try LogStore.open(directory: copy.path)
      #expect(restarted.head == writer.head)
      #expect(try restarted.reader.allEvents() == writer.reader.allEvents())
      try restarted.add(ProposedEvent.run(of: 1, in: "after"))
    }
  }

  @Test func `a write-ahead log cut at any byte leaves whole batches (I1, I3)`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    var heads = [LogHead.empty, writer.head]
    for round in 0..<6 {
      try writer.add(ProposedEvent.run(of: 4, from: Int64(round) * 4 + 1))
      heads.append(writer.head)
    }
    let main = try folder.bytes()
    let log = try folder.bytes("-wal")
    var reached: Set<Position> = []
    for cut in stride(from: 0, through: log.count, by: 1_373) {
      let copy = try Folder()
      try copy.write(main)
      try copy.write(Array(log.prefix(cut)), "-wal")
      let restarted = try LogStore.open(directory: copy.path)
      #expect(heads.contains(restarted.head))
      #expect(try restarted.reader.allEvents().count == Int(restarted.head.position.rawValue))
      reached.insert(restarted.head.position)
    }
    #expect(reached.count >= 6)
  }

  @Test func `a checkpoint that was cut short loses nothing (I2)`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 300))
    let before = try folder.bytes()
    let log = try folder.bytes("-wal")
    try writer.checkpoint()
    let after = try folder.bytes()
    for pages in 0...after.count / 4_096 {
      // Pages go to the main file in order: the first ones are new, the others old or not there.
      let cut = pages * 4_096
      let copy = try Folder()
      try copy.write(Array(after.prefix(cut)) + before.dropFirst(cut))
      try copy.write(log, "-wal")
      #expect(try LogStore.openReadOnly(directory: copy.path).head() == writer.head)
      #expect(try LogStore.open(directory: copy.path).head == writer.head)
    }
  }
}
