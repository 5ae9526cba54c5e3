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
    let primary = try primary(try Author(in: backup), lines.logger)
    let (publish, control) = try await primary.bind()
    #expect(primary.alarm.current.value == nil)
    let replica = try await reopened(copy, publish: publish, control: control)
    let peers = try await running(primary, replica.service) {
      let alarm = try await primary.alarm.wait(until: 1)
      #expect(alarm == .behind(replica: "west", position: Position(9)))
      let status = try await replica.status {
        if case .diverged = $0.state { true } else { false }
      }
      #expect(status.heldHeadAt == nil)
      return primary.peers.current.value
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
    let primary = try primary(author, lines.logger)
    let (publish, control) = try await primary.bind()
    let replica = try Reader(in: folders[1], publish: publish, control: control, name: "east")
    let foreign = try await reopened(folders[2], publish: publish, control: control)
    try await running(primary, replica.service, foreign.service) {
      try await replica.status { $0.state == .streaming }
      try await foreign.status { if case .diverged = $0.state { true } else { false } }
    }
    #expect(lines.all.contains("notice: a replica is connected position=0 replica=east"))
    let warning = try #require(lines.all.first { $0.hasPrefix("warning: ") })
    #expect(warning.hasPrefix("warning: a replica was refused reason=the log there is "))
    #expect(warning.hasSuffix(" replica=west") && primary.alarm.current.value == nil)
  }

  @Test(arguments: Fault.allCases)
  func `events whose hashes are right but that cannot follow are refused by name, not by a crash`(
    fault: Fault
  ) throws {
    let folder = TemporaryFolder()
    let writer = try LogStore.open(directory: folder.path)
    let head = Latest(writer.head, at: writer.head.epochPosition)
    let thread = DedicatedThreadExecutor(name: "test-log")
    let log = ReplicaLog(writer, head: head, on: thread)
    let outcomes = Latest<[ReplicaLog.Outcome], Int>([], at: 0)
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
    guard case .appended = results[0] else {
      Issue.record("\(results[0])")
      return
    }
    switch results[1] {
    case .refused(let refusal): #expect(refusal.position == Position(2), "\(refusal)")
    case .failed, .appended: Issue.record("\(results[1])")
    }
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

  private func primary(_ author: Author, _ logger: Logger) throws -> PrimaryReplicationService {
    try PrimaryReplicationService(
      publish: "tcp://127.0.0.1:0", control: "tcp://127.0.0.1:0", reader: author.reader,
      head: author.head, publicURL: "http://primary/", logger: logger)
  }

  private func follow(_ author: Author, in folder: TemporaryFolder) async throws {
    let primary = try primary(author, .quiet)
    let (publish, control) = try await primary.bind()
    let replica = try Reader(in: folder, publish: publish, control: control, name: "west")
    try await running(primary, replica.service) {
      _ = try await replica.head.wait(until: author.head.current.position)
    }
  }

  /// The lock of a folder goes with the last reference to its log, which may take a moment.
  private func reopened(
    _ folder: TemporaryFolder, publish: String, control: String
  ) async throws -> Reader {
    for _ in 0..<1000 {
      do {
        return try Reader(in: folder, publish: publish, control: control, name: "west")
      } catch let error as LogStoreError where error.code == .locked {
        await Task.yield()
      }
    }
    return try Reader(in: folder, publish: publish, control: control, name: "west")
  }
}
