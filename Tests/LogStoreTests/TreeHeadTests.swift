import EventLog
import StandardForms
import Testing

@testable import LogStore

@Suite struct `Stored tree` {
  private static let events: [ProposedEvent] =
    ProposedEvent.run(of: 40) + ProposedEvent.run(of: 35, in: "b")

  private func head(afterBatches sizes: [Int], checkpointing: Bool = false) throws -> LogHead {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    var salts = Salts()
    var rest = Self.events[...]
    for size in sizes where !rest.isEmpty {
      _ = try writer.append(Array(rest.prefix(size)), recordedAt: .second(1)) { salts.next() }
      rest = rest.dropFirst(size)
      if checkpointing { try writer.checkpoint() }
    }
    try #require(rest.isEmpty)
    #expect(try writer.reader.head().tree == writer.head.tree)
    return writer.head
  }

  @Test func `the head does not depend on how the events were batched (I3)`() throws {
    let whole = try head(afterBatches: [75])
    #expect(try head(afterBatches: Array(repeating: 1, count: 75)) == whole)
    #expect(try head(afterBatches: [1, 2, 4, 8, 16, 32, 64], checkpointing: true) == whole)
    for seed in 0..<5 {
      let sizes = (0..<75).map { 1 + ($0 * 7 + seed * 3) % 9 }
      #expect(try head(afterBatches: sizes) == whole)
    }
  }

  @Test func `head and nodes are those of a tree built from the entries anew (I3)`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    for version in 1...20 {
      try writer.add(ProposedEvent.run(of: 5, from: Int64(version) * 5 - 4))
      if version == 10 { try writer.checkpoint() }
    }
    let reader = writer.reader
    var tree = MerkleTree()
    var nodes: Set<MerkleNode> = []
    for event in try reader.allEvents() {
      nodes.formUnion(tree.append(MerkleTree.leafHash(of: event.entry)))
    }
    #expect(try reader.head().tree == tree.head)
    var stored: [MerkleNode] = []
    for level in 1...10 {
      var page = try reader.storedTreeNodes(level: level, from: 0, countMax: 7)
      while let last = page.last {
        stored += page
        page = try reader.storedTreeNodes(level: level, from: last.index + 1, countMax: 7)
      }
    }
    #expect(stored.count == nodes.count)
    #expect(Set(stored) == nodes)
  }

  @Test(arguments: [1, 2, 3, 4, 7, 8, 33])
  func `a restarted writer continues the tree at any size (I3)`(size: Int) throws {
    let folder = try Folder()
    do {
      var writer = try LogStore.created(in: folder)
      if size > 1 { try writer.add(ProposedEvent.run(of: size - 1)) }
    }
    var writer = try LogStore.open(directory: folder.path)
    try writer.add(ProposedEvent.run(of: 9, in: "later"))
    var tree = MerkleTree()
    for event in try writer.reader.allEvents() { _ = tree.append(event.leaf) }
    #expect(writer.head.tree == tree.head)
  }
}
