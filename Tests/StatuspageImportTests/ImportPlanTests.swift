import StandardForms
import StatusDomain
import StatuspageImport
import Testing

@Suite struct `A Statuspage export becomes components` {
  @Test func `groups become labels, and regions are told by groups and names`() throws {
    let plan = try SmallExport.plan()
    let table = plan.components.map { component in
      let labels = component.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      return "\(component.displayName): \(labels.joined(separator: " "))"
    }
    #expect(
      table == [
        "NYC3: group=Regions region=NYC3", "Moon Base: group=Regions region=Moon Base",
        "NYC3: group=Kubernetes region=NYC3", "Kubernetes NYC3: region=NYC3",
        "Moon Base Droplets: region=Moon Base", "ATL1: group=Kubernetes region=ATL1",
        "Droplets (ATL1): region=ATL1", "API2 Gateway: ",
      ])
    #expect(plan.components.map(\.source).first == "statuspage:p1/component/c1")
    #expect(plan.impactTypes.isEmpty && plan.skipped.isEmpty && plan.notes.isEmpty)
  }

  @Test func `without a group of regions a code at either end of a name tells one`() throws {
    let plan = try SmallExport.plan(
      """
      {"page":{"id":"p"},"components":[{"id":"1","name":"FRA1 Droplets"},
      {"id":"2","name":"Disks LON12"},{"id":"3","name":"Plain"},{"id":"4","name":"Mid NYC3 dle"}]}
      """)
    #expect(plan.components.map { $0.labels["region"] } == ["FRA1", "LON12", nil, nil])
  }

  @Test func `what an incident names but the page no longer lists becomes one too`() throws {
    let plan = try SmallExport.plan(
      incidents: SmallExport.incident(
        """
        "components":[{"id":"old","name":"NYC3"},{"id":"x","name":"Fax"},{"id":"g2","name":"K"},
        {"id":"y","name":"Y"}],
        "incident_updates":[{"id":"u1","status":"identified","body":"b",
        "created_at":"2026-01-01T10:05:00Z","affected_components":
        [{"code":"old","name":"Volumes - NYC3","new_status":"major_outage"},
        {"code":"y","name":"Compute - Region North - API","new_status":"operational"},
        {"code":"z","name":"Kubernetes - A - B","new_status":"operational"}]}]
        """))
    let added = plan.components.suffix(5)
    #expect(added.map(\.displayName) == ["NYC3", "Fax", "Kubernetes", "API", "A - B"])
    #expect(
      added.map(\.labels) == [
        ["group": "Volumes", "region": "NYC3"], ["group": "No longer listed"],
        ["group": "Kubernetes"], ["group": "Compute - Region North", "region": "North"],
        ["group": "Kubernetes"],
      ])
    #expect(plan.affected == ["old 100", "x 33", "g2 33", "y 1", "z 1"])
  }
}

