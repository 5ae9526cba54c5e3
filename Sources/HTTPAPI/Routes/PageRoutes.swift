import Coordination
import HTTPTypes
import ReadModel
import StatusDomain
import StatusPage
import StatusService

/// Pages for people, and what they need.
enum PageRoutes {
  static func home(_ call: Call) async throws(Problem) -> Answer {
    let board = try await call.boards().status
    let language = try call.language()
    let html = call.node.page.home(
      board, at: call.now, freshness: call.freshness(board), language: language)
    return page(html, board, language)
  }

  static func incident(_ call: Call) async throws(Problem) -> Answer {
    guard let text = try? call.text("incidentId"), let id = IncidentID(text) else {
      throw Problem(.notFound(.incident))
    }
    let board = try await call.boards().status
    let language = try call.language()
    let html = call.node.page.incident(
      id, board, at: call.now, freshness: call.freshness(board), language: language)
    guard let html else { throw Problem(.notFound(.incident)) }
    return page(html, board, language)
  }

  /// The incidents of a month.
  static func history(_ call: Call) async throws(Problem) -> Answer {
    guard let text = try? call.text("month"), let month = Month(text) else {
      throw Problem(.noSuchRoute, "A month is written as in /history/2026-11.")
    }
    let board = try await call.boards().status
    let language = try call.language()
    let html = call.node.page.history(
      month, board, at: call.now, freshness: call.freshness(board), language: language)
    guard let html else {
      throw Problem(.noSuchRoute, "Nothing was reported so long ago, or that month is still ahead.")
    }
    return page(html, board, language)
  }

  /// The badge of everything (`all.svg`) or of a component (its identity, then `.svg`).
  static func badge(_ call: Call) async throws(Problem) -> Answer {
    let suffix = ".svg"
    guard let file = try? call.text("badge"), file.hasSuffix(suffix) else {
      throw Problem(.notFound(.component))
    }
    let name = String(file.dropLast(suffix.count))
    let component = ComponentID(name)
    guard name == "all" || component != nil else { throw Problem(.notFound(.component)) }
    let board = try await call.boards().status
    let language = try call.language()
    let svg = call.node.page.badge(
      of: component, board, at: call.now, freshness: call.freshness(board), language: language)
    guard let svg else { throw Problem(.notFound(.component)) }
    var answer = Answer.showing(
      Representation(body: svg, version: board.version), at: board.position,
      contentType: "image/svg+xml; charset=utf-8")
    answer.headers[.contentLanguage] = language.code
    answer.headers[.crossOriginResourcePolicy] = "cross-origin"
    return answer
  }

  static func stylesheet(_ call: Call) throws(Problem) -> Answer {
    let stylesheet = call.node.page.stylesheet
    return try asset(stylesheet.bytes, at: stylesheet.path, "text/css; charset=utf-8", call)
  }

  static func script(_ call: Call) throws(Problem) -> Answer {
    try asset(
      PageRenderer.script, at: PageRenderer.scriptPath, "text/javascript; charset=utf-8", call)
  }

  private static func asset(
    _ bytes: [UInt8], at path: String, _ contentType: String, _ call: Call
  ) throws(Problem) -> Answer {
    var answer = Answer.showing(
      Representation(body: bytes, version: 0), at: call.node.boards.current.position,
      contentType: contentType)
    // Its address changes with it, so whoever asks by the present address may keep it.
    if path.hasSuffix("?v=" + (try call.query["v"] ?? "-")) {
      answer.cacheControl = Answer.forever
    }
    return answer
  }

  static func robots(_ call: Call) -> Answer {
    var answer = Answer(
      .ok, Array("User-agent: *\nDisallow: /api/\n".utf8), contentType: "text/plain; charset=utf-8")
    answer.cacheControl = "public, max-age=86400"
    return answer
  }

  /// There is none; browsers ask for it all the same.
  static func icon(_ call: Call) -> Answer {
    var answer = Answer(.noContent)
    answer.cacheControl = "public, max-age=86400"
    return answer
  }

  private static func page(
    _ html: [UInt8], _ board: StatusBoard, _ language: Language
  ) -> Answer {
    document(html, at: board.position, language, version: board.version)
  }

  /// A page that needs no board, as of `position`.
  static func document(
    _ html: [UInt8], at position: BoardPosition, _ language: Language, version: Int64 = 0
  ) -> Answer {
    var answer = Answer.showing(
      Representation(body: html, version: version), at: position,
      contentType: "text/html; charset=utf-8")
    answer.isPage = true
    answer.headers[.contentLanguage] = language.code
    return answer
  }
}

extension Call {
  /// The language that the visitor asks for, or likes best.
  /// - Throws: `Problem` for a `lang` that is not percent-encoded UTF-8.
  func language() throws(Problem) -> Language {
    LanguageChoice.choose(
      query: try query["lang"], acceptLanguage: headers[.acceptLanguage],
      from: node.page.languages)
  }

  fileprivate func freshness(_ board: StatusBoard) -> Freshness {
    let status = node.nodeStatus()
    let role: Freshness.Role =
      switch status.role {
      case .primary: .primary
      case .replica: .replica
      }
    return Freshness(
      role: role, position: board.position.text,
      stateRecordedAt: board.position == .start ? nil : board.recordedAt,
      ageMilliseconds: status.ageMilliseconds, isStale: status.isStale,
      primaryURL: status.primaryURL)
  }
}
