import StandardForms
import StatusDomain

extension TokenDraft {
  /// Reads the body of a POST; `digest` is the SHA-256 of the secret that was drawn for it.
  init(payload body: [UInt8], digest: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: ["displayName", "role", "expiresAt"])
    self.init(
      name: try reader.required("displayName", Read.name),
      role: try reader.required("role", Read.role), digest: digest,
      expiresAt: try reader.optional("expiresAt", Read.moment))
  }
}

extension Read {
  fileprivate static func role(_ value: JSONValue, _ path: String) throws(Problem) -> Role {
    guard let role = Role(rawValue: try text(value, path)) else {
      let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem.malformed(path, "it must be one of \(roles)")
    }
    return role
  }
}
