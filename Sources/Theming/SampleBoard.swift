import ReadModel
import StandardForms
import StatusDomain

/// A made-up cloud with something of everything: what a theme is tried on.
struct SampleBoard {
  private(set) var board = StatusBoard()
  /// An active incident that affects several components.
  private(set) var outage: IncidentID
  /// A component that it affects.
  private(set) var affected: ComponentID
  /// An ended one, whose text was withheld.
  private(set) var withheld: IncidentID
  private var recordedAt: Timestamp

  /// Sunday, 22 November 2026, 12:00 UTC.
  static let now = Timestamp(microseconds: 1_795_348_800_000_000)

  init() {
    outage = Self.incidentID(1)
    affected = Self.component(1)
    withheld = Self.incidentID(2)
    recordedAt = Self.now.advanced(by: .seconds(-86_400 * 60))
    record(.severity(.defined(name: "Degraded", value: 33)))
    record(.severity(.defined(name: "Partial outage", value: 66)))
    record(.severity(.defined(name: "Outage", value: 100)))
    let phases = ["Investigating", "Identified", "Monitoring", "Resolved"].map(Text.known)
    record(.phases(.published(generation: 1, names: phases)))
    record(
      .impactType(
        Self.connectivity, .defined(name: .known("Connectivity"), description: nil, source: nil)))
    var number: UInt128 = 0
    for zone in ["north-1", "north-2", "south-1"] {
      for service in ["Servers", "Volumes", "Networks", "Load balancers", "DNS", "Objects", "Keys"]
      {
        number += 1
        register(number, "\(service)", ["group": service, "region": zone, "zone": zone])
      }
    }
    register(100, "Account & billing", [:])
    register(101, "Tape archive <LTO-4>", ["group": "Objects"])
    open(
      outage, "Servers in north-1 cannot be reached",
      "A core switch failed.\n\nWorkloads keep running; what is lost is the way to them.",
      [impact(1, 100), impact(4, 60), impact(2, 20)], from: -10_000, to: nil,
      phase: PhaseReference(generation: 1, order: 1))
    say(outage, 0, "Investigating", "Connections fail. We are looking into it.", at: -9_000)
    say(
      outage, 1, "Identified", "The switch is being bridged.\nNext word at 12:30 UTC.", at: -4_000)
    open(
      withheld, "Slow restores from tape", nil, [impact(101, 30)], from: -400_000, to: -370_000,
      phase: PhaseReference(generation: 1, order: 3))
    record(.incident(withheld, .described(.withheld)))
    open(
      Self.incidentID(3), "New firmware for objects", nil, [impact(6, 0)], from: -3_000, to: 7_000)
    open(
      Self.incidentID(4), "Database upgrade", "Each instance restarts once.", [impact(7, 0)],
      from: 300_000, to: 310_000)
    open(Self.incidentID(5), "Console: signing in fails", nil, [], from: -5_000_000, to: -4_990_000)
    open(Self.incidentID(6), "A notice", "Nothing is affected.", [], from: -500, to: nil)
    open(
      Self.incidentID(7), "Announced work on a cable", nil, [impact(12, 20)], from: 90_000, to: nil)
    record(.component(Self.component(101), .retired))
  }

  private static let connectivity = ImpactTypeID(uuid(0x3000))

  private static func uuid(_ number: UInt128) -> UUIDValue {
    UUIDValue(0x0192_0000_0000_7000_8000_0000_0000_0000 + number)
  }

  private static func incidentID(_ number: UInt128) -> IncidentID {
    IncidentID(uuid(0x1000 + number))
  }

  private static func component(_ number: UInt128) -> ComponentID {
    ComponentID(uuid(0x2000 + number))
  }

  private mutating func record(_ event: StatusEvent) {
    let position = BoardPosition(epoch: 1, position: board.position.position + 1)
    apply(Recorded(position: position, recordedAt: recordedAt, event: event), &board)
  }

  private mutating func register(_ number: UInt128, _ name: String, _ labels: [String: String]) {
    let event = ComponentEvent.registered(name: .known(name), labels: labels, source: nil)
    record(.component(Self.component(number), event))
  }

  private func impact(_ component: UInt128, _ severity: Int64) -> Impact {
    Impact(
      component: Self.component(component), type: Self.connectivity,
      severity: (try? ImpactSeverity(severity)) ?? .maintenance)
  }

  /// Times are seconds from `now`.
  private mutating func open(
    _ id: IncidentID, _ name: String, _ description: String?, _ impacts: [Impact],
    from began: Int, to ended: Int?, phase: PhaseReference? = nil
  ) {
    let opening = IncidentEvent.Opening(
      name: .known(name), description: description.map(Text.known), impacts: impacts,
      beganAt: Self.now.advanced(by: .seconds(began)),
      endedAt: ended.map { Self.now.advanced(by: .seconds($0)) }, phase: phase, source: nil)
    record(.incident(id, .opened(opening)))
  }

  private mutating func say(
    _ id: IncidentID, _ order: Int, _ name: String, _ text: String, at created: Int
  ) {
    record(
      .incident(
        id,
        .updatePosted(
          order: order, name: .known(name), description: .known(text),
          createdAt: Self.now.advanced(by: .seconds(created)), source: nil)))
  }
}
