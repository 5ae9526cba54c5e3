import Coordination
import EventLog
import LogStore
import Logging
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import Testing

@Suite struct Projecting {
  @Test func `I7 a board that followed along equals one that was folded from the whole log`()
    async throws
  {
    let node = try TestNode()
    let executor = DedicatedThreadExecutor(name: "projector")
    let projector = Projector(
      reader: node.reader, head: node.head, boards: node.boards, executor: executor,
      logger: Logger(label: "test"))
    let following = Task { try await projector.run() }
    var last = BoardPosition.start
    for number in 0..<50 {
      last = try await node.handler.submit(node.registering("C\(number)")).get().position
    }
    let followed = try await node.boards.wait(until: last)
    #expect(followed == (try Boards(folding: node.reader)))
    #expect(followed.status.components.count == 50)
    following.cancel()
    _ = try? await following.value
    await node.stop()
    executor.stop()
  }

  @Test func `I8 what is published is always all up to its position`() async throws {
    let node = try TestNode()
    let executor = DedicatedThreadExecutor(name: "projector")
    let projector = Projector(
      reader: node.reader, head: node.head, boards: node.boards, executor: executor,
      logger: Logger(label: "test"))
    _ = await node.handler.submit((0..<10).map { node.registering("C\($0)") })
    try await projector.catchUp()
    let current = node.boards.current
    #expect(current.position.position == node.head.current.value.position.rawValue)
    #expect(current.value.status.components.count == Int(current.position.position) - 2)
    #expect(current.value.access.tokens.count == 1)
    await node.stop()
    executor.stop()
  }
}
