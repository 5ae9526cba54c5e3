import StandardForms
import StatusDomain

extension EventCodec {
  static func encode(_ event: TokenEvent, _ writer: inout PayloadWriter) -> EventType.TokenWord {
    switch event {
    case .issued(let name, let role, let digest, let expiresAt, let issuedAt):
      writer.fact("role", role.rawValue)
      writer.fact("digest", Hex.encode(digest))
      writer.fact("expires_at", expiresAt)
      writer.fact("issued_at", issuedAt)
      writer.text("name", name)
      return .issued
    case .revoked: return .revoked
    }
  }

  static func tokenEvent(
    _ type: EventType.TokenWord, _ payload: PayloadReader
  ) throws(CodecError) -> TokenEvent {
    switch type {
    case .issued:
      guard let role = Role(rawValue: try payload.string("role")) else {
        throw payload.fault("role")
      }
      return .issued(
        name: try payload.text("name"), role: role, digest: try payload.bytes("digest"),
        expiresAt: try payload.optionalTime("expires_at"),
        issuedAt: try payload.time("issued_at"))
    case .revoked: return .revoked
    }
  }
}
