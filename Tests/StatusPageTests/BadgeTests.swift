import Foundation
import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

@Suite struct `Badges` {
  private let renderer: PageRenderer
  private let demonstration = DemonstrationBoard()

  init() throws { renderer = try .titled("Example Cloud") }

  @Test func `the badge of everything says the worst of what is active`() throws {
    #expect(try title(of: badge(nil)) == "Example Cloud: Outage")
    let german = try badge(nil, language: Language(code: "de"))
    #expect(german.contains("lang=\"de\""))
    let calm = try #require(
      renderer.badge(
        of: nil, StatusBoard(), at: BoardBuilder.now, freshness: .primary(StatusBoard()),
        language: .english))
    #expect(try title(of: String(decoding: calm, as: UTF8.self)) == "Example Cloud: Operational")
  }

  @Test func `the badge of a component says its own state`() throws {
    let components = demonstration.board.sortedComponents
    let titles = try components.prefix(2).map { try title(of: badge($0.id)) }
    #expect(titles == ["Account & billing: Operational", "Blocks: Operational"])
  }

  @Test func `a replica that has received nothing calls nothing operational`() throws {
    let svg = try #require(
      renderer.badge(
        of: nil, StatusBoard(), at: BoardBuilder.now, freshness: replica(recordedAt: nil),
        language: .english))
    let text = String(decoding: svg, as: UTF8.self)
    #expect(try title(of: text) == "Example Cloud: Nothing received yet")
    #expect(text.contains("#6a4a9c") && !text.contains("#176b4f"))
  }

  @Test func `a replica that lost its primary tells the last state as the last`() throws {
    let component = try #require(demonstration.board.sortedComponents.first).id
    let stale = replica(recordedAt: demonstration.board.recordedAt)
    let titles = try [nil, component].map { try title(of: badge($0, stale)) }
    #expect(
      titles == [
        "Example Cloud: Last known: Outage", "Account & billing: Last known: Operational",
      ])
    #expect(try !badge(component, stale).contains("#176b4f"))
  }

  private func replica(recordedAt: Timestamp?) -> Freshness {
    Freshness(
      role: .replica, position: "0:0", stateRecordedAt: recordedAt, ageMilliseconds: 754_000,
      isStale: true, primaryURL: nil)
  }

  @Test func `a component that is not there has no badge`() {
    let id = ComponentID(UUIDValue(7))
    #expect(
      renderer.badge(
        of: id, demonstration.board, at: BoardBuilder.now,
        freshness: .primary(demonstration.board), language: .english) == nil)
  }

  @Test(arguments: ["<script>\"'&", "a\u{0}b\u{1b}c\u{FFFE}d\u{FFFF}e\nf", "名前\u{0301}", ""])
  func `a badge is well-formed, whatever it is named`(name: String) throws {
    let svg = try #require(
      try PageRenderer.titled(name).badge(
        of: nil, StatusBoard(), at: BoardBuilder.now, freshness: .primary(StatusBoard()),
        language: .english))
    let text = String(decoding: svg, as: UTF8.self)
    #expect(!text.contains("<script") && !text.contains("\u{FFFE}") && !text.contains("\u{FFFF}"))
    #expect(text.filter { $0 == "<" }.count == text.filter { $0 == ">" }.count)
    #expect(text.utf8.count { $0 == UInt8(ascii: "\"") }.isMultiple(of: 2))
  }

  @Test func `I11: a long name is cut`() throws {
    let long = String(repeating: "w", count: 100_000)
    let svg = try #require(
      try PageRenderer.titled(long).badge(
        of: nil, StatusBoard(), at: BoardBuilder.now, freshness: .primary(StatusBoard()),
        language: .english))
    #expect(svg.count < 3000)
  }

  private func badge(
    _ component: ComponentID?, language: Language = .english, _ freshness: Freshness? = nil
  ) throws -> String {
    let board = demonstration.board
    let svg = renderer.badge(
      of: component, board, at: BoardBuilder.now, freshness: freshness ?? .primary(board),
      language: language)
    return String(decoding: try #require(svg), as: UTF8.self)
  }

  private func title(of svg: String) throws -> String {
    let title = try #require(svg.firstMatch(of: /<title>(.*)<\/title>/)).output.1
    return String(title.replacing("&amp;", with: "&"))
  }
}
