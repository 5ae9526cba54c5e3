import Foundation
import StandardForms
import StatuspageImport
import Testing

@Suite struct `A region that the group tells` {
  /// The region of a component `name` in `group`, on a page that has these regions listed, if any.
  private func region(of name: String, in group: String, listed: [String] = []) throws -> String? {
    var components = [
      #"{"id":"g","name":"\#(group)","group":true}"#,
      #"{"id":"c","name":"\#(name)","group_id":"g"}"#,
      #"{"id":"r","name":"Regions","group":true}"#,
    ]
    for (place, region) in listed.enumerated() {
      components.append(#"{"id":"r\#(place)","name":"\#(region)","group_id":"r"}"#)
    }
    let list = components.joined(separator: ",")
    let plan = try SmallExport.plan(#"{"page":{"id":"p"},"components":[\#(list)]}"#)
    #expect(plan.components.first?.labels["group"] == group)
    return plan.components.first?.labels["region"]
  }

  @Test(arguments: [
    ("Region North", "North"), ("region north", "north"), ("North region", "North"),
    ("NYC3 Region", "NYC3"), ("Region (FRA1)", "FRA1"), ("Region North America", "North America"),
    ("Region eu-west-1", "eu-west-1"), ("Compute - Region North", "North"),
    ("Region South - Compute", "South"), ("NYC3 services", "NYC3"), ("Frankfurt (FRA1)", "FRA1"),
    ("FRA1", "FRA1"), ("Storage in FRA1", "FRA1"),
  ])
  func `is its members' where their names tell none`(group: String, region: String) throws {
    #expect(try self.region(of: "Compute", in: group) == region)
  }

  @Test(arguments: [
    "Our regions", "Region", "Region Region", "All regions", "Services by region",
    "Per Region", "Region Status", "Region - ", "Region independent services",
    "Region-independent", "Cross Region Services", "Regional services", "App Platform",
    "Everywhere", "Region North and also South", "Region &", "Frankfurt (main)",
  ])
  func `is none where its name is no clear word about one`(group: String) throws {
    #expect(try region(of: "Compute", in: group) == nil)
  }

  @Test func `is none in the group Regions, whose listed members are regions themselves`() throws {
    #expect(try region(of: "Moon Base", in: "Regions") == "Moon Base")
    let unlisted = SmallExport.incident(
      #""incident_updates":[{"id":"u","created_at":"2026-01-01T10:05:00Z","affected_components":"#
        + #"[{"code":"old","name":"Regions - Mars"}]}]"#)
    let old = try SmallExport.plan(incidents: unlisted).components.last
    #expect(old?.displayName == "Mars" && old?.labels == ["group": "Regions"])
  }

  @Test func `yields to the one that a member's own name tells`() throws {
    #expect(try region(of: "NYC3", in: "Region North") == "NYC3")
    #expect(try region(of: "Disks LON1", in: "NYC3 services") == "LON1")
    #expect(try region(of: "Global", in: "Region North", listed: ["Global"]) == "Global")
  }

  @Test func `is one of those that the page lists, or clearly one`() throws {
    let listed = ["NYC3", "Moon Base"]
    for (group, region) in [
      ("Moon Base services", "Moon Base"), ("NYC3 services", "NYC3"), ("Region Mars", "Mars"),
      ("Frankfurt (FRA1)", "FRA1"), ("ATL1", "ATL1"), ("Compute (NYC3) region", "NYC3"),
    ] {
      #expect(try self.region(of: "Compute", in: group, listed: listed) == region)
    }
    #expect(try region(of: "Compute", in: "API2 gateways", listed: listed) == nil)
  }

  @Test func `stands in the demonstration history for every member of its regions`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "ops/demo/history.json"))
    let export = try StatuspageExport(try JSONValue(parsing: Array(data)))
    let regions = Dictionary(
      grouping: ImportPlan(export, phases: nil).components, by: { $0.labels["region"] ?? "none" })
    for (region, group) in [("North", "Region North"), ("South", "Region South")] {
      let labels = regions[region, default: []].compactMap { $0.labels["group"] }
      #expect(labels.count == 4 && Set(labels) == [group])
    }
    #expect(regions["none"]?.allSatisfy { $0.labels["group"] != "Region North" } == true)
    #expect(regions.count == 3)
  }
}
