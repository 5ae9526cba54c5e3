import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

@Suite struct `What could be mistaken is told apart` {
  private var builder = BoardBuilder()
  private let type: ImpactTypeID

  init() {
    builder.severities([("Degraded", 30), ("Outage", 100)])
    type = builder.impactType(.known("Speed"))
  }

  @Test mutating func `an incident that has not begun is announced, not planned maintenance`()
    throws
  {
    let id = builder.component("API")
    #expect(try !home().contains("Announced"))
    _ = builder.incident("upgrade", affects: [.on(id, type, 0)], from: "2026-11-23T00:00:00Z")
    #expect(try !home().contains("Announced"))
    _ = builder.incident("shutdown", affects: [.on(id, type, 80)], from: "2026-11-24T00:00:00Z")
    _ = builder.incident("notice", from: "2026-11-25T00:00:00Z")
    let page = try home()
    #expect(page.contains("<li>1 maintenance planned</li><li>2 incidents announced</li>"))
    let announced = try #require(page.firstRange(of: "<h2 id=\"announced\">Announced</h2>"))
    let planned = try #require(page.firstRange(of: "<h2 id=\"planned\">"))
    let history = try #require(page.firstRange(of: "<h2 id=\"history\">"))
    let first = page[announced.upperBound..<planned.lowerBound]
    #expect(first.contains("shutdown") && first.contains("notice") && !first.contains("upgrade"))
    #expect(first.contains("from <time") && !first.contains("since <time"))
    let second = page[planned.upperBound..<history.lowerBound]
    #expect(second.contains("upgrade") && !second.contains("shutdown"))
    #expect(second.contains("from <time"))
  }

