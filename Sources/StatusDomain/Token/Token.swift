import HashTreeCollections
package import StandardForms

/// A bearer token of the API. Its secret is never known here: only the digest of it.
package struct Token: Hashable, Sendable {
  /// Its identity, under which it acts and can be revoked.
  package let id: TokenID
  /// What people call it.
  package let name: Text
  /// What it may do.
  package let role: Role
  /// The SHA-256 of the secret: 32 bytes.
  package let digest: [UInt8]
  /// From when on it is no longer accepted.
  package let expiresAt: Timestamp?
  /// When it was issued.
  package let issuedAt: Timestamp

  /// A token of these parts, as they were recorded.
  package init(
    id: TokenID, name: Text, role: Role, digest: [UInt8], expiresAt: Timestamp?,
    issuedAt: Timestamp
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.digest = digest
    self.expiresAt = expiresAt
    self.issuedAt = issuedAt
  }

  /// Whether it is accepted at `now`.
  package func isValid(at now: Timestamp) -> Bool { expiresAt.map { now < $0 } ?? true }
}

/// What a token may do.
package enum Role: String, Hashable, Sendable, CaseIterable {
  /// Everything, tokens included.
  case administrator
  /// Everything that the status page shows.
  case `operator`
  /// Reading only.
  case reader
}

/// What can be asked of a token.
package enum TokenCommand: Hashable, Sendable {
  /// Let there be a token.
  case issue(TokenDraft)
  /// Accept it no longer.
  case revoke
}

/// A token as it is issued.
package struct TokenDraft: Hashable, Sendable {
  /// What people call it.
  package var name: Name
  /// What it may do.
  package var role: Role
  /// The SHA-256 of the secret: 32 bytes.
  package var digest: [UInt8]
  /// From when on it is no longer accepted.
  package var expiresAt: Timestamp?

  /// The bytes of a SHA-256.
  static let digestByteCount = 32

  /// A draft of these parts; traps unless the digest has 32 bytes.
  package init(name: Name, role: Role, digest: [UInt8], expiresAt: Timestamp?) {
    precondition(digest.count == Self.digestByteCount, "a SHA-256 has 32 bytes")
    self.name = name
    self.role = role
    self.digest = digest
    self.expiresAt = expiresAt
  }
}

/// What can have happened to a token.
package enum TokenEvent: Hashable, Sendable {
  case issued(
    name: Text, role: Role, digest: [UInt8], expiresAt: Timestamp?, issuedAt: Timestamp)
  case revoked
}

extension Token {
  /// The token after `event`; `nil` before it was issued and after it was revoked.
  package static func evolve(_ token: inout Token?, id: TokenID, _ event: TokenEvent) {
    switch event {
    case .issued(let name, let role, let digest, let expiresAt, let issuedAt):
      precondition(token == nil, "I4: \(id.text) was issued twice")
      token = Token(
        id: id, name: name, role: role, digest: digest, expiresAt: expiresAt, issuedAt: issuedAt)
    case .revoked:
      precondition(token != nil, "I4: \(id.text) was revoked but is not there")
      token = nil
    }
  }
}

extension StatusState {
  func decide(
    _ command: TokenCommand, _ id: TokenID, now: Timestamp
  ) throws(Rejection) -> [TokenEvent] {
    switch (command, tokens[id]) {
    case (.issue(let draft), nil):
      guard tokens.count < Limits.tokensMax else {
        throw .conflict(.tooMany(.token, max: Limits.tokensMax))
      }
      return [
        .issued(
          name: .known(draft.name.text), role: draft.role, digest: draft.digest,
          expiresAt: draft.expiresAt, issuedAt: now)
      ]
    case (.issue, .some): preconditionFailure("an identity was drawn twice: \(id.text)")
    case (.revoke, .some(let token)):
      guard !isLastAdministrator(token, at: now) else { throw .conflict(.lastAdministrator) }
      return [.revoked]
    case (.revoke, nil): throw .notFound(.token)
    }
  }

  /// Whether nobody could administer any more without `token`, now or once all others expired.
  private func isLastAdministrator(_ token: Token, at now: Timestamp) -> Bool {
    guard token.role == .administrator, token.isValid(at: now) else { return false }
    return !tokens.values.contains {
      $0.id != token.id && $0.role == .administrator && $0.expiresAt == nil
    }
  }
}
