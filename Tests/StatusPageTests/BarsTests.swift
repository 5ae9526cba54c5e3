import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

@Suite struct `Days as bars` {
  private var builder = BoardBuilder()
  private let api: ComponentID
  private let web: ComponentID
  private let type: ImpactTypeID

  init() {
    builder.severities()
    api = builder.component("API", ["group": "g"])
    web = builder.component("Web", ["group": "g"])
    type = builder.impactType(.known("Speed"))
  }

  @Test func `quiet days cost nothing`() throws {
    #expect(try bars() == ["", ""])
  }

  @Test mutating func `a day has its worst state, and a button tells of its nine days`() throws {
    _ = builder.incident(
      "slow", affects: [.on(api, type, 10)], from: "2026-11-20T10:00:00Z",
      to: "2026-11-21T10:00:00Z")
    _ = builder.incident(
      "down", affects: [.on(api, type, 90)], from: "2026-11-21T11:00:00Z",
      to: "2026-11-21T12:00:00Z")
    #expect(
      try bars()[0]
        == "<i class=\"minor d87\"></i><i class=\"critical d88\"></i>"
        + "<button class=\"w w9\" popovertarget=\"t0\" aria-label=\""
        + "21 Nov: Outage – down\n20 Nov – 21 Nov: Degraded – slow\"></button>")
  }

  @Test mutating func `what the same incidents did to several components is told once`() throws {
    for day in ["2026-09-01", "2026-11-20"] {
      _ = builder.incident(
        "i", affects: [.on(api, type, 50), .on(web, type, 50)], from: day + "T10:00:00Z",
        to: day + "T11:00:00Z")
    }
    let view = BoardView(try builder.viewpoint())
    #expect(view.tips.count == 1 && view.tips[0].lines.count == 2)
    #expect(view.components.map(\.bars.bytes).count == 2)
    #expect(view.components[0].bars == view.components[1].bars)
  }

  @Test mutating func `I11: a button names some incidents and counts the others`() throws {
    for _ in 0..<(Limits.tipIncidentsMax + 5) {
      _ = builder.incident(
        "i", affects: [.on(api, type, 50)], from: "2026-11-20T10:00:00Z", to: "2026-11-20T11:00:00Z"
      )
    }
    let view = BoardView(try builder.viewpoint())
    #expect(view.tips[0].lines.count == Limits.tipIncidentsMax && view.tips[0].moreCount == 5)
    let more = Limits.tipIncidentsMax + 5 - Limits.tipLabelIncidentsMax
    #expect(try bars()[0].contains("and \(more) more\"></button>"))
  }

  @Test mutating func `I11: where very much befell components, buttons count and tips list less`()
    throws
  {
    let day = "2026-11-20T1"
    for _ in 0...(Limits.tipAffectionsMax / 2) {
      _ = builder.incident(
        "i", affects: [.on(api, type, 50), .on(web, type, 90)], from: day + "0:00:00Z",
        to: day + "1:00:00Z")
    }
    let view = BoardView(try builder.viewpoint())
    let count = Limits.tipAffectionsMax / 2 + 1
    #expect(
      try bars()[0].contains("aria-label=\"\(count) incidents, the worst: Outage\"></button>"))
    #expect(
      view.tips.map(\.lines.count) == [Limits.tipIncidentsBriefMax, Limits.tipIncidentsBriefMax])
  }

  @Test mutating func `days before the registration are drawn as not known`() throws {
    builder.recordedAt = BoardBuilder.time("2026-11-20T10:00:00Z")
    _ = builder.component("New")
    #expect(try bars()[1] == "<i class=\"none n87\"></i>")
  }

  @Test mutating func `a group has the worst of all its components on each day`() throws {
    _ = builder.incident(
      "m", affects: [.on(api, type, 0), .on(web, type, 90)], from: "2026-11-20T10:00:00Z",
      to: "2026-11-20T11:00:00Z")
    let group = try #require(BoardView(try builder.viewpoint()).axes.first?.groups.first)
    #expect(String(decoding: group.bars.bytes, as: UTF8.self) == "<i class=\"critical d87\"></i>")
  }

  @Test func `the stretches of the buttons make up all days`() {
    #expect(Limits.uptimeDays.isMultiple(of: Limits.uptimeStretchDays))
  }

  private func bars() throws -> [String] {
    BoardView(try builder.viewpoint()).components.map {
      String(decoding: $0.bars.bytes, as: UTF8.self)
    }
  }
}