@Suite struct `A Statuspage export becomes severities` {
  private func updates(_ statuses: [[(String, String)]]) -> String {
    let updates = statuses.enumerated().map { place, told in
      let components = told.map { #"{"code":"\#($0.0)","new_status":"\#($0.1)"}"# }
      return """
        {"id":"u\(place)","status":"investigating","body":"b",
        "created_at":"2026-01-01T10:0\(place):00Z",
        "affected_components":\(told.isEmpty ? "null" : "[\(components.joined(separator: ","))]")}
        """
    }
    return #""incident_updates":[\#(updates.joined(separator: ","))]"#
  }

  private let names = #""components":[{"id":"c1","name":"NYC3"},{"id":"c3","name":"NYC3"}],"#

  @Test func `the worst that any update tells of a component counts`() throws {
    let told = [
      [("c1", "degraded_performance"), ("c3", "partial_outage")],
      [("c1", "major_outage"), ("c3", "under_maintenance"), ("c4", "under_maintenance")],
      [("c1", "operational"), ("c3", "operational"), ("c4", "operational")],
    ]
    let plan = try SmallExport.plan(incidents: SmallExport.incident(names + updates(told)))
    #expect(plan.affected == ["c1 100", "c3 66", "c4 0"])
  }

  @Test func `what works while another does not gets the lowest severity`() throws {
    let told = [[("c1", "operational"), ("c3", "degraded_performance")]]
    let plan = try SmallExport.plan(incidents: SmallExport.incident(names + updates(told)))
    #expect(plan.affected == ["c1 1", "c3 33"])
  }

  @Test(arguments: [
    ("none", 1), ("minor", 33), ("major", 66), ("critical", 100), ("odd", 1),
  ])
  func `where no status is told the incident's impact counts`(
    impact: String, severity: Int
  ) throws {
    for told in [[], [[]], [[("c1", "operational"), ("c3", "operational")]]] {
      let incident = SmallExport.incident(names + updates(told))
        .replacing(#""impact":"minor""#, with: #""impact":"\#(impact)""#)
      #expect(
        try SmallExport.plan(incidents: incident).affected == ["c1 \(severity)", "c3 \(severity)"])
    }
  }

  @Test func `an incident that names no component is attached to one for the whole page`() throws {
    let plan = try SmallExport.plan(incidents: SmallExport.incident(#""components":null"#))
    #expect(plan.affected == ["page 33"])
    #expect(plan.components.last?.displayName == "Whole page")
    #expect(plan.components.last?.labels == [:])
    #expect(plan.impactTypes.map(\.displayName) == ["Service health"])
    let maintenance = try SmallExport.plan(
      maintenances: SmallExport.maintenance(#""scheduled_for":"2026-01-02T00:00:00Z""#))
    #expect(maintenance.affected == ["page 0"])
  }

  @Test func `a maintenance affects everything with 0`() throws {
    let told = [[("c1", "degraded_performance")], [("c3", "under_maintenance")]]
    let plan = try SmallExport.plan(
      maintenances: SmallExport.maintenance(
        names + updates(told) + #","scheduled_for":"2026-01-02T00:00:00Z""#))
    #expect(plan.affected == ["c1 0", "c3 0"])
  }

  @Test func `an open incident holds no maintenance, which would need an end`() throws {
    let incident = SmallExport.incident(names + updates([[("c1", "under_maintenance")]]))
      .replacing(#""unlisted_at":"2026-01-01T11:00:00+00:00""#, with: #""unlisted_at":null"#)
    let plan = try SmallExport.plan(incidents: incident)
    #expect(plan.affected == ["c1 33", "c3 33"])
    #expect(plan.notes.map(\.kind) == [.maintenanceStillOpen])
  }
}

@Suite struct `The bounds that an import keeps` {
  @Test func `are those of the domain (I11)`() {
    #expect(Limits.itemNameBytesMax == Limits.nameBytesMax)
    #expect(Limits.itemDescriptionBytesMax == Limits.descriptionBytesMax)
    #expect(Limits.itemLabelBytesMax == Limits.labelValueBytesMax)
    #expect(Limits.itemSourceBytesMax == Limits.sourceBytesMax)
    #expect(Limits.itemImpactsMax == Limits.impactsMax)
    #expect(Limits.itemUpdatesMax == Limits.importedUpdatesMax)
  }

  @Test func `cut longer texts between characters, and say so (I11)`() throws {
    let name = String(repeating: "👩‍🚒", count: 100)
    let body = "x" + String(repeating: "é", count: 40_000)
    let plan = try SmallExport.plan(
      incidents: SmallExport.incident(
        """
        "incident_updates":[{"id":"u","status":"investigating","body":"\(body)"}]
        """
      ).replacing("Slow disks", with: name))
    let incident = try #require(plan.only)
    #expect(incident.displayName == String(repeating: "👩‍🚒", count: 90) + "…")
    let text = try #require(incident.updates.first?.description)
    #expect(text.utf8.count == Limits.descriptionBytesMax && text.hasSuffix("éé…"))
    #expect(plan.notes.map(\.kind) == [.textCut, .textCut])
  }

  @Test func `leave out impacts and updates beyond the most (I11)`() throws {
    let components = (0...Limits.impactsMax).map { #"{"id":"k\#($0)","name":"n"}"# }
    let updates = (0...Limits.importedUpdatesMax).map { #"{"id":"u\#($0)","status":"identified"}"# }
    let plan = try SmallExport.plan(
      incidents: SmallExport.incident(
        """
        "components":[\(components.joined(separator: ","))],
        "incident_updates":[\(updates.joined(separator: ","))]
        """))
    #expect(plan.only?.affects.count == Limits.impactsMax)
    #expect(plan.only?.updates.count == Limits.importedUpdatesMax)
    #expect(plan.notes.map(\.kind) == [.tooManyImpacts, .tooManyUpdates])
  }

  @Test func `split the items into bodies, in order (I11)`() throws {
    let plan = try SmallExport.plan(incidents: SmallExport.incident(#""components":null"#))
    let all = plan.bodies(itemsMax: 500, bytesMax: 1_000_000)
    #expect(all.count == 1 && all[0].sources.count == 11)
    #expect(all[0].sources.suffix(2).map { $0.hasPrefix("statuspage:p1/") } == [true, true])
    let json = try JSONValue(parsing: all[0].bytes)
    let kinds = (json["items"]?.array ?? []).map { $0.members?.first?.key ?? "" }
    #expect(kinds.prefix(9).allSatisfy { $0 == "component" } && kinds.count == 11)
    #expect(kinds.suffix(2) == ["impactType", "incident"])
    let few = plan.bodies(itemsMax: 4, bytesMax: 1_000_000)
    #expect(few.map(\.sources.count) == [4, 4, 3])
    let small = plan.bodies(itemsMax: 500, bytesMax: 300)
    #expect(small.allSatisfy { $0.bytes.count <= 300 || $0.sources.count == 1 })
    #expect(small.flatMap(\.sources) == all[0].sources)
    for body in small { _ = try JSONValue(parsing: body.bytes) }
  }
}
