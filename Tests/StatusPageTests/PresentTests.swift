import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

@Suite struct `The present on a page` {
  private let renderer: PageRenderer

  init() throws { renderer = try PageRenderer.titled("t") }

  @Test(arguments: [
    (Freshness.Role.primary, false, Int64(0), Int64(0)),
    (.replica, false, 40, 1_900),
    (.replica, true, 754_000, 795_123),
  ])
  func `two pages of one position and minute are the same bytes`(
    role: Freshness.Role, isStale: Bool, age: Int64, laterAge: Int64
  ) throws {
    var builder = BoardBuilder()
    for _ in 0...(Limits.pageIncidentsShownMax + Limits.pageIncidentsFoldedMax) {
      _ = builder.incident("active", from: "2026-11-22T08:00:00Z")
      _ = builder.incident("planned", from: "2026-12-22T08:00:00Z")
    }
    let pages = try [
      ("2026-11-22T12:00:07.123456Z", age), ("2026-11-22T12:00:48.654321Z", laterAge),
    ].map { now, age in
      let board = builder.board
      let freshness = Freshness(
        role: role, position: "1:1", stateRecordedAt: board.recordedAt, ageMilliseconds: age,
        isStale: isStale, primaryURL: nil)
      let now = BoardBuilder.time(now)
      let id = try #require(board.incidents.keys.min())
      let incident = try #require(
        renderer.incident(id, board, at: now, freshness: freshness, language: .english))
      return [renderer.home(board, at: now, freshness: freshness, language: .english), incident]
    }
    #expect(pages[0][0] == pages[1][0])
    #expect(pages[0][1] == pages[1][1])
  }

  @Test func `of the active incidents the worst comes first`() throws {
    var builder = BoardBuilder()
    let type = builder.impactType(.known("Speed"))
    let id = builder.component("a", [:])
    _ = builder.incident("older", affects: [.on(id, type, 90)], from: "2026-11-22T08:00:00Z")
    _ = builder.incident("mild", affects: [.on(id, type, 10)], from: "2026-11-22T10:00:00Z")
    _ = builder.incident("newer", affects: [.on(id, type, 90)], from: "2026-11-22T09:00:00Z")
    let view = HomeView(try builder.viewpoint())
    #expect(view.active.full.map(\.name.text) == ["newer", "older", "mild"])
  }

  @Test func `a page is as of the minute, on a stale replica as of the last state received`() {
    let board = DemonstrationBoard().board
    for (isStale, asOf) in [(false, "12:00"), (true, "11:47")] {
      let freshness = Freshness(
        role: .replica, position: "1:58", stateRecordedAt: board.recordedAt,
        ageMilliseconds: 754_000, isStale: isStale, primaryURL: nil)
      let page = text(
        renderer.home(
          board, at: BoardBuilder.time("2026-11-22T12:00:09.5Z"), freshness: freshness,
          language: .english))
      #expect(
        page.contains(
          "<p>As of <time datetime=\"2026-11-22T\(asOf):00Z\">22 Nov 2026, \(asOf) UTC</time></p>"
        ))
    }
  }

  @Test(arguments: [false, true])
  func `a replica that has received nothing knows nothing`(isStale: Bool) {
    let freshness = Freshness(
      role: .replica, position: "0:0", stateRecordedAt: nil, ageMilliseconds: 754_000,
      isStale: isStale, primaryURL: "https://primary.example/")
    let page = text(
      renderer.home(StatusBoard(), at: BoardBuilder.now, freshness: freshness, language: .english))
    #expect(page.contains("<h1>Nothing received from the primary yet</h1>"))
    #expect(page.contains("<div class=\"overall unknown\">"))
    #expect(!page.contains("href=\"#operational\""))
    for claim in ["<time", "last state", "As of", "No incidents", "heard the primary"] {
      #expect(!page.contains(claim), "\(claim)")
    }
    #expect(page.contains("href=\"https://primary.example/\"") == isStale)
  }

  private func text(_ page: [UInt8]) -> String { String(decoding: page, as: UTF8.self) }
}
