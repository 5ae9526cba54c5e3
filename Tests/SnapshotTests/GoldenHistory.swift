import EventLog
import StandardForms
import StatusDomain
import TestSupport

/// A fixed history with every kind of event, for the meaning of the fold.
enum GoldenHistory {
  static let events: [RecordedEvent] = {
    var history = RecordedHistory()
    for event in all {
      history.wait(minutes: 7)
      let key = Digest.sha256(of: Array("\(history.events.count)".utf8))
      let mark = IdempotencyMark(key: key, body: .sha256(of: key.bytes))
      history.add(event, mark: history.events.count % 3 == 0 ? mark : nil)
    }
    history.addUnknown()
    return history.events
  }()

  private static let all: [StatusEvent] =
    [.log(.epochOpened(epoch: 1))] + vocabulary + components + impactTypes + incidents + tokens

  private static func id<Subject>(_ number: UInt128) -> ID<Subject> { ID(UUIDValue(number)) }

  private static let vocabulary: [StatusEvent] = [
    .phases(.published(generation: 1, names: [.known("open"), .known("closed")])),
    .severity(.defined(name: "outage", value: 100)), .severity(.defined(name: "minor", value: 30)),
    .severity(.revalued(name: "minor", value: 33)),
    .severity(.renamed(from: "minor", to: "small")), .severity(.defined(name: "x", value: 50)),
    .severity(.removed(name: "x")),
  ]

  private static let components: [StatusEvent] = [
    .component(
      id(1),
      .registered(
        name: .known("API"), labels: ["region": "eu", "a": "b"],
        source: Source(recorded: "sp/c/1"))),
    .component(id(2), .registered(name: .known("Caf\u{E9}"), labels: [:], source: nil)),
    .component(id(1), .renamed(.known("API 2"))), .component(id(1), .relabelled(["zone": "1"])),
    .component(id(3), .registered(name: .known("Old"), labels: [:], source: nil)),
    .component(id(3), .retired),
  ]

  private static let impactTypes: [StatusEvent] = [
    .impactType(
      id(11),
      .defined(
        name: .known("Health"), description: .known("d"), source: Source(recorded: "sp/t/1"))),
    .impactType(id(11), .renamed(.known("Performance"))), .impactType(id(11), .described(nil)),
    .impactType(id(12), .defined(name: .known("Gone"), description: nil, source: nil)),
    .impactType(id(12), .removed),
  ]

  private static let incidents: [StatusEvent] =
    [
      .opened(
        IncidentEvent.Opening(
          name: .known("Down"), description: nil,
          impacts: [Impact(component: id(1), type: id(11), severity: .maintenance)],
          beganAt: t0, endedAt: minute(9),
          phase: PhaseReference(generation: 1, order: 0), source: Source(recorded: "sp/i/1"))),
      .renamed(.known("API down")), .described(.known("All of it")), .described(nil),
      .impactsReplaced([]), .rescheduled(beganAt: minute(9)), .reopened,
      .ended(at: minute(9)),
      .phaseChanged(PhaseReference(generation: 1, order: 1)), .phaseChanged(nil),
      .updatePosted(
        order: 0, name: .known("Looking"), description: .known("We look."),
        createdAt: t0, source: Source(recorded: "sp/u/1")),
      .updatePosted(
        order: 1, name: nil, description: .known("…"), createdAt: minute(9), source: nil),
      .updatePosted(
        order: 2, name: .known("x"), description: nil, createdAt: minute(9), source: nil),
      .updateRenamed(order: 0, .known("Found")), .updateDescribed(order: 0, nil),
      .updateRedated(order: 1, createdAt: t0), .updateDeleted(order: 2),
    ].map { .incident(id(21), $0) } + [
      .incident(
        id(22),
        .opened(
          IncidentEvent.Opening(
            name: .known("Deleted"), description: nil, impacts: [], beganAt: t0,
            endedAt: nil, phase: nil, source: nil))),
      .incident(id(22), .deleted),
    ]

  private static let tokens: [StatusEvent] = [
    .token(
      id(31),
      .issued(
        name: .known("Ada"), role: .administrator, digest: Array(0..<32), expiresAt: nil,
        issuedAt: t0)),
    .token(
      id(32),
      .issued(
        name: .known("Robot"), role: .reader, digest: Array(0..<32),
        expiresAt: minute(9), issuedAt: t0)),
    .token(
      id(33),
      .issued(
        name: .known("Lost"), role: .operator, digest: Array(32..<64), expiresAt: nil,
        issuedAt: t0)),
    .token(id(33), .revoked), .log(.epochOpened(epoch: 2)),
    .log(.forkDetected(Fork(node: "fra-1", epoch: 1, after: 7, through: 9))),
  ]
}
