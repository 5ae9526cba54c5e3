import StandardForms
import StatuspageImport

/// A small page of our own making: five regions' worth of habits in one file.
enum SmallExport {
  static func plan(
    incidents: String = "[]", maintenances: String = "[]",
    phases: (generation: Int, names: [String])? = nil
  ) throws -> ImportPlan {
    try plan(
      """
      {"page":{"id":"p1"},"components":\(components),"incidents":\(incidents),\
      "scheduled_maintenances":\(maintenances)}
      """, phases: phases)
  }

  static func plan(
    _ text: String, phases: (generation: Int, names: [String])? = nil
  ) throws -> ImportPlan {
    let export = try StatuspageExport(try JSONValue(parsing: Array(text.utf8)))
    return ImportPlan(export, phases: phases)
  }

  static let components = """
    [{"id":"g1","name":"Regions","group":true},{"id":"g2","name":"Kubernetes","group":true},
     {"id":"c1","name":"NYC3","group":false,"group_id":"g1"},
     {"id":"c2","name":"Moon Base","group":false,"group_id":"g1"},
     {"id":"c3","name":"NYC3","group":false,"group_id":"g2"},
     {"id":"c4","name":"Kubernetes NYC3","group_id":null},
     {"id":"c5","name":"Moon Base Droplets"},
     {"id":"c6","name":"ATL1","group_id":"g2"},
     {"id":"c7","name":"Droplets (ATL1)","group_id":"unknown"},
     {"id":"c8","name":"API2 Gateway"}]
    """

  /// An incident with these further members, in JSON; begun at 10:00, unlisted at 11:00.
  static func incident(_ members: String) -> String {
    """
    [{"id":"i1","name":"Slow disks","impact":"minor","status":"monitoring",
      "created_at":"2026-01-01T10:00:01Z","started_at":"2026-01-01T10:00:00Z",
      "updated_at":"2026-01-01T10:30:00Z","resolved_at":null,
      "unlisted_at":"2026-01-01T11:00:00+00:00",\(members)}]
    """
  }

  /// A maintenance with these further members, in JSON.
  static func maintenance(_ members: String) -> String {
    """
    [{"id":"m1","name":"New disks","impact":"maintenance",
      "created_at":"2026-01-01T00:00:00Z",\(members)}]
    """
  }
}

extension ImportPlan {
  /// The one incident, its sources without the page.
  var only: IncidentItem? { incidents.count == 1 ? incidents[0] : nil }

  /// What that incident affects, as `c1 33`.
  var affected: [String] {
    (only?.affects ?? []).map {
      "\($0.component.split(separator: "/").last ?? "") \($0.severity)"
    }
  }
}
