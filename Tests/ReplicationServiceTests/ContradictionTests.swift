import Coordination
import EventLog
import Foundation
import LogStore
import Logging
import Replication
import StandardForms
import Testing

@testable import ReplicationService

@Suite(.timeLimit(.minutes(1))) struct `Logs that contradict each other` {
  @Test func `a primary restored from a backup raises an alarm, and says what to do (I6)`()
    async throws
  {
    let (old, backup, copy) = (TemporaryFolder(), TemporaryFolder(), TemporaryFolder())
    let author = try Author(in: old)
    try await author.write(5)
    try FileManager.default.copyItem(atPath: old.path, toPath: backup.path)
    try await author.write(3)
    try await follow(author, in: copy)

    let lines = LoggedLines()
    let ports = try freePorts()
    let primary = try await Author(in: backup).primary(at: ports, lines.logger)
    #expect(primary.shown.alarm.current.value == nil)
    let replica = try await Reader.reopened(copy, of: ports, name: "west")
    let peers = try await running(primary, replica.service) {
      let alarm = try await primary.shown.alarm.wait(until: 1)
      #expect(alarm == .behind(replica: "west", position: Position(9)))
      let status = try await replica.status {
        if case .diverged = $0.state { true } else { false }
      }
      #expect(status.heldHeadAt == nil)
      return primary.shown.peers.current.value
    }
    #expect(peers.map(\.name) == ["west"])
    #expect(peers.first?.refusal?.contains("reaches 9, the one here only 6") == true)
    let errors = lines.all.filter { $0.hasPrefix("error: ") }
    #expect(errors.count == 1, "\(lines.all)")
    #expect(errors.first?.contains("replica \"west\" has this log up to position 9") == true)
    #expect(errors.first?.contains("hint=stop this primary and start it on a copy") == true)
  }

  @Test func `a replica's coming is logged, and a refusal as a warning`() async throws {
    let lines = LoggedLines()
    let folders = [TemporaryFolder(), TemporaryFolder(), TemporaryFolder()]
    try await Author(in: folders[2], name: 2).write(2)
    let author = try Author(in: folders[0])
    let ports = try freePorts()
    let primary = try await author.primary(at: ports, lines.logger)
    let replica = try Reader(in: folders[1], of: ports, name: "east")
    let foreign = try await Reader.reopened(folders[2], of: ports, name: "west")
    try await running(primary, replica.service, foreign.service) {
      try await replica.status { $0.state == .streaming }
      try await foreign.status { if case .diverged = $0.state { true } else { false } }
    }
    #expect(lines.all.contains("notice: a replica is connected position=0 replica=east"))
    let warning = try #require(lines.all.first { $0.hasPrefix("warning: ") })
    #expect(warning.hasPrefix("warning: a replica was refused reason=the log there is "))
    #expect(warning.hasSuffix(" replica=west") && primary.shown.alarm.current.value == nil)
  }

  @Test(arguments: Fault.allCases)
  func `events whose hashes are right but that cannot follow are refused by name, not by a crash`(
    fault: Fault
  ) throws {
    let folder = TemporaryFolder()
    let writer = try LogStore.open(directory: folder.path)
    let head = Latest(writer.head, at: writer.head.epochPosition)
    let thread = DedicatedThreadExecutor(name: "test-log")
    let log = NodeLog(
      writer, folder: folder.path, nodeName: "west", head: head,
      world: NodeReplicationService.World(
        now: { TestDesk.now }, randomSalt: { .zero }, openingStream: "log",
        opening: { _, version in
          TestDesk.event("log", EventHeader.epochOpenedType, version: version)
        }), orphans: .none, on: thread)
    let outcomes = Latest<[NodeLog.Outcome], Int>([], at: 0)
    let first = try Self.batch(after: nil)
    let second = try Self.batch(after: first.event, fault)
    thread.run {
      outcomes.publish(
        log.assumeIsolated { log in
          [
            log.append(first.batch, after: .empty),
            log.append(second.batch, after: LogPoint(head.current.value)),
          ]
        }, at: 1)
    }
    thread.stop()
    let results = outcomes.current.value
    try #require(results.count == 2)
    guard case .appended = results[0], case .refused(let refusal) = results[1] else {
      Issue.record("\(results)")
      return
    }
    #expect(refusal.position == Position(2), "\(refusal)")
    #expect(head.current.position == place(1))
  }

  enum Fault: CaseIterable, Sendable {
    case earlierTime, wrongVersion
  }

  /// One event behind `previous`, properly recorded apart from `fault`.
  private static func batch(
    after previous: RecordedEvent?, _ fault: Fault? = nil
  ) throws -> (batch: EventBatch, event: RecordedEvent) {
    let position = previous?.position.next ?? Position(1)
    let start: Int64 = 1_700_000_000_000_000
    let logID = LogID(UUIDValue.version4(random: 1))
    let proposal = ProposedEvent(
      eventID: .version7(at: Timestamp(microseconds: start), random: UInt128(position.rawValue)),
      stream: previous == nil ? "log/1" : "incident/1", version: fault == .wrongVersion ? 7 : 1,
      type: previous == nil ? EventHeader.epochOpenedType : "incident.update_posted",
      schemaVersion: 1, visibility: .public, occurredAt: nil, actor: "tester", causation: nil,
      correlation: nil, facts: Array("{}".utf8), texts: Array("{}".utf8), idempotency: nil)
    let chain = previous?.chain ?? .zero
    let event = try RecordedEvent(
      recording: proposal,
      at: RecordedEvent.Place(
        log: logID, epoch: .first, position: position,
        recordedAt: Timestamp(microseconds: start + (fault == .earlierTime ? -1 : 0)),
        previousChain: chain),
      factsSalt: .sha256(of: [1]), textsSalt: .sha256(of: [2]))
    let batch = EventBatch(
      logID: logID, epoch: .first, first: position, previousChain: chain,
      events: [ReplicatedEvent(SealedEvent(event))])
    return (batch, event)
  }

  private func follow(_ author: Author, in folder: TemporaryFolder) async throws {
    let ports = try freePorts()
    let primary = try await author.primary(at: ports)
    let replica = try Reader(in: folder, of: ports, name: "west")
    try await running(primary, replica.service) {
      _ = try await replica.head.wait(until: author.head.current.position)
    }
  }
}
