import StandardForms
import StatusDomain

/// One event of each type at least, with every optional part once there and once not.
enum EventSamples {
  static let component = ComponentID(UUIDValue(0x0101))
  static let impactType = ImpactTypeID(UUIDValue(0x0202))
  static let incident = IncidentID(UUIDValue(0x0303))
  static let token = TokenID(UUIDValue(0x0404))
  static let t0 = Timestamp(microseconds: 1_700_000_000_000_000)
  static let t1 = Timestamp(microseconds: 1_700_000_000_250_000)
  static let phase = PhaseReference(generation: 1, order: 2)
  static let impacts = [
    Impact(component: component, type: impactType, severity: .maintenance)
  ]

  static let all: [StatusEvent] =
    components + impactTypes + severities + incidents + updates + rest

  private static let components: [StatusEvent] = [
    .registered(
      name: .known("Object store \"A\""), labels: ["zone": "1", "region": "eu"],
      source: Source(recorded: "statuspage:p/component/c")),
    .registered(name: .known("Ü"), labels: [:], source: nil),
    .renamed(.known("Compute\nnodes")), .relabelled(["a": "b"]), .retired,
    .keyed(DeclarationKey(recorded: "compute-\"1\"")),
  ].map { .component(component, $0) }

  private static let impactTypes: [StatusEvent] = [
    .defined(name: .known("Performance"), description: .known("Slow"), source: nil),
    .defined(
      name: .known("Health"), description: nil,
      source: Source(recorded: "statuspage:p/impact-type/health")),
    .renamed(.known("Speed")), .described(.known("Slower")), .described(nil), .removed,
    .keyed(DeclarationKey(recorded: "speed")),
  ].map { .impactType(impactType, $0) }

  private static let severities: [StatusEvent] = [
    .defined(name: "outage", value: 100), .renamed(from: "outage", to: "down"),
    .revalued(name: "minor", value: 33), .removed(name: "minor"),
  ].map { .severity($0) }

  private static let incidents: [StatusEvent] = [
    .opened(
      IncidentEvent.Opening(
        name: .known("Database down"), description: .known("All of it"), impacts: impacts,
        beganAt: t0, endedAt: t1, phase: phase,
        source: Source(recorded: "statuspage:p/incident/i"))),
    .opened(
      IncidentEvent.Opening(
        name: .known("Small"), description: nil, impacts: [], beganAt: t0, endedAt: nil,
        phase: nil, source: nil)),
    .renamed(.known("API down")), .described(.known("Half of it")), .described(nil),
    .impactsReplaced(impacts), .rescheduled(beganAt: t1), .ended(at: t1), .reopened,
    .phaseChanged(phase), .phaseChanged(nil), .deleted,
  ].map { .incident(incident, $0) }

  private static let updates: [StatusEvent] = [
    .updatePosted(
      order: 0, name: .known("Looking"), description: .known("We look."), createdAt: t0,
      source: Source(recorded: "statuspage:p/update/u")),
    .updatePosted(order: 1, name: nil, description: .known("…"), createdAt: t1, source: nil),
    .updateRenamed(order: 0, .known("Found")), .updateRenamed(order: 0, nil),
    .updateDescribed(order: 0, .known("We found.")), .updateDescribed(order: 0, nil),
    .updateRedated(order: 0, createdAt: t1), .updateDeleted(order: 1),
  ].map { .incident(incident, $0) }

  private static let rest: [StatusEvent] = [
    .phases(.published(generation: 1, names: [.known("Found"), .known("Fixed")])),
    .token(
      token,
      .issued(
        name: .known("Ada's laptop"), role: .operator, digest: Array(0..<32), expiresAt: t1,
        issuedAt: t0)),
    .token(
      token,
      .issued(
        name: .known("Robot"), role: .reader, digest: Array(repeating: 255, count: 32),
        expiresAt: nil, issuedAt: t0)),
    .token(token, .revoked), .log(.epochOpened(epoch: 2)),
    .log(.forkDetected(Fork(node: "fra-1", epoch: 1, after: 1 << 40, through: 1 << 41))),
  ]
}
