/// One of the two detachable parts of a payload, `facts` or `texts`, as it lies beside the entry.
package enum PayloadPart: Hashable, Sendable {
  /// The bytes, with the 32-byte salt of their commitment.
  case known(salt: Digest, bytes: [UInt8])
  /// Erased here or never received: the entry's commitment still proves what it was.
  case withheld

  /// How many bytes are known, without the salt.
  package var byteCount: Int {
    switch self {
    case .known(_, let bytes): bytes.count
    case .withheld: 0
    }
  }
}

extension PayloadPart {
  /// The bytes of facts, which are always known.
  /// - Throws: `EntryError` `.factsWithheld` or `.factsCommitment`.
  func facts(committedTo commitment: Digest) throws(EntryError) -> [UInt8] {
    guard case .known(let salt, let bytes) = self else {
      throw EntryError(.factsWithheld, "the facts are missing; they are never erased")
    }
    guard Digest.commitment(salt: salt, bytes: bytes) == commitment else {
      throw EntryError(.factsCommitment, "the facts are not those that the entry commits to")
    }
    return bytes
  }

  /// The bytes of texts; nil if they are withheld.
  /// - Throws: `EntryError` `.textsCommitment`.
  func texts(committedTo commitment: Digest) throws(EntryError) -> [UInt8]? {
    guard case .known(let salt, let bytes) = self else { return nil }
    guard Digest.commitment(salt: salt, bytes: bytes) == commitment else {
      throw EntryError(.textsCommitment, "the texts are not those that the entry commits to")
    }
    return bytes
  }
}
