import EventLog
import HTTPTypes
import ReadModel
import StandardForms
import StatusDomain

/// Decides who a request comes from, and whether that one may take the route.
enum Authorization {
  /// Who asks where nobody has to say so.
  static let anonymous = "anonymous"

  /// The actor as the log names it.
  /// - Throws: `Problem` `.unauthorized` without a valid token, `.forbidden` with one that may not.
  static func actor(
    _ headers: HTTPFields, _ route: Route, _ access: AccessBoard, now: Timestamp
  ) throws(Problem) -> String {
    switch route.access {
    case .everyone: return anonymous
    case .readers, .operators, .administrators: break
    }
    guard let secret = bearer(headers[.authorization]) else {
      throw Problem(.unauthorized, "Send a token: Authorization: Bearer followed by its text.")
    }
    let digest = TokenSecret(text: secret).digest
    guard let token = access.token(digest: digest), token.isValid(at: now) else {
      throw Problem(.unauthorized, "The token is unknown, was revoked or has expired.")
    }
    guard token.role.mayTake(route) else {
      throw Problem(.forbidden, "A token of the role \(token.role.rawValue) may not do this.")
    }
    return "token/" + token.id.text
  }

  /// The text of a bearer token (RFC 6750 section 2.1); the scheme's case does not matter.
  private static func bearer(_ header: String?) -> String? {
    guard let header else { return nil }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    let text = parts[1].drop { $0 == " " }
    return text.isEmpty ? nil : String(text)
  }
}

extension Role {
  fileprivate func mayTake(_ route: Route) -> Bool {
    switch (self, route.access) {
    case (.administrator, _), (.operator, .operators), (_, .readers), (_, .everyone): true
    case (.operator, .administrators), (.reader, .operators), (.reader, .administrators): false
    }
  }
}
