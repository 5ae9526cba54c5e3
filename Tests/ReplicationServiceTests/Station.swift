import Coordination
import EventLog
import Foundation
import LogStore
import Logging
import Replication
import ReplicationService
import ServiceLifecycle
import StandardForms
import Synchronization
import Testing

/// A folder that is gone after the test.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    path =
      FileManager.default.temporaryDirectory
      .appending(component: "replication-\(UInt64.random(in: 0 ... .max))").path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The part of a primary that writes: a real log in a folder, and the signal of its head.
actor Author {
  private var writer: LogWriter?
  private var version: Int64 = 0
  private nonisolated let folder: TemporaryFolder
  nonisolated let reader: LogReader
  nonisolated let head: Latest<LogHead, EpochPosition>

  /// Opens the log in `folder`; makes one with a single event if there is none.
  init(in folder: TemporaryFolder, name: UInt128 = 1, flavour: String = "a") throws {
    var writer = try LogStore.open(directory: folder.path)
    if writer.head.position == .zero {
      _ = try writer.create(
        logID: LogID(UUIDValue.version4(random: name)),
        [Self.proposal(version: 1, flavour: flavour, opening: true)], recordedAt: Self.start,
        randomSalt: { .sha256(of: Array(flavour.utf8)) })
    }
    version = writer.head.position.rawValue - 1
    self.folder = folder
    reader = writer.reader
    head = Latest(writer.head, at: writer.head.epochPosition)
    self.writer = consume writer
  }

  /// The primary's part among the others, which listens, and lets this author write on.
  func primary(
    at ports: (publish: String, control: String), highWaterMark: Int32 = 256,
    _ logger: Logger = .quiet
  ) async throws -> NodeReplicationService {
    let service = try NodeReplicationService(
      as: .primary(
        publish: try LoopbackEndpoint(ports.publish, option: "--publish"),
        control: try LoopbackEndpoint(ports.control, option: "--control"), url: "http://primary/"),
      folder: folder.path, writer: lend(), head: head,
      desk: NodeReplicationService.Desk(
        start: { await self.takeBack($0) }, stop: { await self.lend() }),
      world: .test, orphans: .none, highWaterMark: highWaterMark, logger: logger)
    try await service.begin()
    return service
  }

  private func lend() -> sending LogWriter {
    guard let log = writer.take() else { preconditionFailure("the log is lent already") }
    return log
  }

  private func takeBack(_ log: consuming sending LogWriter) { writer = consume log }

  /// Appends `count` events, `batch` in each transaction.
  func write(_ count: Int, batch: Int = 1, size: Int = 40, flavour: String = "a") throws {
    var left = count
    while left > 0 {
      let proposals = (0..<min(batch, left)).map { _ in
        version += 1
        return Self.proposal(version: version, size: size, flavour: flavour, opening: false)
      }
      left -= proposals.count
      var log = lend()
      _ = try log.append(
        proposals, recordedAt: Self.start, randomSalt: { .sha256(of: Array(flavour.utf8)) })
      head.publish(log.head, at: log.head.epochPosition)
      writer = consume log
    }
  }

  private static let start = Timestamp(microseconds: 1_700_000_000_000_000)

  private static func proposal(
    version: Int64, size: Int = 40, flavour: String, opening: Bool
  ) -> ProposedEvent {
    ProposedEvent(
      eventID: .version7(at: start, random: UInt128.random(in: .min ... .max)),
      stream: opening ? "log/1" : "incident/1", version: version,
      type: opening ? EventHeader.epochOpenedType : "incident.update_posted", schemaVersion: 1,
      visibility: .public, occurredAt: nil, actor: "tester", causation: nil, correlation: nil,
      facts: Array("{}".utf8),
      texts: Array(#"{"text":"\#(flavour)\#(String(repeating: "x", count: size))"}"#.utf8),
      idempotency: nil)
  }
}

/// The parts of a replica that tests look at.
struct Reader: Sendable {
  let reader: LogReader
  let head: Latest<LogHead, EpochPosition>
  let service: NodeReplicationService
  var status: Latest<ReplicationStatus, Int64> { service.shown.status }

  init(
    in folder: TemporaryFolder, of primary: (publish: String, control: String),
    name: String = "replica"
  ) throws {
    let writer = try LogStore.open(directory: folder.path)
    reader = writer.reader
    head = Latest(writer.head, at: writer.head.epochPosition)
    service = try NodeReplicationService(
      as: .replica(
        publish: try LoopbackEndpoint(connecting: primary.publish, option: "--primary-publish"),
        control: try LoopbackEndpoint(connecting: primary.control, option: "--primary-control"),
        name: name), folder: folder.path, writer: writer, head: head,
      desk: NodeReplicationService.Desk(
        start: { _ in Issue.record("a replica decides nothing") },
        stop: { preconditionFailure("a replica decides nothing") }),
      world: .test, orphans: .none, logger: .quiet)
  }

  /// The lock of a folder goes with the last reference to its log, which may take a moment.
  static func reopened(
    _ folder: TemporaryFolder, of primary: (publish: String, control: String),
    name: String = "replica"
  ) async throws -> Reader {
    for _ in 0..<1000 {
      do {
        return try Reader(in: folder, of: primary, name: name)
      } catch let error as LogStoreError where error.code == .locked {
        await Task.yield()
      }
    }
    return try Reader(in: folder, of: primary, name: name)
  }

  /// Waits until the status fulfils `condition`.
  @discardableResult
  func status(
    where condition: @Sendable (ReplicationStatus) -> Bool
  ) async throws -> ReplicationStatus {
    var (status, count) = status.current
    while !condition(status) { (status, count) = try await self.status.wait(past: count) }
    return status
  }
}

extension NodeReplicationService.World {
  static let test = Self(
    now: { TestDesk.now }, randomSalt: { .sha256(of: [UInt8.random(in: .min ... .max)]) },
    openingStream: "log",
    opening: { _, version in
      TestDesk.event("log", EventHeader.epochOpenedType, version: version)
    })
}

/// The lines of a logger, level first.
final class LoggedLines: Sendable {
  private let lines = Mutex<[String]>([])

  var all: [String] { lines.withLock { $0 } }

  var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

  private struct Handler: LogHandler {
    let lines: LoggedLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let more = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted()
      let line = ["\(event.level): \(event.message)"] + more
      lines.lines.withLock { $0.append(line.joined(separator: " ")) }
    }
  }
}

