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

  @Test mutating func `each day has its worst state, and words that no other day of it has`() throws
  {
    _ = builder.incident(
      "slow", affects: [.on(api, type, 10)], from: "2026-11-20T10:00:00Z",
      to: "2026-11-21T10:00:00Z")
    _ = builder.incident(
      "down", affects: [.on(api, type, 90)], from: "2026-11-21T11:00:00Z",
      to: "2026-11-21T12:00:00Z")
    #expect(
      try bars()[0]
        == "<i class=\"minor d87\" tabindex=\"0\" role=\"img\" aria-label=\""
        + "API, 20 Nov: Degraded\nslow\"></i>"
        + "<i class=\"critical d88\" tabindex=\"0\" role=\"img\" aria-label=\""
        + "API, 21 Nov: Outage\ndown\nslow\"></i>")
  }

  @Test mutating func `the availability of what something befell opens the list of it`() throws {
    _ = builder.incident(
      "down", affects: [.on(api, type, 90)], from: "2026-11-21T11:00:00Z",
      to: "2026-11-21T12:00:00Z")
    let page = try PageRenderer.titled("t").home(
      builder.board, at: BoardBuilder.now, freshness: .primary(builder.board), language: .english)
    let text = String(decoding: page, as: UTF8.self)
    #expect(
      text.contains(
        "<button class=\"share\" popovertarget=\"t0\" aria-label=\"API: 99.95%, 1 incident\">"
          + "99.95%</button>"))
    #expect(text.matches(of: /<button class="share"/).count == 1)
    #expect(text.contains("<span class=\"share\">100%</span>"))
  }

  @Test mutating func `what the same incidents did to several components is told once`() throws {
    for day in ["2026-09-01", "2026-11-20"] {
      _ = builder.incident(
        "i", affects: [.on(api, type, 50), .on(web, type, 50)], from: day + "T10:00:00Z",
        to: day + "T11:00:00Z")
    }
    let view = BoardView(try builder.viewpoint())
    #expect(view.tips.count == 1 && view.tips[0].lines.count == 2)
    #expect(view.components.map(\.tip) == [0, 0])
  }

  @Test mutating func `I11: a bar names some incidents and counts the others`() throws {
    for _ in 0..<(Limits.tipIncidentsMax + 5) {
      _ = builder.incident(
        "i", affects: [.on(api, type, 50)], from: "2026-11-20T10:00:00Z", to: "2026-11-20T11:00:00Z"
      )
    }
    let view = BoardView(try builder.viewpoint())
    #expect(view.tips[0].lines.count == Limits.tipIncidentsMax && view.tips[0].moreCount == 5)
    let more = Limits.tipIncidentsMax + 5 - Limits.tipLabelIncidentsMax
    #expect(try bars()[0].contains("and \(more) more\"></i>"))
  }

  @Test mutating func `I11: where very much befell components, nine days count and tips list less`()
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
    let words = "API, 14 Nov – 22 Nov: \(count) incidents, the worst Outage"
    #expect(
      try bars()[0] == "<i class=\"critical d87\"></i>"
        + "<i class=\"w d81\" tabindex=\"0\" role=\"img\""
        + " aria-label=\"\(words)\"></i>")
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

  @Test mutating func `I11: where very long incidents befell components, nine days count together`()
    throws
  {
    for _ in 0...(Limits.barLabelsMax / Limits.uptimeDays) {
      _ = builder.incident("i", affects: [.on(api, type, 50)], from: "2026-01-20T10:00:00Z")
    }
    let bars = try bars()[0]
    #expect(bars.matches(of: /tabindex="0"/).count == Limits.uptimeDays / Limits.uptimeStretchDays)
    #expect(bars.contains("\"API, 25 Aug – 2 Sep: 45 incidents, the worst Outage\""))
  }

  @Test func `the stretches make up all days`() {
    #expect(Limits.uptimeDays.isMultiple(of: Limits.uptimeStretchDays))
  }

  private func bars() throws -> [String] {
    BoardView(try builder.viewpoint()).components.map {
      String(decoding: $0.bars.bytes, as: UTF8.self)
    }
  }
}
