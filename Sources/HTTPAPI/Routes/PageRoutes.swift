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
    return page(call.node.page.home(board, at: call.now, freshness: call.freshness(board)), board)
  }

  static func incident(_ call: Call) async throws(Problem) -> Answer {
    guard let text = try? call.text("incidentId"), let id = IncidentID(text) else {
      throw Problem(.notFound(.incident))
    }
    let board = try await call.boards().status
    let html = call.node.page.incident(
      id, board, at: call.now, freshness: call.freshness(board))
    guard let html else { throw Problem(.notFound(.incident)) }
    return page(html, board)
  }

  static func stylesheet(_ call: Call) throws(Problem) -> Answer {
    let representation = Representation(body: PageRenderer.stylesheet, version: 0)
    var answer = Answer.showing(
      representation, at: call.node.boards.current.position, contentType: "text/css; charset=utf-8")
    // Its address changes with it, so whoever asks by the present address may keep it.
    if PageRenderer.stylesheetPath.hasSuffix("?v=" + (try call.query["v"] ?? "-")) {
      answer.cacheControl = "public, max-age=31536000, immutable"
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

  private static func page(_ html: [UInt8], _ board: StatusBoard) -> Answer {
    var answer = Answer.showing(
      Representation(body: html, version: board.version), at: board.position,
      contentType: "text/html; charset=utf-8")
    answer.isPage = true
    return answer
  }
}

extension Call {
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
