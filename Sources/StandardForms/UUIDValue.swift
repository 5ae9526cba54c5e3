/// A UUID (RFC 9562) as a value that needs no Foundation: ordered by its bytes, written in lower
/// case.
package struct UUIDValue: Hashable, Comparable, Sendable {
  /// The 128 bits, the first byte most significant.
  package let rawValue: UInt128

  /// The UUID of these 128 bits; no version or variant is demanded.
  package init(_ rawValue: UInt128) { self.rawValue = rawValue }

  /// Reads the form 8-4-4-4-12 of hexadecimal digits in any case; `nil` for anything else.
  package init?(_ text: some StringProtocol) {
    var value: UInt128 = 0
    var count = 0
    for byte in text.utf8 {
      if count == 8 || count == 13 || count == 18 || count == 23 {
        guard byte == 0x2D else { return nil }
      } else {
        guard let nibble = Hex.nibble(byte) else { return nil }
        value = value << 4 | UInt128(nibble)
      }
      count += 1
      guard count <= 36 else { return nil }
    }
    guard count == 36 else { return nil }
    self.init(value)
  }

  /// The UUID of these bytes, most significant first; `nil` unless there are 16.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    self.init(bytes.reduce(0) { $0 << 8 | UInt128($1) })
  }

  /// The 16 bytes, most significant first.
  package var bytes: [UInt8] {
    (0..<16).map { UInt8(truncatingIfNeeded: rawValue >> UInt128((15 - $0) * 8)) }
  }

  /// The form 8-4-4-4-12 in lower-case hexadecimal.
  package var text: String {
    String(unsafeUninitializedCapacity: 36) { buffer in
      var index = 0
      for nibble in 0..<32 {
        if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
          buffer[index] = 0x2D
          index += 1
        }
        let value = UInt8(truncatingIfNeeded: rawValue >> UInt128((31 - nibble) * 4)) & 0xF
        buffer[index] = Hex.digit(value)
        index += 1
      }
      return 36
    }
  }

  package static func < (a: UUIDValue, b: UUIDValue) -> Bool { a.rawValue < b.rawValue }

  /// A time-ordered UUID: milliseconds of `time` (0 before 1970), then 74 of the `random` bits (RFC
  /// 9562 section 5.7).
  package static func version7(at time: Timestamp, random: UInt128) -> UUIDValue {
    let milliseconds = UInt128(UInt64(max(0, time.microseconds / 1000)))
    let value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | random & ((1 << 80) - 1)
    return stamped(value, version: 7)
  }

  /// A random UUID: 122 of the `random` bits (RFC 9562 section 5.4).
  package static func version4(random: UInt128) -> UUIDValue { stamped(random, version: 4) }

  private static func stamped(_ value: UInt128, version: UInt128) -> UUIDValue {
    let versionMask: UInt128 = 0xF << 76
    let variantMask: UInt128 = 0x3 << 62
    return UUIDValue(value & ~versionMask & ~variantMask | version << 76 | 0x2 << 62)
  }
}
