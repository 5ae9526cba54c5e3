import Coordination
import EventLog
import Logging
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import Synchronization
import Testing

@testable import LogStore

@Suite struct `Catching up with a long log` {
  /// More events than are read on one thread, among them some whose bytes end a page early.
  private func longLog() async throws -> TestNode {
    let node = try TestNode()
    for first in stride(from: 0, to: 3000, by: 1000) {
      let calls = (first..<first + 1000).map { node.registering("C\($0)") }
      for answer in await node.handler.submit(calls) { _ = try answer.get() }
      if first == 1000 { try await writeLongTexts(node) }
    }
    return node
  }

  private func writeLongTexts(_ node: TestNode) async throws {
    let text = try Description(String(repeating: "ö", count: Limits.descriptionBytesMax / 2))
    let draft = IncidentDraft(name: try Name("Long"), description: text)
    for _ in 0..<200 {
      let id = IncidentID(.version7(at: node.clock.now, random: Effects.system.randomID()))
      _ = try await node.handler.submit(
        CommandCall(command: .incident(id, .open(draft)), actor: "test")
      ).get()
    }
  }

  private func catchUp(
    _ node: TestNode, progress: @Sendable (Position) -> Void = { _ in }
  ) async throws {
    let executor = DedicatedThreadExecutor(name: "projector")
    defer { executor.stop() }
    let projector = Projector(
      reader: node.reader, head: node.head, boards: node.boards, executor: executor,
      logger: Logger(label: "test"))
    try await projector.catchUp(progress: progress)
  }

  @Test func `I7 the boards are those of one pass in order, published page by page`()
    async throws
  {
    let node = try await longLog()
    let reached = Mutex<[Position]>([])
    try await catchUp(node) { position in reached.withLock { $0.append(position) } }
    #expect(node.boards.current.value == (try Boards(folding: node.reader)))
    #expect(node.boards.current.value.status.incidents.count == 200)
    let positions = reached.withLock { $0 }
    #expect(positions == positions.sorted() && Set(positions).count == positions.count)
    #expect(positions.last == node.head.current.value.position && positions.count > 6)
    await node.stop()
  }

  @Test func `I2 a changed event stops it there, with all whole pages before it taken in`()
    async throws
  {
    let node = try await longLog()
    await node.stop()
    let file = try RawConnection(path: node.folder.path + "/log.sqlite", mode: .writing)
    try file.execute("DROP TRIGGER events_have_no_update")
    // Two of them: the one that comes first is told, whichever is read first.
    for position in [1400, 2900] {
      try file.execute("UPDATE events SET leaf = zeroblob(32) WHERE position = \(position)")
    }
    let error = await #expect(throws: LogStoreError.self) { try await catchUp(node) }
    #expect(error?.code == .corrupt(at: Position(1400)))
    #expect((1000..<1400).contains(node.boards.current.position.position))
  }
}
