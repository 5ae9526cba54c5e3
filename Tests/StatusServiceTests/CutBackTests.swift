import Coordination
import EventLog
import LogStore
import Logging
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import Testing

@Suite struct `A log that is cut back` {
  @Test func `is folded anew, and shown once it has passed what was shown (I7)`() async throws {
    let folder = TestFolder()
    var writer = try await Self.log(of: 6, in: folder)
    let shown = Shown(writer.reader, writer.head)
    let (head, boards, projector) = (shown.head, shown.boards, shown.projector)
    try await projector.catchUp()
    let fork = boards.current
    #expect(fork.position == BoardPosition(epoch: 1, position: 8))

    _ = try writer.rewind(to: Position(5), at: Self.now) { _ in }
    try await projector.catchUp()
    #expect(boards.current.value == fork.value, "what is shown does not go back")

    let opened = try writer.append(replicated: [try Self.opening(Epoch(17), after: writer.head)])
    head.publish(opened, at: opened.epochPosition)
    try await projector.catchUp()
    let current = boards.current
    #expect(current.position == BoardPosition(epoch: 17, position: 6))
    #expect(current.value.status.components.count == 3)
    #expect(current.value == (try Boards(folding: writer.reader)))
  }

  @Test func `shows nothing of its epoch until another one begins (I7)`() async throws {
    let folder = TestFolder()
    var writer = try await Self.log(of: 2, in: folder)
    let shown = Shown(writer.reader, writer.head)
    let (head, boards, projector) = (shown.head, shown.boards, shown.projector)
    try await projector.catchUp()
    let fork = boards.current
    #expect(fork.position == BoardPosition(epoch: 1, position: 4))

    // Another event at the same position of the same epoch, and one more.
    _ = try writer.rewind(to: Position(3), at: Self.now) { _ in }
    for name in ["Other", "More"] {
      let event = try Self.registering(name, after: writer.head)
      let moved = try writer.append(replicated: [event])
      if moved.epochPosition > head.position { head.publish(moved, at: moved.epochPosition) }
    }
    try await projector.catchUp()
    #expect(boards.current.value == fork.value, "1:4 names what was shown first")
    let opened = try writer.append(replicated: [try Self.opening(Epoch(17), after: writer.head)])
    head.publish(opened, at: opened.epochPosition)
    try await projector.catchUp()
    #expect(boards.current.position == BoardPosition(epoch: 17, position: 6))
    #expect(boards.current.value == (try Boards(folding: writer.reader)))
  }

  @Test func `leaves no snapshot of what it has lost (I7)`() async throws {
    let folder = TestFolder()
    var writer = try await Self.log(of: 3, in: folder)
    let reader = writer.reader
    let boards = try Boards(folding: reader)
    let file = SnapshotFile(folder: folder.path)
    _ = try writer.rewind(to: Position(4), at: Self.now) { _ in }
    #expect(throws: SnapshotFile.WriteFailure.self) { try file.write(boards, from: reader) }
    _ = try writer.append(replicated: [try Self.opening(Epoch(17), after: writer.head)])
    #expect(throws: SnapshotFile.WriteFailure.self) { try file.write(boards, from: reader) }
    let anew = try Boards(folding: reader)
    try file.write(anew, from: reader)
    #expect(try file.read(matching: reader) == anew)
  }

  private static let now = Timestamp(microseconds: 1_900_000_000_000_000)

  /// A log with its two founding events and `count` components.
  private static func log(
    of count: Int, in folder: TestFolder
  ) async throws -> LogWriter {
    do {
      let node = try TestNode(folder)
      _ = await node.handler.submit((0..<count).map { node.registering("C\($0)") })
      await node.stop()
    }
    return try LogStore.open(directory: folder.path)
  }

  /// The event with which another node begins its reign.
  private static func opening(_ epoch: Epoch, after head: LogHead) throws -> RecordedEvent {
    try recorded(.log(.epochOpened(epoch: epoch.rawValue)), epoch, version: 2, after: head)
  }

  private static func registering(_ name: String, after head: LogHead) throws -> RecordedEvent {
    let id = ComponentID(.version4(random: .random(in: .min ... .max)))
    return try recorded(
      .component(id, .registered(name: .known(name), labels: [:], source: nil)), head.epoch,
      version: 1, after: head)
  }

  private static func recorded(
    _ happened: StatusEvent, _ epoch: Epoch, version: Int64, after head: LogHead
  ) throws -> RecordedEvent {
    let stored = EventCodec.encode(happened)
    let id = try #require(head.logID)
    return try RecordedEvent(
      recording: ProposedEvent(
        eventID: .version7(at: now, random: .random(in: .min ... .max)),
        stream: happened.stream.name, version: version, type: stored.type.word,
        schemaVersion: stored.type.schemaVersion, visibility: stored.visibility, occurredAt: nil,
        actor: Founding.systemActor, causation: nil, correlation: nil, facts: stored.facts,
        texts: stored.texts, idempotency: nil),
      at: RecordedEvent.Place(
        log: id, epoch: epoch, position: head.position.next, recordedAt: now,
        previousChain: head.chain),
      factsSalt: .sha256(of: [1]), textsSalt: .sha256(of: [2]))
  }
}

/// What a node shows of a log, on a thread that ends with it.
private final class Shown {
  let head: Latest<LogHead, EpochPosition>
  let boards = Latest(Boards(), at: BoardPosition.start)
  let projector: Projector
  private let executor = DedicatedThreadExecutor(name: "projector")

  init(_ reader: LogReader, _ head: LogHead) {
    self.head = Latest(head, at: head.epochPosition)
    projector = Projector(
      reader: reader, head: self.head, boards: boards, executor: executor,
      logger: Logger(label: "test"))
  }

  deinit { executor.stop() }
}
