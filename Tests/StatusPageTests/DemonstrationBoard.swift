import ReadModel
import StatusDomain

/// A small made-up cloud with something of everything: what the golden pages show.
struct DemonstrationBoard {
  private(set) var builder = BoardBuilder()
  /// The active incident, whose page is golden too.
  private(set) var outage: IncidentID
  /// An ended incident with a withheld text and a retired component.
  private(set) var withheld: IncidentID

  var board: StatusBoard { builder.board }

  init() {
    builder.severities([("Degraded", 30), ("Partial outage", 60), ("Outage", 100)])
    let phases = ["Investigating", "Identified", "Monitoring", "Resolved"].map(Text.known)
    builder.record(.phases(.published(generation: 1, names: phases)))
    let connectivity = builder.impactType(.known("Connectivity"))
    let performance = builder.impactType(.known("Performance"))

    var ids: [String: ComponentID] = [:]
    for (group, names) in Self.services {
      for name in names {
        ids["\(group)/\(name)"] = builder.component(name, ["group": group, "tier": "1"])
      }
    }
    _ = builder.component("Account & billing")
    _ = builder.component("Documentation")
    let old = builder.component("Tape archive <LTO-4>", ["group": "Storage"])

    builder.recordedAt = BoardBuilder.now
    outage = builder.incident(
      .known("Servers in north-1 cannot be reached"),
      .known("A core switch failed.\n\nWorkloads keep running; what is lost is the way to them."),
      affects: [
        .on(ids["Compute/north-1"] ?? old, connectivity, 100),
        .on(ids["Compute/north-1"] ?? old, performance, 20),
        .on(ids["Networking/Load balancers"] ?? old, performance, 50),
        .on(ids["Networking/Floating addresses"] ?? old, connectivity, 25),
      ], from: "2026-11-22T09:12:00Z", phase: PhaseReference(generation: 1, order: 1))
    let running = builder.incident(
      .known("Object storage: new firmware"),
      affects: [
        .on(ids["Storage/Objects"] ?? old, performance, 0)
      ], from: "2026-11-22T11:00:00Z", to: "2026-11-22T14:00:00Z")
    let planned = builder.incident(
      .known("Database upgrade in south-1"),
      .known("Each instance restarts once, for less than a minute."),
      affects: [.on(ids["Databases/south-1"] ?? old, connectivity, 0)],
      from: "2026-11-25T22:00:00Z", to: "2026-11-26T02:00:00Z")
    withheld = builder.incident(
      .known("Slow restores from tape"), .withheld, affects: [.on(old, performance, 30)],
      from: "2026-11-18T21:30:00Z", to: "2026-11-19T04:05:00Z",
      phase: PhaseReference(generation: 1, order: 3))
    builder.record(.component(old, .retired))
    postUpdates(running: running, planned: planned)
  }

  private mutating func postUpdates(running: IncidentID, planned: IncidentID) {
    builder.update(
      outage, .known("Investigating"),
      .known("Connections to servers in north-1 fail. We are looking into it."),
      at: "2026-11-22T09:20:00Z")
    builder.update(
      outage, .known("Identified"),
      .known("The switch that failed is being bridged.\nNext word at 12:30 UTC."),
      at: "2026-11-22T10:45:00Z")
    builder.update(running, .known("Begun"), nil, at: "2026-11-22T11:02:00Z")
    builder.update(planned, nil, .known("Moved by a day."), at: "2026-11-20T08:00:00Z")
    builder.update(withheld, .withheld, .withheld, at: "2026-11-18T22:00:00Z")
    builder.update(
      withheld, .known("Resolved"), .known("Restores are as fast as ever."),
      at: "2026-11-19T04:05:00Z")
    _ = builder.incident(
      .known("Console: signing in failed"), from: "2026-11-12T06:00:00Z",
      to: "2026-11-12T06:40:00Z")
  }

  private static let services: [(String, [String])] = [
    ("Compute", ["north-1", "north-2", "south-1"]),
    ("Databases", ["north-1", "south-1"]),
    (
      "Networking",
      [
        "DNS", "Floating addresses", "Gateways", "Load balancers", "Peering", "Private networks",
        "Routers", "Security groups", "VPN",
      ]
    ),
    ("Storage", ["Blocks", "Objects", "Snapshots"]),
  ]
}
