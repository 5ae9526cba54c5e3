import Coordination
import EventLog
import Foundation
import LogStore
import Logging
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import Synchronization

/// A clock that a test turns.
final class TestClock: Sendable {
  private let time = Mutex(EventSamples.t0)

  var now: Timestamp { time.withLock { $0 } }

  func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
}

/// A folder that goes with its test.
final class TestFolder: Sendable {
  let path: String

  init(
    _ path: String =
      FileManager.default.temporaryDirectory.path + "/node-\(UInt64.random(in: 0 ... .max))"
  ) {
    self.path = path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The writing half of a primary on a folder of its own, with a clock that a test turns.
final class TestNode: Sendable {
  let folder: TestFolder
  let clock = TestClock()
  let head: Latest<LogHead, EpochPosition>
  let boards = Latest(Boards(), at: BoardPosition.start)
  let handler: CommandHandler
  let reader: LogReader

  init(_ folder: TestFolder = TestFolder()) throws {
    self.folder = folder
    let clock = clock
    var effects = Effects.system
    effects.now = { clock.now }
    var writer = try LogStore.open(directory: folder.path)
    if writer.head == .empty {
      let founding = Founding(adminTokenDigest: Array(0..<32), effects: effects)
      _ = try writer.create(
        logID: founding.logID, founding.events, recordedAt: founding.recordedAt,
        randomSalt: effects.randomSalt)
    }
    reader = writer.reader
    head = Latest(writer.head, at: writer.head.epochPosition)
    handler = CommandHandler(
      writer: writer, state: try DecisionState(Boards(folding: reader)), head: head,
      effects: effects, logger: Logger(label: "test"), fatal: { fatalError("\($0)") })
  }

  func stop() async { await handler.stop() }

  func registering(
    _ name: String, labels: Labels = .none, _ mark: IdempotencyMark? = nil
  ) -> CommandCall {
    guard let name = try? Name(name) else { preconditionFailure("a test gives a name") }
    return CommandCall(
      command: .component(
        ComponentID(.version4(random: Effects.system.randomID())),
        .register(ComponentDraft(name: name, labels: labels))),
      actor: "test", idempotency: mark)
  }
}
