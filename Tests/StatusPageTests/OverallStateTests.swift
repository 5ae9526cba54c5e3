import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

@Suite struct `The overall state` {
  private var builder = BoardBuilder()
  private let api: ComponentID
  private let web: ComponentID
  private let type: ImpactTypeID

  init() {
    builder.severities()
    api = builder.component("API")
    web = builder.component("Web")
    type = builder.impactType(.known("Speed"))
  }

  @Test func `nothing active is operational`() throws {
    #expect(try overall().headline == "All components operational")
    #expect(try overall().state.state == .operational)
  }

  @Test mutating func `the worst active band is the state, with its components counted`() throws {
    _ = builder.incident("a", affects: [.on(api, type, 10)], from: "2026-11-22T10:00:00Z")
    _ = builder.incident(
      "b", affects: [.on(web, type, 90), .on(api, type, 0)], from: "2026-11-22T10:00:00Z")
    let view = try overall()
    #expect(view.headline == "Outage: 1 component")
    #expect(view.state.state == .affected(value: 90, name: "Outage", .critical))
    #expect(view.figures == ["2 of 2 components affected", "2 active incidents"])
  }

  @Test mutating func `maintenance alone is maintenance, not an incident`() throws {
    _ = builder.incident(
      "m", affects: [.on(api, type, 0)], from: "2026-11-22T10:00:00Z", to: "2026-11-22T13:00:00Z")
    let view = try home()
    #expect(view.overall.headline == "Maintenance in progress")
    #expect(view.active.isEmpty)
    #expect(view.running.full.map(\.name.text) == ["m"])
    #expect(view.board.components[0].state.state == .maintenance)
  }

  @Test mutating func `an incident without components does not leave all operational`() throws {
    _ = builder.incident("odd", from: "2026-11-22T10:00:00Z")
    #expect(try overall().headline == "An incident is being reported")
  }

  @Test func `a severity above the highest band is unknown, and worse than what is below`() throws {
    var builder = BoardBuilder()
    builder.severities([("Slow", 40)])
    let id = builder.component("API")
    let type = builder.impactType(.known("Speed"))
    _ = builder.incident("i", affects: [.on(id, type, 41)], from: "2026-11-22T10:00:00Z")
    let view = HomeView(try builder.viewpoint())
    #expect(view.overall.state.state == .unknown(value: 41))
    #expect(view.overall.headline == "Unknown severity: 1 component")
  }

  @Test(arguments: [
    ("2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z", true),
    ("2026-11-22T12:00:00.000001Z", "2026-11-22T13:00:00Z", false),
    ("2026-11-22T11:00:00Z", "2026-11-22T12:00:00Z", false),
    ("2026-11-22T11:00:00Z", "2026-11-22T12:00:00.000001Z", true),
  ])
  func `an incident counts from its begin to just before its end`(
    began: String, ended: String, isActive: Bool
  ) throws {
    var builder = builder
    _ = builder.incident("i", affects: [.on(api, type, 90)], from: began, to: ended)
    let view = HomeView(try builder.viewpoint())
    #expect((view.overall.state.state > .maintenance) == isActive)
    #expect(view.active.isEmpty != isActive)
    #expect((view.board.components[0].state.state > .maintenance) == isActive)
  }

  @Test mutating func `a component shows the worst of what affects it and leads there`() throws {
    _ = builder.incident("mild", affects: [.on(api, type, 10)], from: "2026-11-22T11:00:00Z")
    let bad = builder.incident(
      "bad", affects: [.on(api, type, 70)], from: "2026-11-22T10:00:00Z")
    let view = try home().board.components[0]
    #expect(view.name.text == "API")
    #expect(view.state.label == "Outage")
    #expect(view.incident == bad)
  }

  @Test mutating func `what is planned comes soonest first and changes nothing now`() throws {
    _ = builder.incident("later", affects: [.on(api, type, 0)], from: "2026-12-01T00:00:00Z")
    _ = builder.incident("sooner", affects: [.on(api, type, 0)], from: "2026-11-23T00:00:00Z")
    let view = try home()
    #expect(view.planned.full.map(\.name.text) == ["sooner", "later"])
    #expect(view.overall.headline == "All components operational")
    #expect(view.overall.figures == ["2 components", "2 maintenances planned"])
  }

  private func home() throws -> HomeView { HomeView(try builder.viewpoint()) }
  private func overall() throws -> OverallView { try home().overall }
}
