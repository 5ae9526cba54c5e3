import EventLog
import HTTPTypes
import ReadModel
import StandardForms
import StatusDomain
import StatusService

/// Tokens: who may change what. For administrators only.
enum TokenRoutes {
  static func list(_ call: Call) async throws(Problem) -> Answer {
    let boards = try await call.boards()
    var answer = Answer.showing(
      .tokens(boards.access, version: boards.position.position), at: boards.position)
    answer.cacheControl = "no-store"
    return answer
  }

  static func issue(_ call: Call) async throws(Problem) -> Answer {
    let secret = TokenSecret(call.node.effects.randomBytes32())
    let draft = try TokenDraft(payload: call.body, digest: secret.digest)
    let recording = try await call.record(.token(TokenID(call.newID()), .issue(draft)))
    let id = recording.madeID
    return recording.created(at: call.path + "/" + id.text, nil) { json in
      json.member("id", id.text)
      json.member("token", secret.text)
    }
  }

  static func revoke(_ call: Call) async throws(Problem) -> Answer {
    let id: TokenID = try call.id("tokenId")
    return try await call.record(.token(id, .revoke)).done
  }
}
