import StandardForms

/// Reads bytes whose form is fixed: literals in one order, with values of few kinds between them.
///
/// Any other byte is an `EntryError` `.malformed` that names the offset.
struct ByteScanner {
  private let bytes: [UInt8]
  private let part: StaticString
  private(set) var offset: Int
  /// Whether every UUID and time so far stood in its canonical form. All else has one form only.
  private(set) var isCanonical = true

  /// - Parameters:
  ///   - part: what the bytes are, for the error's reason: `entry`, `facts`.
  ///   - offset: where it begins to read.
  init(_ bytes: [UInt8], of part: StaticString, from offset: Int = 0) {
    self.bytes = bytes
    self.part = part
    self.offset = offset
  }

  /// Steps over `literal`, which must stand here.
  mutating func take(_ literal: StaticString) throws(EntryError) {
    guard takeIfPresent(literal) else { throw malformed("`\(literal)` is missing") }
  }

  /// Steps over `literal` if it stands here.
  mutating func takeIfPresent(_ literal: StaticString) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard bytes.count - offset >= count else { return false }
    let isThere = bytes.withUnsafeBytes { bytes in
      SameBytes.hold(
        UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]),
        UnsafeRawBufferPointer(start: literal.utf8Start, count: count))
    }
    if isThere { offset += count }
    return isThere
  }

  /// A decimal number >= 1 without sign or leading zeros.
  mutating func takeCount() throws(EntryError) -> Int64 {
    let start = offset
    var value: Int64 = 0
    while offset < bytes.count, bytes[offset] &- 0x30 <= 9 {
      let (product, productOverflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, sumOverflow) = product.addingReportingOverflow(Int64(bytes[offset] - 0x30))
      guard !productOverflow, !sumOverflow else { throw malformed("a number is too large") }
      value = sum
      offset += 1
    }
    guard offset > start, bytes[start] != 0x30 else {
      throw malformed("a number from 1, without leading zeros, is missing")
    }
    return value
  }

  /// A quoted text of visible ASCII without `"` and `\`, which needs no escapes.
  mutating func takeWord(bytesMax: Int) throws(EntryError) -> String {
    let range = try takeQuoted(bytesMax: bytesMax)
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// A quoted UUID.
  mutating func takeUUID() throws(EntryError) -> UUIDValue {
    let range = try takeQuoted(bytesMax: 36)
    if let uuid = withBytes(in: range, { UUIDValue(lowerCaseUTF8: $0) }) { return uuid }
    isCanonical = false
    if let uuid = withBytes(in: range, { UUIDValue(utf8: $0) }) { return uuid }
    var value: UInt128 = 0
    var digits = 0
    for byte in bytes[range] where byte != UInt8(ascii: "-") {
      guard let nibble = Self.nibble(byte) else { throw malformed("a UUID is missing") }
      value = value << 4 | UInt128(nibble)
      digits += 1
    }
    guard digits == 32 else { throw malformed("a UUID is missing") }
    return UUIDValue(value)
  }

  /// A quoted digest in 64 lower-case hex digits.
  mutating func takeDigest() throws(EntryError) -> Digest {
    let range = try takeQuoted(bytesMax: 2 * Digest.byteCount)
    guard range.count == 2 * Digest.byteCount else { throw malformed("a digest is missing") }
    guard let digest = withBytes(in: range, { Digest(lowerCaseHex: $0) }) else {
      throw malformed("a digest in lower-case hex is missing")
    }
    return digest
  }

  /// A quoted RFC 3339 time.
  mutating func takeTime() throws(EntryError) -> Timestamp {
    let range = try takeQuoted(bytesMax: 40)
    guard let time = withBytes(in: range, { Timestamp(rfc3339UTF8: $0) }) else {
      throw malformed("a time is missing")
    }
    if !time.isWritten(in: bytes[range]) { isCanonical = false }
    return time
  }

  /// Where the JSON object that begins here lies; whether it is JSON, its reader finds out.
  mutating func takeObject() throws(EntryError) -> Range<Int> {
    let start = offset
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "{") else {
      throw malformed("an object is missing")
    }
    var depth = 0
    var isInString = false
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      if isInString {
        if byte == UInt8(ascii: "\\") { offset += 1 } else if byte == 0x22 { isInString = false }
        continue
      }
      switch byte {
      case 0x22: isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return start..<offset }
      case _: continue
      }
    }
    throw malformed("an object does not end")
  }

  /// Nothing may follow.
  func finish() throws(EntryError) {
    guard offset == bytes.count else { throw malformed("something follows the end") }
  }

  func malformed(_ reason: String) -> EntryError {
    EntryError(.malformed, "\(part), byte \(offset): \(reason)")
  }

  private mutating func takeQuoted(bytesMax: Int) throws(EntryError) -> Range<Int> {
    guard offset < bytes.count, bytes[offset] == 0x22 else { throw malformed("a text is missing") }
    let start = offset + 1
    var end = start
    while end < bytes.count, Self.isPlain(bytes[end]) { end += 1 }
    guard end < bytes.count, bytes[end] == 0x22, end > start, end - start <= bytesMax else {
      throw malformed("a text of 1 to \(bytesMax) plain characters is missing")
    }
    offset = end + 1
    return start..<end
  }

  private func withBytes<Value>(
    in range: Range<Int>, _ read: (UnsafeBufferPointer<UInt8>) -> Value?
  ) -> Value? {
    bytes.withUnsafeBufferPointer { read(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  /// Visible ASCII that stands for itself in a JSON string.
  static func isPlain(_ byte: UInt8) -> Bool {
    (0x21...0x7E).contains(byte) && byte != 0x22 && byte != UInt8(ascii: "\\")
  }

  private static func nibble(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x61...0x66: byte - 0x57
    case _: nil
    }
  }
}
