/// Hexadecimal text (RFC 4648 section 8): written in lower case, read in any.
package enum Hex {
  /// Two lower-case digits for each byte.
  package static func encode(_ bytes: some Collection<UInt8>) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
      var index = 0
      for byte in bytes {
        buffer[index] = digit(byte >> 4)
        buffer[index + 1] = digit(byte & 0xF)
        index += 2
      }
      return index
    }
  }

  /// Appends two lower-case digits for each byte to `text`.
  package static func append(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count * 2) { digits in
      for index in 0..<bytes.count {
        digits[2 * index] = digit(bytes[index] >> 4)
        digits[2 * index + 1] = digit(bytes[index] & 0xF)
      }
      text.append(contentsOf: UnsafeBufferPointer(digits))
    }
  }

  /// The bytes that `text` writes; `nil` for an odd length or another character.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for byte in text.utf8 {
      guard let value = nibble(byte) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? bytes : nil
  }

  /// The four bytes that eight digits of either case write, in the order of memory; `nil` if
  /// another character is among them.
  @inline(__always)
  static func bytes(of digits: UInt64) -> UInt32? {
    bytes(of: digits, lettersIn: digits | 0x2020_2020_2020_2020)
  }

  /// The four bytes that eight digits write, in the order of memory; `nil` if another character or
  /// an upper-case digit is among them.
  @inline(__always)
  package static func bytes(ofLowerCase digits: UInt64) -> UInt32? {
    bytes(of: digits, lettersIn: digits)
  }

  /// All eight at a time: in each byte, a sum reaches the top bit where the character is at least
  /// that of the bound.
  @inline(__always)
  private static func bytes(of digits: UInt64, lettersIn text: UInt64) -> UInt32? {
    let digits = digits.littleEndian
    let text = text.littleEndian
    let top: UInt64 = 0x8080_8080_8080_8080
    let each: UInt64 = 0x0101_0101_0101_0101
    let numbers = (digits &+ each &* (0x80 - 0x30)) & ~(digits &+ each &* (0x80 - 0x3A))
    let letters = (text &+ each &* (0x80 - 0x61)) & ~(text &+ each &* (0x80 - 0x67)) & top
    guard digits & top == 0, (numbers | letters) & top == top else { return nil }
    let nibbles = (digits & (each &* 0xF)) &+ (letters >> 7) &* 9
    let pairs = (nibbles << 4 | nibbles >> 8) & 0x00FF_00FF_00FF_00FF
    let words = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: words | words >> 16).littleEndian
  }

  static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x57 + nibble }

  static func nibble(_ byte: UInt8) -> UInt8? {
    let digit = byte &- 0x30
    if digit <= 9 { return digit }
    let letter = (byte | 0x20) &- 0x61
    return letter < 6 ? letter + 10 : nil
  }
}
