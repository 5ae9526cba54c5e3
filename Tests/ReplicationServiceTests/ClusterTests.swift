import Coordination
import EventLog
import LogStore
import Logging
import Membership
import Replication
import ReplicationService
import ServiceLifecycle
import StandardForms
import Testing

@Suite struct `A cluster of real nodes` {
  @Test(arguments: [true, false])
  func `copies, hands over without loss, and follows who writes (I5, I6)`(
    isSecured: Bool
  ) async throws {
    let cluster = try TestCluster(of: 3, isSecured: isSecured, required: true)
    let nodes = try await cluster.nodes()
    try await running(nodes) {
      try await nodes[0].gate(.open)
      try await nodes[0].desk.write(20)
      for node in nodes { _ = try await node.head.wait(until: place(21)) }
      try await nodes[0].committed(place(21))

      let report = try await nodes[1].service.promote(.planned).get()
      #expect(report.epoch == Epoch(2) && report.position == Position(22))
      #expect(report.gathered.isComplete)
      try await nodes[1].gate(.open)
      try await nodes[0].gate(.replica)
      #expect(await nodes[0].desk.isIdle)
      try await nodes[1].desk.write(5)
      let end = EpochPosition(epoch: Epoch(2), position: Position(27))
      for node in nodes { _ = try await node.head.wait(until: end) }
      try await nodes[1].committed(end)
      #expect(Set(nodes.map { $0.head.current.value.chain }).count == 1)
    }
  }

  @Test func `promotes without the old primary, which comes back and keeps what only it had (I6)`()
    async throws
  {
    let cluster = try TestCluster(of: 3, isSecured: true, required: true)
    var nodes = try await cluster.nodes()
    try await running(nodes) {
      try await nodes[0].gate(.open)
      try await nodes[0].desk.write(4)
      for node in nodes { _ = try await node.head.wait(until: place(5)) }
    }
    // The primary writes on alone; then the others go on without it.
    let folders = nodes.map(\.folder)
    nodes = []
    nodes = [try await cluster.node(0, folders[0])]
    try await running(nodes) {
      try await nodes[0].gate(.open)
      try await nodes[0].desk.write(3)
    }
    nodes = []
    for index in [1, 2] { nodes.append(try await cluster.node(index, folders[index])) }
    try await running(nodes) {
      let position = try await nodes[0].heardPosition()
      let wrong = await nodes[0].service.promote(.forced(confirmed: position + 1))
      guard case .failure(.notConfirmed) = wrong else {
        Issue.record("\(wrong)")
        return
      }
      let report = try await nodes[0].service.promote(.forced(confirmed: position)).get()
      #expect(report.epoch == Epoch(2) && report.position == Position(6))
      try await nodes[0].gate(.open)
      try await nodes[0].desk.write(2)
    }
    nodes = []
    for index in 0..<3 { nodes.append(try await cluster.node(index, folders[index])) }
    try await running(nodes) {
      let end = EpochPosition(epoch: Epoch(2), position: Position(8))
      for node in nodes { _ = try await node.head.wait(until: end) }
      try await nodes[1].gate(.open)
      try await nodes[0].gate(.replica)
      #expect(Set(nodes.map { $0.head.current.value.chain }).count == 1)
    }
    #expect(
      nodes[1].service.shown.forks.current.value == [
        FoundFork(
          node: cluster.membership.members[0].name, epoch: .first, after: Position(5),
          through: Position(8))
      ])
    let orphans = OrphanFolder(directory: folders[0].path)
    let names = try orphans.names()
    #expect(names.count == 1)
    let bundle = try orphans.bundle(named: try #require(names.first), verify: nil)
    let events = try bundle.events(after: .zero, countMax: 10, bytesMax: .max)
    #expect(events.map(\.position) == [Position(6), Position(7), Position(8)])
  }

  private func running(
    _ nodes: [ClusterNode], _ work: () async throws -> Void
  ) async throws {
    let group = ServiceGroup(
      services: nodes.map(\.service),
      logger: .quiet)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      do {
        try await work()
      } catch {
        await group.triggerGracefulShutdown()
        throw error
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
    for node in nodes { await node.desk.drop() }
  }
}

/// One member: its log in a folder, who decides there, and its part in the cluster.
struct ClusterNode {
  let folder: TemporaryFolder
  let head: Latest<LogHead, EpochPosition>
  let desk: TestDesk
  let service: NodeReplicationService

