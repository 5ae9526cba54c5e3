import Coordination
import EventLog
import Foundation
import LogStore
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import Testing

@Suite struct `What is re-applied` {
  private let incident = EventSamples.incident

  private func orphan(
    _ event: StatusEvent, _ number: UInt128, update: UUIDValue? = nil
  ) -> Reapplication.Orphan {
    Reapplication.Orphan(
      id: UUIDValue(number), event: event,
      occurredAt: EventSamples.t0.advanced(by: .seconds(-3600)), update: update)
  }

  private func call(_ orphans: Reapplication.Orphan...) -> CommandCall {
    CommandCall(command: .reapply(Reapplication(orphans)), actor: "token/1")
  }

  private var opened: Reapplication.Orphan {
    orphan(
      .incident(
        incident,
        .opened(
          IncidentEvent.Opening(
            name: .known("Down"), description: nil, impacts: [], beganAt: EventSamples.t0,
            endedAt: nil, phase: nil, source: nil))), 1)
  }

  private var posted: Reapplication.Orphan {
    orphan(
      .incident(
        incident,
        .updatePosted(
          order: 5, name: .known("Ours"), description: nil, createdAt: EventSamples.t0,
          source: nil)), 2)
  }

  private var renamed: Reapplication.Orphan {
    orphan(
      .incident(incident, .updateRenamed(order: 5, .known("Ours, corrected"))), 3,
      update: UUIDValue(2))
  }

  @Test func `names the orphan, and when it happened`() async throws {
    let node = try TestNode()
    let receipt = try await node.handler.submit(call(opened, posted)).get()
    #expect(receipt.eventCount == 2)
    let events = try node.reader.events(after: Position(2), countMax: 9, bytesMax: .max)
    #expect(events.map(\.header.causation) == [UUIDValue(1), UUIDValue(2)])
    #expect(events.map(\.header.occurredAt) == [opened.occurredAt, posted.occurredAt])
    #expect(events.map(\.header.actor) == ["token/1", "token/1"])
    #expect(Set(events.map(\.header.correlation)).count == 1)
    #expect(
      receipt.reapplied
        == events.map {
          .recorded(
            event: $0.header.eventID,
            at: BoardPosition(epoch: 1, position: $0.position.rawValue), isRepeat: false)
        })
    await node.stop()
  }

  @Test func `I9 is recorded once, in one group, after days and after a restart`() async throws {
    let folder = TestFolder()
    let first = try await twins(in: folder)
    let again = try TestNode(folder)
    again.clock.advance(by: .seconds(72 * 3600))
    let third = try await again.handler.submit(call(opened, posted, renamed)).get()
    #expect(third.eventCount == 1)
    #expect(third.reapplied.prefix(2).map(\.event) == first.map(\.event))
    #expect(third.reapplied.map(\.isRepeat) == [true, true, false])
    // The order that the update has here, not the one that it had there.
    let event = try #require(try again.reader.event(at: Position(5)))
    #expect(
      try EventCodec.decode(event).event
        == .incident(incident, .updateRenamed(order: 0, .known("Ours, corrected"))))
    await again.stop()
  }

  /// Two calls for the same, on a node that is gone when this returns.
  private func twins(in folder: TestFolder) async throws -> [ReappliedOrphan] {
    let node = try TestNode(folder)
    let answers = await node.handler.submit([call(opened, posted), call(opened, posted)])
    let (first, second) = (try answers[0].get(), try answers[1].get())
    #expect(first.eventCount == 2 && second.eventCount == 0)
    #expect(second.reapplied.map(\.event) == first.reapplied.map(\.event))
    #expect(second.reapplied.map(\.isRepeat) == [true, true])
    #expect(node.head.current.value.position == Position(4))
    await node.stop()
    return first.reapplied
  }

  @Test func `is told where it is so already, and refused as any command is`() async throws {
    let node = try TestNode()
    let known = try await node.handler.submit(node.registering("API")).get()
    guard case .id(let id) = known.outcome else { return }
    let component = ComponentID(id)
    let same = orphan(.component(component, .renamed(.known("API"))), 8)
    let receipt = try await node.handler.submit(call(same)).get()
    #expect(receipt.reapplied == [.unchanged] && receipt.eventCount == 0)
    #expect(
      await node.handler.submit(call(renamed))
        == .failure(.rejected(.conflict(.restsOnOrphan(UUIDValue(2))))))
    #expect(
      await node.handler.submit(call(posted)) == .failure(.rejected(.notFound(.incident))))
    #expect(node.head.current.value.position == Position(3))
    await node.stop()
  }

  @Test func `is known to whoever folds the log, and after a snapshot`() async throws {
    let node = try TestNode()
    _ = try await node.handler.submit(call(opened, posted)).get()
    let fork = Fork(node: "fra-1", epoch: 1, after: 2, through: 9)
    let report = CommandCall(command: .log(.reportFork(fork)), actor: "system")
    #expect(try await node.handler.submit(report).get().eventCount == 1)
    #expect(try await node.handler.submit(report).get().eventCount == 0)
    await node.stop()
    let boards = try Boards(folding: node.reader)
    #expect(boards.state.forks.forks == [fork])
    let head = try node.reader.head()
    let tree = try #require(try node.reader.treeHead(at: head.position))
    let header = SnapshotHeader(
      log: try #require(head.logID), position: boards.position, tree: tree)
    var bytes: [UInt8] = []
    try Snapshot(boards, header).write { bytes += $0 }
    #expect(try bytes.withUnsafeBytes { try Snapshot(reading: $0) }.boards == boards)
  }
}

extension ReappliedOrphan {
  fileprivate var event: UUIDValue? {
    switch self {
    case .recorded(let event, _, _): event
    case .unchanged: nil
    }
  }

  fileprivate var isRepeat: Bool {
    switch self {
    case .recorded(_, _, let isRepeat): isRepeat
    case .unchanged: false
    }
  }
}
