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
