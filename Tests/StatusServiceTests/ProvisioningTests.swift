import EventLog
import LogStore
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import Testing

@Suite struct `Declarations at the writer` {
  private func declaring(
    _ names: [String], isRehearsal: Bool = false, _ mark: IdempotencyMark? = nil
  ) throws -> CommandCall {
    let declaration = Declaration(
      components: try names.map { DeclaredComponent(name: try Name($0)) })
    let command = ProvisionCommand(declaration, isRehearsal: isRehearsal) {
      .version4(random: Effects.system.randomID())
    }
    return CommandCall(command: .provision(command), actor: "test", idempotency: mark)
  }

  @Test func `I11 the largest one fits a transaction, with one correlation`() async throws {
    #expect(Limits.provisionedEventsMax <= Limits.appendBatchCountMax)
    let node = try TestNode()
    let names = (0..<Limits.provisionedEventsMax).map { "C\($0)" }
    let receipt = try await node.handler.submit(declaring(names)).get()
    #expect(receipt.eventCount == names.count && receipt.plan?.count(.create) == names.count)
    let first = try node.reader.event(at: Position(3))
    let last = try node.reader.event(at: Position(Int64(2 + names.count)))
    #expect(first?.header.correlation != nil)
    #expect(first?.header.correlation == last?.header.correlation)
    await node.stop()
  }

  @Test func `are compared with what the ones before them in the group made`() async throws {
    let node = try TestNode()
    let answers = await node.handler.submit([
      try declaring(["A", "B"], isRehearsal: true), try declaring(["A"]),
      try declaring(["A", "B"]), try declaring(["A", "B"]),
    ])
    let receipts = try answers.map { try $0.get() }
    #expect(receipts.map(\.eventCount) == [0, 1, 1, 0])
    #expect(receipts.map { $0.plan?.steps.count } == [2, 1, 1, 0])
    #expect(receipts[3].position.position == 4)
    await node.stop()
  }

  @Test func `I9 are decided once for a key`() async throws {
    let node = try TestNode()
    let mark = IdempotencyMark(key: .sha256(of: [1]), body: .sha256(of: [2]))
    let first = try await node.handler.submit(declaring(["A"], mark)).get()
    let second = try await node.handler.submit(declaring(["A"], mark)).get()
    #expect(first.plan?.count(.create) == 1 && !first.isRepeat)
    #expect(second.plan == nil && second.isRepeat && second.eventCount == 0)
    await node.stop()
  }
}