extension Logger {
  static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

/// Runs `services` while `work` lasts, then shuts them down gracefully and waits for them.
func running<Result: Sendable>(
  _ services: any Service..., work: @Sendable () async throws -> Result
) async throws -> Result {
  let group = ServiceGroup(
    configuration: .init(services: services.map { .init(service: $0) }, logger: .quiet))
  async let end: Void = group.run()
  do {
    let result = try await work()
    await group.triggerGracefulShutdown()
    try await end
    return result
  } catch {
    await group.triggerGracefulShutdown()
    throw error
  }
}

/// Equal logs: the same head, and so the same chain over the same entries.
func expectEqual(_ left: LogReader, _ right: LogReader) throws {
  #expect(try left.head() == right.head())
  var position = Position.zero
  while true {
    let ours = try left.events(after: position, countMax: 1000, bytesMax: .max)
    #expect(try ours == right.events(after: position, countMax: 1000, bytesMax: .max))
    guard let last = ours.last else { return }
    position = last.position
  }
}

/// Two ports of this machine that nobody listens on now.
func freePorts() throws -> (publish: String, control: String) {
  let ports = [try TestCluster.freePort(), try TestCluster.freePort()]
  return ("tcp://127.0.0.1:\(ports[0])", "tcp://127.0.0.1:\(ports[1])")
}

/// A place in the first epoch.
func place(_ position: Int64) -> EpochPosition {
  EpochPosition(epoch: .first, position: Position(position))
}