  func gate(_ wanted: WriteGate) async throws {
    try await reached(service.shown.gate) { $0 == wanted }
  }

  func committed(_ place: EpochPosition) async throws {
    _ = try await service.shown.committed.wait(until: place)
  }

  /// How far the log was heard of, once the node has begun.
  func heardPosition() async throws -> Position {
    try await reached(service.shown.view) { $0.heardPosition > .zero }
    return service.shown.view.current.value.heardPosition
  }

  private func reached<Value>(
    _ latest: Latest<Value, Int64>, _ isWanted: (Value) -> Bool
  ) async throws {
    var (value, position) = latest.current
    while !isWanted(value) {
      (value, position) = try await latest.wait(past: position)
    }
  }
}

/// Decides nothing: appends what a test wants, while it has the log.
actor TestDesk {
  private let head: Latest<LogHead, EpochPosition>
  private var writer: LogWriter?
  private var version: Int64 = 0

  init(_ head: Latest<LogHead, EpochPosition>) { self.head = head }

  var isIdle: Bool { writer == nil }

  func begin(_ log: consuming sending LogWriter) { writer = consume log }

  func end() -> sending LogWriter {
    guard let log = writer.take() else { preconditionFailure("the desk has no log") }
    return log
  }

  func drop() { writer = nil }

  func write(_ count: Int) throws {
    for _ in 0..<count {
      guard var log = writer.take() else { preconditionFailure("the desk has no log") }
      version += 1
      let stream = "incident/\(log.head.epoch.rawValue)-\(log.head.position.rawValue)"
      let event = Self.event(stream, "incident.opened", version: 1)
      _ = try log.append(
        [event], recordedAt: Self.now,
        randomSalt: { .sha256(of: [UInt8.random(in: .min ... .max)]) })
      let new = log.head
      writer = consume log
      head.publish(new, at: new.epochPosition)
    }
  }

  static let now = Timestamp(microseconds: 1_700_000_000_000_000)

  static func event(_ stream: String, _ type: String, version: Int64) -> ProposedEvent {
    ProposedEvent(
      eventID: .version7(at: now, random: .random(in: .min ... .max)), stream: stream,
      version: version, type: type, schemaVersion: 1, visibility: .public, occurredAt: nil,
      actor: "tester", causation: nil, correlation: nil, facts: Array("{}".utf8),
      texts: Array("{}".utf8), idempotency: nil)
  }
}

extension TestCluster {
  func nodes() async throws -> [ClusterNode] {
    var nodes: [ClusterNode] = []
    for index in membership.members.indices {
      nodes.append(try await node(index, TemporaryFolder()))
    }
    return nodes
  }

  /// Opens the log once its last owner has let it go.
  private func opened(_ folder: TemporaryFolder) async throws -> LogWriter {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
      do throws(LogStoreError) {
        return try LogStore.open(directory: folder.path)
      } catch {
        guard error.code == .locked else { throw error }
        await Task.yield()
      }
    }
    return try LogStore.open(directory: folder.path)
  }

  /// The node of this index; the first makes the log in an empty folder.
  func node(_ index: Int, _ folder: TemporaryFolder) async throws -> ClusterNode {
    let member = membership.members[index]
    var writer = try await opened(folder)
    if index == 0, writer.head.position == .zero {
      _ = try writer.create(
        logID: LogID(UUIDValue.version4(random: 7)),
        [TestDesk.event("log", EventHeader.epochOpenedType, version: 1)],
        recordedAt: TestDesk.now, randomSalt: { .sha256(of: [1]) })
    }
    let head = Latest(writer.head, at: writer.head.epochPosition)
    let desk = TestDesk(head)
    let service = try NodeReplicationService(
      as: .member(
        member.name, of: Latest(membership, at: 0), keys: keys[member.name],
        first: index == 0 ? .primary : .replica),
      folder: folder.path, writer: writer, head: head,
      desk: NodeReplicationService.Desk(
        start: { await desk.begin($0) }, stop: { await desk.end() }),
      world: .test, orphans: .none, logger: .quiet)
    return ClusterNode(folder: folder, head: head, desk: desk, service: service)
  }
}
