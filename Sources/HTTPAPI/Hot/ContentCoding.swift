/// In which coding a body is sent (RFC 9110 section 8.4.1).
enum ContentCoding: Hashable, Sendable {
  /// As it is.
  case identity
  /// Compressed.
  case gzip

  /// What a client gets that sends this `Accept-Encoding`, its lines joined by commas: gzip if it
  /// takes that at least as gladly as the body as it is (RFC 9110 section 12.5.3). A client that
  /// takes neither gets the body as it is.
  init(accepting header: String?) {
    guard var text = header else {
      self = .identity
      return
    }
    self = text.withUTF8 { Self.choice(UnsafeRawBufferPointer($0)) }
  }

  private static func choice(_ bytes: UnsafeRawBufferPointer) -> ContentCoding {
    var gzip: Int?
    var identity: Int?
    var any: Int?
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.count
      let element = Element(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      if element.isNamed("gzip") || element.isNamed("x-gzip") {
        gzip = element.quality
      } else if element.isNamed("identity") {
        identity = element.quality
      } else if element.isNamed("*") {
        any = element.quality
      }
      start = end + 1
    }
    let wish = gzip ?? any ?? 0
    return wish > 0 && wish >= identity ?? 0 ? .gzip : .identity
  }

  /// One element of the header: a name and how much it is wanted.
  private struct Element {
    private let name: UnsafeRawBufferPointer
    /// In thousandths; nothing, if it cannot be read.
    let quality: Int

    init(_ bytes: UnsafeRawBufferPointer) {
      let end = bytes.firstIndex(of: UInt8(ascii: ";")) ?? bytes.count
      name = Self.trimmed(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
      guard end < bytes.count else {
        quality = 1000
        return
      }
      quality = Self.quality(Self.trimmed(UnsafeRawBufferPointer(rebasing: bytes[(end + 1)...])))
    }

    func isNamed(_ word: StaticString) -> Bool {
      guard name.count == word.utf8CodeUnitCount else { return false }
      return name.indices.allSatisfy { name[$0] | 0x20 == word.utf8Start[$0] | 0x20 }
    }

    /// `q=` and 0, 1 or a fraction of at most three digits (RFC 9110 section 12.4.2).
    private static func quality(_ text: UnsafeRawBufferPointer) -> Int {
      guard (3...7).contains(text.count), text[0] | 0x20 == UInt8(ascii: "q"),
        text[1] == UInt8(ascii: "="), let whole = digit(text[2]), whole <= 1
      else { return 0 }
      guard text.count == 3 || text[3] == UInt8(ascii: ".") else { return 0 }
      var thousandths = whole * 1000
      var unit = 100
      for byte in text.dropFirst(4) {
        guard let digit = digit(byte) else { return 0 }
        thousandths += digit * unit
        unit /= 10
      }
      return min(thousandths, 1000)
    }

    private static func digit(_ byte: UInt8) -> Int? {
      (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil
    }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
      var (start, end) = (0, bytes.count)
      while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
      while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
      return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }
  }
}
