/// A UUID (RFC 9562) as a value that needs no Foundation: ordered by its bytes, written in lower
/// case.
package struct UUIDValue: Hashable, Comparable, Sendable {
  /// The 128 bits, the first byte most significant.
  package let rawValue: UInt128

  /// The UUID of these 128 bits; no version or variant is demanded.
  package init(_ rawValue: UInt128) { self.rawValue = rawValue }

  /// Reads the form 8-4-4-4-12 of hexadecimal digits in any case; `nil` for anything else.
  package init?(_ text: String) {
    var text = text
    guard let value = text.withUTF8({ Self.bits(of: $0) }) else { return nil }
    self.init(value)
  }

  /// Reads the same form from a part of a text.
  package init?(_ text: Substring) { self.init(String(text)) }

  /// Reads the same form from its bytes.
  package init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    guard let value = Self.bits(of: bytes) else { return nil }
    self.init(value)
  }

  /// Reads the same form from its bytes, with lower-case digits alone.
  package init?(lowerCaseUTF8 bytes: UnsafeBufferPointer<UInt8>) {
    guard let value = Self.bits(of: bytes, { Hex.bytes(ofLowerCase: $0) }) else { return nil }
    self.init(value)
  }

  private static func bits(of bytes: UnsafeBufferPointer<UInt8>) -> UInt128? {
    bits(of: bytes) { Hex.bytes(of: $0) }
  }

  @inline(__always)
  private static func bits(
    of bytes: UnsafeBufferPointer<UInt8>, _ read: (UInt64) -> UInt32?
  ) -> UInt128? {
    guard bytes.count == 36, bytes[8] == 0x2D, bytes[13] == 0x2D, bytes[18] == 0x2D,
      bytes[23] == 0x2D
    else { return nil }
    let text = UnsafeRawBufferPointer(bytes)
    func eight(_ first: Int, _ second: Int) -> UInt32? {
      let first = text.loadUnaligned(fromByteOffset: first, as: UInt32.self).littleEndian
      let second = text.loadUnaligned(fromByteOffset: second, as: UInt32.self).littleEndian
      return read((UInt64(second) << 32 | UInt64(first)).littleEndian)?.bigEndian
    }
    guard let a = eight(0, 4), let b = eight(9, 14), let c = eight(19, 24), let d = eight(28, 32)
    else { return nil }
    return UInt128(UInt64(a) << 32 | UInt64(b)) << 64 | UInt128(UInt64(c) << 32 | UInt64(d))
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
      write(to: buffer)
      return 36
    }
  }

  /// Appends the same form to `bytes`.
  package func append(to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { buffer in
      write(to: buffer)
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<36]))
    }
  }

  private func write(to buffer: UnsafeMutableBufferPointer<UInt8>) {
    let high = UInt64(truncatingIfNeeded: rawValue >> 64)
    let low = UInt64(truncatingIfNeeded: rawValue)
    var index = 0
    for nibble in 0..<32 {
      if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
        buffer[index] = 0x2D
        index += 1
      }
      let half = (nibble < 16 ? high : low) >> UInt64((15 - nibble % 16) * 4)
      buffer[index] = Hex.digit(UInt8(truncatingIfNeeded: half) & 0xF)
      index += 1
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
