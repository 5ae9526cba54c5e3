import Coordination
import EventLog
import Foundation
import LogStore
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import Testing

@Suite struct `Command handler` {
  @Test func `a command is durable and its events are in the log when its caller resumes`()
    async throws
  {
    let node = try TestNode()
    let receipt = try await node.handler.submit(node.registering("API")).get()
    let reader = try LogStore.openReadOnly(directory: node.folder.path)
    let event = try #require(try reader.event(at: Position(receipt.position.position)))
    #expect(event.header.type == "component.registered")
    #expect(receipt.eventCount == 1)
    await node.stop()
  }

  @Test func `callers that come together share a transaction and each learns its own place`()
    async throws
  {
    let node = try TestNode()
    let receipts = await node.handler.submit((0..<4500).map { node.registering("C\($0)") })
    let positions = try receipts.map { try $0.get().position.position }
    #expect(positions == Array(3..<4503))
    await node.stop()
  }

  @Test func `a rejection concerns its own command only`() async throws {
    let node = try TestNode()
    let absent = CommandCall(
      command: .component(ComponentID(UUIDValue(9)), .retire(.none)), actor: "test")
    let answers = await node.handler.submit([node.registering("A"), absent, node.registering("B")])
    #expect(answers[0].succeeded && answers[2].succeeded)
    #expect(answers[1] == .failure(.rejected(.notFound(.component))))
    await node.stop()
  }

  @Test func `each command of a group sees what the ones before it decided`() async throws {
    let node = try TestNode()
    let name = try Name("outage")
    let define = CommandCall(
      command: .severity(.define(name: name, value: try BandEnd(100))), actor: "test")
    let answers = await node.handler.submit([define, define])
    #expect(answers[0].succeeded)
    #expect(
      answers[1] == .failure(.rejected(.conflict(.severityNameInUse("outage")))))
    await node.stop()
  }

  @Test func `I9 one idempotency key is decided once, in one group and after a restart`()
    async throws
  {
    let folder = TestFolder()
    let mark = IdempotencyMark(
      key: Digest.commitment(salt: .zero, bytes: [1]),
      body: Digest.commitment(salt: .zero, bytes: [2]))
    let first = try await receiptOfTwins(mark, in: folder)

    let again = try TestNode(folder)
    let third = try await again.handler.submit(again.registering("API", mark)).get()
    #expect(third.outcome == first.outcome && third.isRepeat && third.position == first.position)
    let other = IdempotencyMark(key: mark.key, body: mark.key)
    #expect(await again.handler.submit(again.registering("API", other)) == .failure(.keyReused))
    await again.stop()
  }

  /// Two calls with one key, on a node that is gone when this returns.
  private func receiptOfTwins(
    _ mark: IdempotencyMark, in folder: TestFolder
  ) async throws -> Receipt {
    let node = try TestNode(folder)
    let answers = await node.handler.submit([
      node.registering("API", mark), node.registering("API", mark),
    ])
    let first = try answers[0].get()
    let second = try answers[1].get()
    #expect(second.outcome == first.outcome && second.isRepeat && !first.isRepeat)
    #expect(second.position == first.position)
    await node.stop()
    return first
  }

  @Test func `I9 a key is forgotten after its day`() async throws {
    let node = try TestNode()
    let mark = IdempotencyMark(
      key: Digest.commitment(salt: .zero, bytes: [1]),
      body: Digest.commitment(salt: .zero, bytes: [2]))
    let first = try await node.handler.submit(node.registering("API", mark)).get()
    node.clock.advance(by: .seconds(24 * 3600))
    let second = try await node.handler.submit(node.registering("API", mark)).get()
    #expect(!second.isRepeat && second.outcome != first.outcome)
    await node.stop()
  }

  @Test func `I9 a key that was used again after its day is remembered for another day`()
    async throws
  {
    let folder = TestFolder()
    let mark = IdempotencyMark(
      key: Digest.commitment(salt: .zero, bytes: [1]),
      body: Digest.commitment(salt: .zero, bytes: [2]))
    let node = try TestNode(folder)
    let first = try await node.handler.submit(node.registering("API", mark)).get()
    node.clock.advance(by: .seconds(24 * 3600))
    let second = try await node.handler.submit(node.registering("API", mark)).get()
    node.clock.advance(by: .seconds(24 * 3600 - 1))
    let third = try await node.handler.submit(node.registering("API", mark)).get()
    #expect(third.isRepeat && third.outcome == second.outcome && second.outcome != first.outcome)
    node.clock.advance(by: .seconds(1))
    let fourth = try await node.handler.submit(node.registering("API", mark)).get()
    #expect(!fourth.isRepeat)
    await node.stop()
  }

  @Test func `an answer that rests on another's change carries its position`() async throws {
    let node = try TestNode()
    let component = ComponentID(UUIDValue(77))
    let name = try Name("API")
    let answers = await node.handler.submit([
      CommandCall(
        command: .component(component, .register(ComponentDraft(name: name))), actor: "test"),
      CommandCall(
        command: .component(component, .revise(ComponentRevision(name: name), .none)),
        actor: "test"),
    ])
    #expect(try answers[1].get().eventCount == 0)
    #expect(try answers[1].get().position == answers[0].get().position)
    await node.stop()
  }

  @Test func `a halted handler says why and records nothing`() async throws {
    let node = try TestNode()
    node.handler.halt(reason: "A replica holds more.")
    #expect(
      await node.handler.submit(node.registering("A"))
        == .failure(.halted(reason: "A replica holds more.")))
    #expect(node.head.current.value.position == Position(2))
    await node.stop()
  }

  @Test func `I14 recorded times never go backwards though the clock does`() async throws {
    let node = try TestNode()
    _ = try await node.handler.submit(node.registering("A")).get()
    node.clock.advance(by: .seconds(-3600))
    _ = try await node.handler.submit(node.registering("B")).get()
    let times = try LogStore.openReadOnly(directory: node.folder.path)
      .events(after: .zero, countMax: 100, bytesMax: .max).map(\.header.recordedAt)
    #expect(times == times.sorted())
    await node.stop()
  }

  @Test func `I11 beyond its bound the mailbox refuses`() async throws {
    let node = try TestNode()
    let calls = (0...Limits.mailboxCommandsMax).map { node.registering("C\($0)") }
    #expect(await node.handler.submit(calls).allSatisfy { $0 == .failure(.busy) })
    await node.stop()
  }

  @Test func `after its stop the handler takes nothing`() async throws {
    let node = try TestNode()
    await node.stop()
    #expect(await node.handler.submit(node.registering("A")) == .failure(.stopped))
  }

  @Test func `an import tells the identity of what is there already`() async throws {
    let node = try TestNode()
    let source = try Source("statuspage:p/component/a")
    func importing(_ number: UInt128) throws -> CommandCall {
      CommandCall(
        command: .importing(
          .component(
            new: ComponentID(UUIDValue(number)), source, ComponentDraft(name: try Name("A")))),
        actor: "test")
    }
    let first = try await node.handler.submit(importing(100)).get()
    let second = try await node.handler.submit(importing(200)).get()
    #expect(first.identity == UUIDValue(100) && second.identity == UUIDValue(100))
    #expect(second.eventCount == 0 && second.position == first.position)
    await node.stop()
  }
}

extension Result {
  fileprivate var succeeded: Bool {
    if case .success = self { true } else { false }
  }
}
