import EventLog
import StandardForms
import Testing

@testable import LogStore

@Suite struct `A scrub` {
  private static let triggers = [
    "events_have_no_update", "events_have_no_delete", "payloads_have_no_update",
    "payloads_have_no_delete", "tree_nodes_have_no_update", "tree_nodes_have_no_delete",
    "epochs_have_no_update", "epochs_have_no_delete", "head_moves_forward",
  ]

  private func alter(_ folder: Folder, _ statement: String) throws {
    for name in Self.triggers { try folder.alter("DROP TRIGGER \(name)") }
    try folder.alter("PRAGMA ignore_check_constraints=1; PRAGMA foreign_keys=0; \(statement)")
    for object in LogSchema.objects where Self.triggers.contains(object.name) {
      try folder.alter(object.sql)
    }
  }

  /// A round in slices of one event or a few.
  private func round(
    _ scrub: inout LogScrub, bytesMax: Int = 1
  ) throws(LogStoreError) -> [LogScrub.Slice] {
    var slices: [LogScrub.Slice] = []
    repeat {
      slices.append(try scrub.next(bytesMax: bytesMax, until: .now + .seconds(60)))
    } while slices.last?.endsRound == false
    return slices
  }

  @Test func `finds a whole log whole, in slices, round after round, while it grows (I2, I3)`()
    throws
  {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    var scrub = LogScrub(writer.reader)
    for count in [0, 1, 6, 20] as [Int64] {
      if count > 0 {
        try writer.add(ProposedEvent.run(of: Int(count), in: "incident/\(count)"))
      }
      let slices = try round(&scrub)
      #expect(slices.flatMap(\.damage) == [])
      #expect(slices.count == Int(writer.head.position.rawValue) + 1)
      #expect(slices.last?.position == writer.head.position)
    }
    #expect(try round(&scrub, bytesMax: .max).count == 1)
    let first = try scrub.next(bytesMax: 1, until: .now + .seconds(60))
    try writer.add(ProposedEvent.run(of: 4, in: "incident/4"))
    #expect(first.position == Position(1) && !first.endsRound)
    #expect(try round(&scrub).last?.position == writer.head.position)
  }

  @Test func `ends a slice when its time is over`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 99))
    var scrub = LogScrub(writer.reader)
    let slice = try scrub.next(bytesMax: .max, until: .now)
    #expect(slice.position == Position(32) && slice.head == Position(100))
  }

  @Test(arguments: [
    ("UPDATE events SET entry = zeroblob(9) WHERE position = 3", 3...3),
    ("UPDATE events SET leaf = zeroblob(32) WHERE position = 3", 3...3),
    ("UPDATE events SET chain = zeroblob(32) WHERE position = 3", 3...3),
    ("UPDATE events SET type = 'incident.closed' WHERE position = 3", 3...3),
    ("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 9", 9...9),
    ("UPDATE payloads SET facts_salt = zeroblob(32) WHERE position = 3", 3...3),
    ("UPDATE payloads SET texts_salt = zeroblob(32) WHERE position = 3", 3...3),
    ("DELETE FROM payloads WHERE position BETWEEN 3 AND 5", 3...5),
    ("DELETE FROM events WHERE position BETWEEN 3 AND 5", 3...5),
    ("DELETE FROM events WHERE position >= 7", 7...9),
    ("UPDATE tree_nodes SET hash = zeroblob(32) WHERE level = 1 AND place = 1", 4...4),
    ("DELETE FROM tree_nodes WHERE level = 3", 8...8),
    ("UPDATE head SET tree_root = zeroblob(32)", 9...9),
    ("UPDATE head SET chain = zeroblob(32)", 9...9),
    ("UPDATE head SET position = 8", 9...9),
    ("UPDATE epochs SET first_position = 2", 1...1),
    ("INSERT INTO epochs VALUES (2, 5)", 9...9),
    ("CREATE TABLE more(x)", 9...9),
  ])
  func `names what is damaged, nothing else, and goes on behind it (I2, I3)`(
    statement: String, positions: ClosedRange<Int64>
  ) throws {
    let folder = try Folder()
    do {
      var writer = try LogStore.created(in: folder)
      try writer.add(ProposedEvent.run(of: 8))
    }
    try alter(folder, statement)
    let reader = try LogStore.openReadOnly(directory: folder.path)
    for bytesMax in [1, .max] {
      var scrub = LogScrub(reader)
      let damaged = try round(&scrub, bytesMax: bytesMax).flatMap(\.damage)
      let found = damaged.flatMap {
        $0.positions.lowerBound.rawValue...$0.positions.upperBound.rawValue
      }
      #expect(found == Array(positions), "\(damaged)")
    }
  }

  @Test func `names each of several places`() throws {
    let folder = try Folder()
    do {
      var writer = try LogStore.created(in: folder)
      try writer.add(ProposedEvent.run(of: 40))
    }
    for position in [4, 5, 20] { try folder.damage(position: position) }
    var scrub = LogScrub(try LogStore.openReadOnly(directory: folder.path))
    let found = try round(&scrub, bytesMax: .max).flatMap(\.damage)
    #expect(found.map(\.positions) == [Position(4)...Position(5), Position(20)...Position(20)])
    #expect(found[0].reason.contains("position 4"))
  }

  @Test func `says so where SQLite cannot read a page`() throws {
    let folder = try Folder()
    do {
      var writer = try LogStore.created(in: folder)
      try writer.add(ProposedEvent.run(of: 200))
    }
    var bytes = try folder.bytes()
    for place in 30 * 4_096..<34 * 4_096 { bytes[place] = 0xA5 }
    try folder.write(bytes)
    var scrub = LogScrub(try LogStore.openReadOnly(directory: folder.path))
    let slices = try round(&scrub, bytesMax: .max)
    #expect(!slices.flatMap(\.damage).isEmpty)
  }

  @Test func `begins anew when the store is exchanged`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 20))
    var scrub = LogScrub(writer.reader)
    for _ in 0..<15 { _ = try scrub.next(bytesMax: 1, until: .now + .seconds(60)) }
    _ = try writer.rewind(to: Position(10), at: .t0) { _ in }
    try writer.add(ProposedEvent.run(of: 20, in: "incident/2"))
    let slices = try round(&scrub)
    #expect(slices.first?.position == .zero)
    #expect(slices.flatMap(\.damage) == [] && slices.last?.position == Position(30))
  }
}
