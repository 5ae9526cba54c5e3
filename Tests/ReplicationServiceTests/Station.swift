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
  private var writer: LogWriter
  private var version: Int64 = 0
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
    reader = writer.reader
    head = Latest(writer.head, at: writer.head.epochPosition)
    self.writer = writer
  }

  /// Appends `count` events, `batch` in each transaction.
  func write(_ count: Int, batch: Int = 1, size: Int = 40, flavour: String = "a") throws {
    var left = count
    while left > 0 {
      let proposals = (0..<min(batch, left)).map { _ in
        version += 1
        return Self.proposal(version: version, size: size, flavour: flavour, opening: false)
      }
      left -= proposals.count
      _ = try writer.append(
        proposals, recordedAt: Self.start, randomSalt: { .sha256(of: Array(flavour.utf8)) })
      head.publish(writer.head, at: writer.head.epochPosition)
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
  let status = Latest(ReplicationStatus.initial, at: Int64(0))
  let service: ReplicaReplicationService

  init(
    in folder: TemporaryFolder, publish: String, control: String, name: String = "replica"
  ) throws {
    let writer = try LogStore.open(directory: folder.path)
    reader = writer.reader
    head = Latest(writer.head, at: writer.head.epochPosition)
    service = try ReplicaReplicationService(
      primaryPublish: publish, primaryControl: control, nodeName: name, writer: writer,
      head: head, status: status, logger: .quiet)
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

/// A place in the first epoch.
func place(_ position: Int64) -> EpochPosition {
  EpochPosition(epoch: .first, position: Position(position))
}
