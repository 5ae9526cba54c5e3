package import HashTreeCollections
package import StatusDomain

/// Who may change what, as it stands at one position. Kept apart from what is shown (I12).
package struct AccessBoard: Hashable, Sendable {
  /// The tokens that are not revoked.
  package private(set) var tokens: TreeDictionary<TokenID, Token> = [:]
  /// The token that each secret's SHA-256 means: the one issued last, if two have the same.
  package private(set) var byDigest: TreeDictionary<[UInt8], TokenID> = [:]

  /// The board before the first event.
  package init() {}

  /// The board of these parts, which were folded from one log up to one position.
  package init(
    tokens: TreeDictionary<TokenID, Token>, byDigest: TreeDictionary<[UInt8], TokenID>
  ) {
    self.tokens = tokens
    self.byDigest = byDigest
  }

  /// The token whose secret has this SHA-256.
  package func token(digest: [UInt8]) -> Token? { byDigest[digest].flatMap { tokens[$0] } }

  /// The tokens, oldest first, then by identity.
  package var sortedTokens: [Token] {
    tokens.values.sorted { ($0.issuedAt, $0.id) < ($1.issuedAt, $1.id) }
  }

  fileprivate mutating func take(_ id: TokenID, _ event: TokenEvent) {
    if let old = tokens[id], byDigest[old.digest] == id { byDigest[old.digest] = nil }
    Token.evolve(&tokens[id], id: id, event)
    if let new = tokens[id] { byDigest[new.digest] = id }
  }
}

/// Takes what was recorded into `board`.
package func apply(_ recorded: Recorded, _ board: inout AccessBoard) {
  if case .token(let id, let event)? = recorded.event { board.take(id, event) }
}
