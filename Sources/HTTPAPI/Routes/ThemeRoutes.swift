import Coordination
import HTTPTypes
import StatusPage

/// What a node's theme adds: pages of its texts, pictures and fonts.
enum ThemeRoutes {
  static func document(_ text: Theme.Text) -> @Sendable (Call) async throws(Problem) -> Answer {
    { call async throws(Problem) in
      let language = try call.language()
      guard let html = call.node.page.document(text, language: language) else {
        throw Problem(.noSuchRoute, "This site has no such page.")
      }
      return PageRoutes.document(html, at: call.node.boards.current.position, language)
    }
  }

  static func file(_ call: Call) throws(Problem) -> Answer {
    let version = try call.query["v"]
    guard let name = try? call.text("file"),
      let (file, isVersioned) = call.node.page.theme.file(name, version: version)
    else { throw Problem(.noSuchRoute, "The theme has no such file.") }
    var answer = Answer.showing(
      Representation(body: file.bytes, version: 0), at: call.node.boards.current.position,
      contentType: file.mediaType)
    if isVersioned { answer.cacheControl = Answer.forever }
    // For who opens a picture by its own address: it draws, and does nothing else.
    answer.headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
    return answer
  }
}
