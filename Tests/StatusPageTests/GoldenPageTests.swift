import Foundation
import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

/// The pages as they were last looked at. Run with `HELIOGRAPH_REWRITE_GOLDEN=1` to write them
/// anew, and look at what changed before it is kept.
@Suite struct `Golden pages` {
  let renderer: PageRenderer
  let demonstration = DemonstrationBoard()

  init() throws { renderer = try PageRenderer.titled("Example Cloud") }

  @Test func `the home page at the primary`() throws {
    let page = renderer.home(
      demonstration.board, at: BoardBuilder.now, freshness: .primary(demonstration.board),
      language: .english)
    try expect(page, equals: "home.html")
  }

  @Test func `the home page at a replica whose primary is gone`() throws {
    let freshness = Freshness(
      role: .replica, position: "1:58", stateRecordedAt: demonstration.board.recordedAt,
      ageMilliseconds: 754_000, isStale: true, primaryURL: "https://status.example.net/?a=1&b=2")
    let page = renderer.home(
      demonstration.board, at: BoardBuilder.now, freshness: freshness, language: .english)
    try expect(page, equals: "home-stale.html")
  }

  @Test func `the home page before anything was recorded`() throws {
    let freshness = Freshness(
      role: .primary, position: "0:0", stateRecordedAt: nil, ageMilliseconds: 0, isStale: false,
      primaryURL: nil)
    let page = renderer.home(
      StatusBoard(), at: BoardBuilder.now, freshness: freshness, language: .english)
    try expect(page, equals: "home-empty.html")
  }

  @Test func `the home page at a replica that has received nothing`() throws {
    let freshness = Freshness(
      role: .replica, position: "0:0", stateRecordedAt: nil, ageMilliseconds: 754_000,
      isStale: true, primaryURL: "https://status.example.net/")
    let page = renderer.home(
      StatusBoard(), at: BoardBuilder.now, freshness: freshness, language: .english)
    try expect(page, equals: "home-unreceived.html")
  }

  @Test func `an active incident's page`() throws {
    let page = renderer.incident(
      demonstration.outage, demonstration.board, at: BoardBuilder.now,
      freshness: .primary(demonstration.board), language: .english)
    try expect(try #require(page), equals: "incident.html")
  }

  @Test func `an ended incident's page with withheld texts and a retired component`() throws {
    let page = renderer.incident(
      demonstration.withheld, demonstration.board, at: BoardBuilder.now,
      freshness: .primary(demonstration.board), language: .english)
    try expect(try #require(page), equals: "incident-withheld.html")
  }

  @Test func `the home page in German, as a visitor asked for it`() throws {
    let page = renderer.home(
      demonstration.board, at: BoardBuilder.now, freshness: .primary(demonstration.board),
      language: Language(code: "de", isAsked: true))
    try expect(page, equals: "home-de.html")
  }

  @Test func `the history of a month`() throws {
    let month = try #require(Month("2026-11"))
    let page = renderer.history(
      month, demonstration.board, at: BoardBuilder.now,
      freshness: .primary(demonstration.board), language: .english)
    try expect(try #require(page), equals: "history.html")
  }

  @Test func `the badge of everything`() throws {
    let badge = renderer.badge(
      of: nil, demonstration.board, at: BoardBuilder.now,
      freshness: .primary(demonstration.board), language: .english)
    try expect(try #require(badge), equals: "badge.svg")
  }

  @Test func `a problem's page`() throws {
    let page = renderer.problem(
      status: 404, title: "No such incident",
      detail: "It was never recorded here, or it was deleted.", language: .english)
    try expect(page, equals: "problem.html")
  }

  private func expect(_ page: [UInt8], equals name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    let file = folder.appending(path: name)
    // Changes of the stylesheet and of the script are no changes of the pages.
    let text = String(decoding: page, as: UTF8.self)
      .replacing(Stylesheet.standard.path, with: "/style.css")
      .replacing(PageRenderer.scriptPath, with: "/page.js")
    if ProcessInfo.processInfo.environment["HELIOGRAPH_REWRITE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "differs from \(name)")
  }
}

extension Freshness {
  static func primary(_ board: StatusBoard) -> Freshness {
    Freshness(
      role: .primary, position: "1:\(board.version)", stateRecordedAt: board.recordedAt,
      ageMilliseconds: 0, isStale: false, primaryURL: nil)
  }
}