  @Test(
    arguments: [
      // The preferred labels come first, then the alphabet.
      ([["region": "r1", "az": "a"], ["region": "r2", "az": "b"]], ["r1", "r2"]),
      (
        [["region": "r", "zone": "1", "az": "a"], ["region": "r", "zone": "2", "az": "b"]],
        ["1", "2"]
      ),
      ([["x": "1", "location": "l1"], ["x": "2", "location": "l2"]], ["l1", "l2"]),
      ([["b": "1", "a": "same"], ["b": "2", "a": "same"]], ["1", "2"]),
      // One without the label is told by its lack.
      ([["region": "r1"], [:]], ["r1", nil]),
      // Where no one label does, several do together.
      (
        [["region": "r", "az": "1"], ["region": "r", "az": "2"], ["region": "s", "az": "1"]],
        ["r, 1", "r, 2", "s, 1"]
      ),
      // What nothing tells apart stays as it is.
      ([["region": "r"], ["region": "r"]], [nil, nil]),
    ] as [([[String: String]], [String?])])
  func `components of one name in one card bear the label that tells them apart`(
    labels: [[String: String]], told: [String?]
  ) throws {
    var builder = builder
    var ids: [ComponentID] = []
    for labels in labels {
      ids.append(builder.component("API", labels.merging(["group": "g"]) { $1 }))
    }
    _ = builder.component("Web", ["group": "g", "region": "r1"])
    let incident = builder.incident(
      "i", affects: ids.map { .on($0, type, 50) }, from: "2026-11-22T08:00:00Z")
    let viewpoint = try builder.viewpoint()
    let card = try #require(BoardView(viewpoint).axes.first?.groups.first)
    #expect(card.rows.map(\.distinction) == told + [nil])
    let view = IncidentView(
      try #require(builder.board.incidents[incident]), viewpoint, .home)
    #expect(view.affected.shown.map(\.distinction) == told)
  }

  @Test mutating func `the label that tells apart is seen in cards, incidents and lines`() throws {
    for region in ["north", "south"] {
      let id = builder.component("API", ["group": "g", "region": region])
      _ = builder.incident("planned", affects: [.on(id, type, 0)], from: "2026-11-23T00:00:00Z")
    }
    let both = builder.board.sortedComponents.map(\.id)
    _ = builder.incident(
      "i", affects: both.map { .on($0, type, 50) }, from: "2026-11-22T08:00:00Z")
    let page = try home()
    // The row of its group, the incident in full and its line today.
    #expect(page.matches(of: /API<\/bdi>(?:<\/b>)? <bdi class="apart">south<\/bdi>/).count == 3)
  }

  @Test mutating func `each impact is told with its own severity, worst first`() throws {
    let id = builder.component("API")
    let types = ["Performance", "Connectivity", "Names"].map { builder.impactType(.known($0)) }
    _ = builder.incident(
      "i", affects: [.on(id, types[0], 10), .on(id, types[1], 60), .on(id, types[2], 30)],
      from: "2026-11-22T08:00:00Z")
    let words = try home().replacing(/<[^>]*>/, with: "")
    #expect(words.contains("Outage: Connectivity; Degraded: Names, Performance"))
  }

  @Test mutating func `affected components are told as the page lists them, the worst first`()
    throws
  {
    let labels: [(String, [String: String])] = [
      ("z", [:]), ("e", ["zone": "1", "region": "b"]), ("d", ["region": "b"]),
      ("c", ["region": "b"]),
      ("b", ["region": "a"]), ("worst", ["region": "c"]), ("gone", ["region": "a"]),
    ]
    let ids = labels.map { builder.component($0, $1) }
    builder.record(.component(ids[6], .retired))
    let impacts = zip(ids, [5, 10, 15, 20, 25, 90, 30]).map { Impact.on($0, type, $1) }
    let incident = builder.incident("i", affects: impacts, from: "2026-11-22T08:00:00Z")
    let view = IncidentView(
      try #require(builder.board.incidents[incident]), try builder.viewpoint(), .home)
    #expect(view.affected.shown.map(\.name.text) == ["worst", "b", "e", "c", "d", "z", "gone"])
  }

  @Test mutating func `a long name is whole, and marked to be cut to some lines for the eye`()
    throws
  {
    let long = String(repeating: "x", count: 1000)
    let id = builder.component(long)
    _ = builder.incident(long, affects: [.on(id, type, 50)], from: "2026-11-22T08:00:00Z")
    let page = try home()
    // The card and its component, the row, and the line of today with its component.
    #expect(page.matches(of: /<span class="long">x{1000}<\/span>/).count == 5)
    #expect(page.contains("aria-label=\"" + String(repeating: "x", count: 80) + "…, 22 Nov: "))
  }

  @Test mutating func `no name reorders or hides our words`() throws {
    let evil = "a\u{0}b\u{1b}[31m\u{7}c\u{7f}d\u{9b}e\u{202e}f\u{2066}g\u{2069}h\ti"
    let shown = "a\u{fffd}b\u{fffd}[31m\u{fffd}c\u{fffd}d\u{fffd}efgh\ti"
    builder.severities([("severity" + evil, 60)])
    let id = builder.component(
      "component" + evil, ["group": "group" + evil, "region": "1" + evil])
    _ = builder.component("component" + evil, ["group": "group" + evil])
    _ = builder.incident(
      .known("incident" + evil), .known("said" + evil), affects: [.on(id, type, 50)],
      from: "2026-11-22T08:00:00Z")
    let page = try home()
    #expect(
      page.unicodeScalars.allSatisfy { scalar in
        switch scalar.value {
        case 0x0A, 0x09: true
        case ..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: false
        case _: true
        }
      })
    for name in ["severity", "component", "group", "incident"] {
      #expect(page.contains("<bdi>\(name)\(shown)</bdi>"), "\(name)")
    }
    #expect(page.contains("<bdi class=\"apart\">1\(shown)</bdi>"))
    #expect(page.contains("<h1><bdi>severity\(shown)</bdi>: 1 component</h1>"))
    #expect(page.contains("<p class=\"prose\" dir=\"auto\">said\(shown)</p>"))
  }

  private func home() throws -> String {
    let page = try PageRenderer.titled("t").home(
      builder.board, at: BoardBuilder.now, freshness: .primary(builder.board), language: .english)
    return String(decoding: page, as: UTF8.self)
  }
}
