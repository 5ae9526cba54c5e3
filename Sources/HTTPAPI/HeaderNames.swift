import HTTPTypes

extension HTTPField.Name {
  /// `epoch:position` of the state that an answer shows.
  static let heliographPosition = known("Heliograph-Position")
  /// The position that a read wants to see at least.
  static let heliographMinPosition = known("Heliograph-Min-Position")
  /// At a replica: milliseconds since the primary was last heard of.
  static let heliographStateAge = known("Heliograph-State-Age")
  /// How durable a change is that was just recorded.
  static let heliographDurability = known("Heliograph-Durability")
  /// The node that has sent a change on for its client.
  static let heliographForwarded = known("Heliograph-Forwarded")
  /// What a client would like of an answer (RFC 7240).
  static let prefer = known("Prefer")
  /// What of that was heeded.
  static let preferenceApplied = known("Preference-Applied")
  /// The client's own word for one request.
  static let idempotencyKey = known("Idempotency-Key")
  /// What Hummingbird leaves of `Host` in the headers: every line but the first.
  static let furtherHost = known("Host")
  /// Who may embed and refer.
  static let referrerPolicy = known("Referrer-Policy")

  /// Whether a picture may be shown on other sites.
  static let crossOriginResourcePolicy = known("Cross-Origin-Resource-Policy")

  private static func known(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no header name") }
    return name
  }
}
