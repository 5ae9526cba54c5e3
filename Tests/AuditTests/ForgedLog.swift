import EventLog
import Foundation
import StandardForms
import StatusDomain
import StatusService

@testable import LogStore

/// A log that was written by hand: every hash is right, whatever its events say.
final class ForgedLog {
  private let folder =
    FileManager.default.temporaryDirectory.path + "/forged-\(UInt64.random(in: 0 ... .max))"
  let reader: LogReader
  let head: LogHead

  static let time = Timestamp(microseconds: 1_700_000_000_000_000)
  private static let component = ComponentID(UUIDValue(1))
  private static let incident = IncidentID(UUIDValue(2))

  static let sound: [StatusEvent] = [
    .component(component, .registered(name: .known("API"), labels: [:], source: nil)),
    .severity(.defined(name: "outage", value: 100)),
    .phases(.published(generation: 1, names: [.known("Found")])),
    .incident(
      incident,
      .opened(
        IncidentEvent.Opening(
          name: .known("Down"), description: nil, impacts: [], beganAt: time, endedAt: nil,
          phase: nil, source: nil))),
    .incident(
      incident,
      .updatePosted(
        order: 0, name: .known("Looking"), description: nil, createdAt: time, source: nil)),
    .component(component, .retired),
  ]

  /// Histories, each with the position that cannot follow what came before it.
  static let impossible: [([StatusEvent], Int64)] = [
    ([.component(component, .renamed(.known("X")))], 2),
    (Array(sound.prefix(1)) + [sound[0]], 3),
    ([.severity(.removed(name: "none"))], 2),
    ([.phases(.published(generation: 2, names: [.known("Found")]))], 2),
    ([.incident(incident, .reopened)], 2),
    (Array(sound.prefix(4)) + [.incident(incident, .updateDeleted(order: 3))], 6),
    (sound + [.component(component, .relabelled([:]))], 8),
    ([.token(TokenID(UUIDValue(3)), .revoked)], 2),
  ]

  /// A log of one epoch with `events`, and one more of `unknownType` at its end; its first event
  /// says that it opens `epoch`.
  init(_ events: [StatusEvent], unknownType: String? = nil, opening epoch: Int64 = 1) throws {
    var writer = try LogStore.open(directory: folder)
    var versions: [String: Int64] = [:]
    var proposals = ([.log(.epochOpened(epoch: epoch))] + events).map { event in
      versions[event.stream.name, default: 0] += 1
      return Self.proposal(event, version: versions[event.stream.name] ?? 1)
    }
    if let unknownType {
      var proposal = Self.proposal(
        .component(ComponentID(UUIDValue(9)), .retired), version: 1)
      proposal.type = unknownType
      proposals.append(proposal)
    }
    _ = try writer.create(
      logID: LogID(UUIDValue(4)), proposals, recordedAt: Self.time, randomSalt: { .zero })
    head = writer.head
    _ = consume writer
    reader = try LogStore.openReadOnly(directory: folder)
  }

  /// Changes the log with SQL, past all checks; the triggers are put back as they were.
  func alter(_ statement: String) throws {
    let triggers = LogSchema.objects.filter { $0.sql.hasPrefix("CREATE TRIGGER") }
    let drops = triggers.map { "DROP TRIGGER \($0.name);" }.joined()
    try execute("PRAGMA ignore_check_constraints=1; PRAGMA foreign_keys=0; \(drops) \(statement)")
    for trigger in triggers { try execute(trigger.sql) }
  }

  /// Changes the log with SQL, as anybody who has the file can.
  func execute(_ statement: String) throws {
    try RawConnection(path: folder + "/log.sqlite", mode: .writing).execute(statement)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static func proposal(_ event: StatusEvent, version: Int64) -> ProposedEvent {
    let stored = EventCodec.encode(event)
    return ProposedEvent(
      eventID: .version7(at: time, random: .random(in: 0 ... .max)), stream: event.stream.name,
      version: version, type: stored.type.word, schemaVersion: 1, visibility: stored.visibility,
      occurredAt: nil, actor: "test", causation: nil, correlation: nil, facts: stored.facts,
      texts: stored.texts, idempotency: nil)
  }
}
