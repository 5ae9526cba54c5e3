import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

@Suite struct `Texts in pages are texts` {
  /// What each field is filled with, after its name: markup, quotes, ampersands, Mustache, and the
  /// two ways of hiding `<` and `"` within a larger character (U+0600 before, U+0301 after).
  private static let hostile =
    "<script>alert('x')</script> & \"q\" &lt; {{words.api}} \u{600}<img src=x> \"\u{301} a=b"

  private static let escaped =
    "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot; &amp;lt; {{words.api}} "
    + "\u{600}&lt;img src=x&gt; &quot;\u{301} a=b"

  @Test func `no text gets out of its place on the home page`() throws {
    let (harmless, hostile) = (try home(""), try home(Self.hostile))
    expectSameMarkup(harmless, hostile)
    for field in Self.homeFields {
      #expect(hostile.contains(field + Self.escaped), "\(field) is missing or not escaped")
    }
  }

  @Test func `no text gets out of its place on an incident's page`() throws {
    let (harmless, hostile) = (try incident(""), try incident(Self.hostile))
    expectSameMarkup(harmless, hostile)
    for field in Self.incidentFields {
      #expect(hostile.contains(field + Self.escaped), "\(field) is missing or not escaped")
    }
  }

  @Test func `no text gets out of its place on a problem's page`() throws {
    let (harmless, hostile) = (try problem(""), try problem(Self.hostile))
    expectSameMarkup(harmless, hostile)
    for field in ["site", "title", "detail"] {
      #expect(hostile.contains(field + Self.escaped), "\(field) is missing or not escaped")
    }
  }

  @Test func `only http and https addresses of a primary become links`() throws {
    let renderer = try PageRenderer.titled("t")
    for (url, isLink) in [
      ("https://a.example", true), ("http://a.example", true), ("javascript:alert(1)", false),
      ("data:text/html,x", false), (" https://a.example", false),
    ] {
      let freshness = Self.stale(primaryURL: url)
      let page = renderer.home(
        StatusBoard(), at: BoardBuilder.now, freshness: freshness, language: .english)
      #expect(String(decoding: page, as: UTF8.self).contains("href=\"\(url)\"") == isLink)
    }
  }

  private static let homeFields = [
    "site", "group", "component", "plain", "severity", "phase", "type", "incident", "description",
    "update", "said", "retired", "https://primary.example/", "position", "planned", "folded",
  ]

  private static let incidentFields = [
    "site", "group", "component", "severity", "phase", "type", "incident", "description", "update",
    "said", "retired", "https://primary.example/", "position",
  ]

  private func expectSameMarkup(_ harmless: String, _ hostile: String) {
    for sign in ["<", ">", "\"", "'"] {
      let byte = sign.utf8.first
      #expect(
        harmless.utf8.count { $0 == byte } == hostile.utf8.count { $0 == byte },
        "a text brought \(sign) into the page")
    }
  }

  private static func stale(primaryURL: String, position: String = "1:1") -> Freshness {
    Freshness(
      role: .replica, position: position, stateRecordedAt: BoardBuilder.now,
      ageMilliseconds: 90_000, isStale: true, primaryURL: primaryURL)
  }

  private func home(_ suffix: String) throws -> String {
    let renderer = try PageRenderer.titled("site" + suffix)
    let page = renderer.home(
      Self.board(suffix).board, at: BoardBuilder.now,
      freshness: Self.stale(
        primaryURL: "https://primary.example/" + suffix, position: "position" + suffix),
      language: .english)
    return String(decoding: page, as: UTF8.self)
  }

  private func incident(_ suffix: String) throws -> String {
    let (board, incident) = Self.board(suffix)
    let page = try PageRenderer.titled("site" + suffix).incident(
      incident, board, at: BoardBuilder.now,
      freshness: Self.stale(
        primaryURL: "https://primary.example/" + suffix, position: "position" + suffix),
      language: .english)
    return String(decoding: try #require(page), as: UTF8.self)
  }

  private func problem(_ suffix: String) throws -> String {
    let page = try PageRenderer.titled("site" + suffix).problem(
      status: 503, title: "title" + suffix, detail: "detail" + suffix, language: .english)
    return String(decoding: page, as: UTF8.self)
  }

  /// A board that shows something in every field that operators fill, each beginning with the
  /// field's name.
  private static func board(_ suffix: String) -> (board: StatusBoard, incident: IncidentID) {
    var builder = BoardBuilder()
    builder.severities([("severity" + suffix, 100)])
    builder.record(.phases(.published(generation: 1, names: [.known("phase" + suffix)])))
    let type = builder.impactType(.known("type" + suffix))
    let component = builder.component("component" + suffix, ["group": "group" + suffix])
    _ = builder.component("plain" + suffix)
    let retired = builder.component("retired" + suffix)
    builder.record(.component(retired, .retired))
    let incident = builder.incident(
      .known("incident" + suffix), .known("description" + suffix),
      affects: [.on(component, type, 50), .on(retired, type, 50)], from: "2026-11-22T08:00:00Z",
      phase: PhaseReference(generation: 1, order: 0))
    builder.update(
      incident, .known("update" + suffix), .known("said" + suffix), at: "2026-11-22T09:00:00Z")
    _ = builder.incident("planned" + suffix, from: "2026-12-01T00:00:00Z")
    for _ in 0...Limits.pageDayShownMax {
      _ = builder.incident(
        "folded" + suffix, affects: [.on(component, type, 50)], from: "2026-11-20T00:00:00Z",
        to: "2026-11-20T01:00:00Z")
    }
    return (builder.board, incident)
  }
}
