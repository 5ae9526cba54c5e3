import Foundation
import StandardForms
import StatusDomain
import StatuspageImport
import Testing

private let sharedFolder = ProcessInfo.processInfo.environment["HELIOGRAPH_SHARED"]

/// The real export is not part of this repository; its folder is given from outside.
@Suite(.enabled(if: sharedFolder != nil, "HELIOGRAPH_SHARED names no folder with the export"))
struct `Five years of a real page` {
  private let plan: ImportPlan
  private let phases = [
    "Investigating", "Identified", "Monitoring", "Resolved", "Scheduled", "In progress",
    "Verifying", "Completed",
  ]

  init() throws {
    let folder = URL(filePath: sharedFolder ?? "")
    let data = try Data(contentsOf: folder.appending(path: "data/digitalocean-history.json"))
    let export = try StatuspageExport(try JSONValue(parsing: Array(data)))
    plan = ImportPlan(export, phases: (1, phases))
    #expect(plan == ImportPlan(export, phases: (1, phases)), "the same export, the same plan")
  }

  @Test func `arrive as a whole`() throws {
    #expect(plan.skipped.isEmpty)
    #expect(plan.notes.isEmpty, "\(plan.notes.prefix(10))")
    #expect(plan.incidents.count == 718 + 244)
    #expect(plan.incidents.count { $0.source.contains("/maintenance/") } == 244)
    #expect(plan.components.count == 277 + 1, "and one for the whole page")
    #expect(Set(plan.components.compactMap { $0.labels["group"] }).count == 19)
    #expect(plan.components.count { $0.labels["region"] != nil } > 200)
    #expect(plan.incidents.reduce(0) { $0 + $1.updates.count } == 1793 + 650)
    #expect(Set(plan.incidents.map(\.source)).count == plan.incidents.count)
  }

  @Test func `have their regions from the components' own names, for no group tells one`() {
    for component in plan.components {
      let (name, group) = (component.displayName, component.labels["group"])
      let isListed = name == "Global" || name.count == 4 && name.last?.isNumber == true
      #expect(component.labels["region"] == (isListed ? name : nil), "\(group ?? "") \(name)")
    }
  }

  @Test func `break no limit and no rule`() throws {
    let known = Set(plan.components.map(\.source))
    for component in plan.components {
      _ = try Name(component.displayName)
      _ = try Labels(component.labels)
      _ = try Source(component.source)
    }
    for incident in plan.incidents {
      _ = try Name(incident.displayName)
      _ = try Source(incident.source)
      let isMaintenance = incident.affects.contains { $0.severity == 0 }
      #expect(incident.endedAt.map { $0 >= incident.beganAt } ?? !isMaintenance)
      #expect((1...Limits.impactsMax).contains(incident.affects.count))
      #expect(Set(incident.affects.map(\.component)).count == incident.affects.count)
      #expect(incident.affects.allSatisfy { known.contains($0.component) })
      #expect(incident.phase != nil)
      for update in incident.updates {
        _ = try UpdateDraft(
          name: try Name(update.displayName), description: try Description(update.description),
          createdAt: update.createdAt)
      }
      #expect(incident.updates.map(\.createdAt) == incident.updates.map(\.createdAt).sorted())
    }
  }

  @Test func `fit into a few bodies of the bulk API`() throws {
    let bodies = plan.bodies(itemsMax: 500, bytesMax: 4 << 20)
    let count = bodies.reduce(0) { $0 + $1.sources.count }
    #expect(count == 1241, "278 components, one impact type, 962 incidents")
    for body in bodies { _ = try JSONValue(parsing: body.bytes) }
  }
}
