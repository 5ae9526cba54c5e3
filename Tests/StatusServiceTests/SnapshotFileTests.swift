import Coordination
import EventLog
import Foundation
import LogStore
import Logging
import ReadModel
import StatusService
import Testing

@Suite struct `The snapshot in a data folder` {
  /// A node with some components, and the boards of its log.
  private func node(_ count: Int = 5, _ folder: TestFolder = TestFolder()) async throws -> TestNode
  {
    let node = try TestNode(folder)
    _ = await node.handler.submit((0..<count).map { node.registering("C\($0)") })
    return node
  }

  private func path(_ node: TestNode, _ name: String = "snapshot") -> String {
    node.folder.path + "/" + name
  }

  private func reading(_ node: TestNode) -> SnapshotFault.Code? {
    do throws(SnapshotFault) {
      _ = try SnapshotFile(folder: node.folder.path).read(matching: node.reader)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func `gives back the boards, of this log and also once it has gone on (I7)`() async throws {
    let node = try await node()
    let file = SnapshotFile(folder: node.folder.path)
    #expect(reading(node) == .missing)
    let boards = try Boards(folding: node.reader)
    try file.write(boards, from: node.reader)
    #expect(try file.read(matching: node.reader) == boards)
    _ = await node.handler.submit(node.registering("later"))
    #expect(try file.read(matching: node.reader) == boards)
    await node.stop()
  }

  @Test func `a projector that begins with it comes to the same boards (I7)`() async throws {
    let node = try await node()
    let file = SnapshotFile(folder: node.folder.path)
    try file.write(try Boards(folding: node.reader), from: node.reader)
    _ = await node.handler.submit((0..<5).map { node.registering("D\($0)") })
    let executor = DedicatedThreadExecutor(name: "projector")
    let projector = Projector(
      reader: node.reader, head: node.head, boards: node.boards, executor: executor,
      logger: Logger(label: "test"))
    #expect(try await projector.begin(with: file).position == 7)
    #expect(node.boards.current.value.status.components.count == 5)
    try await projector.catchUp()
    #expect(node.boards.current.value == (try Boards(folding: node.reader)))
    executor.stop()
    await node.stop()
  }

  @Test func `one of another log, of another history or of more events is refused`() async throws {
    let node = try await node()
    let other = try await self.node()
    try SnapshotFile(folder: other.folder.path)
      .write(try Boards(folding: other.reader), from: other.reader)
    try FileManager.default.copyItem(atPath: path(other), toPath: path(node))
    #expect(reading(node) == .otherLog)
    await node.stop()
    await other.stop()
    // Two nodes that continue one founding, each in its own way.
    let root = try TestNode()
    await root.stop()
    let copies = [TestFolder(), TestFolder(), TestFolder()]
    for copy in copies {
      try FileManager.default.copyItem(atPath: root.folder.path, toPath: copy.path)
    }
    let one = try await self.node(3, copies[0])
    let two = try await self.node(3, copies[1])
    let behind = try await self.node(1, copies[2])
    try SnapshotFile(folder: one.folder.path)
      .write(try Boards(folding: one.reader), from: one.reader)
    #expect(reading(one) == nil)
    for other in [two, behind] {
      try FileManager.default.copyItem(atPath: path(one), toPath: path(other))
      #expect(reading(other) == .otherLog)
    }
    for node in [one, two, behind] { await node.stop() }
  }

  @Test func `I2 goes where events are missing that it holds, and the check fails`() async throws {
    let node = try await node()
    let file = SnapshotFile(folder: node.folder.path)
    try file.write(try Boards(folding: node.reader), from: node.reader)
    let executor = DedicatedThreadExecutor(name: "snapshot")
    let logger = Logger(label: "test")
    let keeper = SnapshotKeeper(
      file, reader: node.reader, boards: node.boards, written: .start, executor: executor,
      logger: logger)
    let check = HistoryCheck(
      node.reader, upTo: Position(99), keeper: keeper, executor: executor, logger: logger)
    await #expect(throws: (any Error).self) { try await check.run() }
    #expect(reading(node) == .missing)
    executor.stop()
    await node.stop()
  }

  @Test func `what a crash left half written is never read, and goes at the next writing`()
    async throws
  {
    let node = try await node()
    let file = SnapshotFile(folder: node.folder.path)
    let boards = try Boards(folding: node.reader)
    try file.write(boards, from: node.reader)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path(node)))
    for count in [0, 1, whole.count / 2, whole.count - 1] {
      try whole.prefix(count).write(to: URL(fileURLWithPath: path(node, "snapshot.new")))
      #expect(try file.read(matching: node.reader) == boards)
      try whole.prefix(count).write(to: URL(fileURLWithPath: path(node)))
      #expect(reading(node) == .damaged)
      try file.write(boards, from: node.reader)
      #expect(reading(node) == nil)
      #expect(!FileManager.default.fileExists(atPath: path(node, "snapshot.new")))
    }
    await node.stop()
  }

  @Test func `when it cannot be written, or not in time, the old one stays`() async throws {
    let node = try await node()
    let file = SnapshotFile(folder: node.folder.path)
    try file.write(try Boards(folding: node.reader), from: node.reader)
    let old = try Data(contentsOf: URL(fileURLWithPath: path(node)))
    _ = await node.handler.submit(node.registering("later"))
    let boards = try Boards(folding: node.reader)
    #expect(throws: SnapshotFile.WriteFailure.self) {
      try file.write(boards, from: node.reader, before: .now - .seconds(1))
    }
    try FileManager.default.createDirectory(
      atPath: path(node, "snapshot.new"), withIntermediateDirectories: false)
    #expect(throws: SnapshotFile.WriteFailure.self) {
      try file.write(boards, from: node.reader)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path(node))) == old)
    try FileManager.default.removeItem(atPath: path(node, "snapshot.new"))
    try file.write(boards, from: node.reader)
    #expect(try file.read(matching: node.reader) == boards)
    await node.stop()
  }

  @Test func `one that is no file, or that may not be read, is refused`() async throws {
    let node = try await node()
    try FileManager.default.createDirectory(
      atPath: path(node), withIntermediateDirectories: false)
    #expect(reading(node) == .damaged)
    await node.stop()
  }

  @Test func `a keeper writes the last one when it ends`() async throws {
    let node = try await node()
    let boards = try Boards(folding: node.reader)
    node.boards.publish(boards, at: boards.position)
    let file = SnapshotFile(folder: node.folder.path)
    let executor = DedicatedThreadExecutor(name: "snapshot")
    let keeper = SnapshotKeeper(
      file, reader: node.reader, boards: node.boards, written: .start, executor: executor,
      logger: Logger(label: "test"))
    let keeping = Task { try await keeper.run() }
    keeping.cancel()
    try await keeping.value
    #expect(try file.read(matching: node.reader) == boards)
    executor.stop()
    await node.stop()
  }
}
