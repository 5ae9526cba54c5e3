import Crypto
import StandardForms

/// Exactly 32 bytes: a SHA-256 value, or a salt of that length. Held inline, without an allocation.
package struct Digest: Hashable, Sendable {
  /// The length of every digest.
  package static let byteCount = 32

  /// 32 zero bytes: the chain value before the first event.
  package static let zero = Digest(words: (0, 0, 0, 0))

  // The bytes in their own order, four words of memory: only ever compared, hashed and copied.
  private let word0: UInt64
  private let word1: UInt64
  private let word2: UInt64
  private let word3: UInt64

  private init(words: (UInt64, UInt64, UInt64, UInt64)) {
    (word0, word1, word2, word3) = words
  }

  /// Takes the 32 bytes at `buffer`; nil if there are more or fewer.
  package init?(_ buffer: UnsafeRawBufferPointer) {
    guard buffer.count == Self.byteCount else { return nil }
    self.init(
      words: (
        buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
        buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
        buffer.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
        buffer.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
      ))
  }

  /// Takes 32 bytes; nil if there are more or fewer.
  package init?(bytes: [UInt8]) {
    guard let digest = bytes.withUnsafeBytes({ Digest($0) }) else { return nil }
    self = digest
  }

  /// Reads 64 hex digits of either case; nil for anything else.
  package init?(hex: some StringProtocol) {
    guard hex.utf8.count == 2 * Self.byteCount, let bytes = Hex.decode(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// Reads 64 hex digits in lower case; nil for anything else.
  init?(lowerCaseHex digits: UnsafeBufferPointer<UInt8>) {
    guard digits.count == 2 * Self.byteCount else { return nil }
    let text = UnsafeRawBufferPointer(digits)
    func sixteen(_ offset: Int) -> UInt64? {
      let first = text.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let second = text.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
      guard let low = Hex.bytes(ofLowerCase: first),
        let high = Hex.bytes(ofLowerCase: second)
      else { return nil }
      return (UInt64(high.littleEndian) << 32 | UInt64(low.littleEndian)).littleEndian
    }
    guard let a = sixteen(0), let b = sixteen(16), let c = sixteen(32), let d = sixteen(48) else {
      return nil
    }
    self.init(words: (a, b, c, d))
  }

  /// The 32 bytes.
  package var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }

  /// 64 hex digits in lower case.
  package var hex: String { Hex.encode(bytes) }

  /// Lends the 32 bytes, in order, for the time of the call.
  package func withUnsafeBytes<R, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try Swift.withUnsafeBytes(of: self, body)
  }

  /// SHA-256 (FIPS 180-4) of all `chunks`, one after the other.
  package static func sha256(of chunks: [UInt8]...) -> Digest {
    var hash = SHA256()
    for chunk in chunks { chunk.withUnsafeBytes { hash.update(bufferPointer: $0) } }
    return Digest(finishing: hash)
  }

  /// SHA-256 of a tag byte, if given, then one or two digests, then the bytes: no temporary array.
  static func sha256(
    tag: UInt8? = nil, _ first: Digest? = nil, _ second: Digest? = nil, bytes: [UInt8] = []
  ) -> Digest {
    var hash = SHA256()
    if let tag { Swift.withUnsafeBytes(of: tag) { hash.update(bufferPointer: $0) } }
    if let first { first.withUnsafeBytes { hash.update(bufferPointer: $0) } }
    if let second { second.withUnsafeBytes { hash.update(bufferPointer: $0) } }
    if !bytes.isEmpty { bytes.withUnsafeBytes { hash.update(bufferPointer: $0) } }
    return Digest(finishing: hash)
  }

  private init(finishing hash: SHA256) {
    guard let digest = hash.finalize().withUnsafeBytes({ Digest($0) }) else {
      preconditionFailure("SHA-256 has 32 bytes")
    }
    self = digest
  }
}

extension Digest {
  /// The commitment to one payload part: SHA-256(salt || bytes). The salt keeps a short text from
  /// being guessed from its commitment after it was erased.
  package static func commitment(salt: Digest, bytes: [UInt8]) -> Digest {
    sha256(salt, bytes: bytes)
  }

  /// The chain value after an event: SHA-256(chain before it || its leaf).
  package static func chain(after previous: Digest, leaf: Digest) -> Digest {
    sha256(previous, leaf)
  }
}
