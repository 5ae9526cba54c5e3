/// How texts get into a page: each byte that HTML could take for markup is written as a reference,
/// each control character as U+FFFD, and what overrides or isolates the direction of a text is left
/// out, lest it turn around or hide what stands beside it.
///
/// It looks at bytes of UTF-8, never at whole `Character`s: `<` after U+0600, or `"` before a
/// combining mark, is part of a larger one, which would pass as it is and let a text out of its
/// element or attribute.
enum HTMLEscaping {
  /// Appends `text`, escaped, to a page in UTF-8.
  static func append(_ text: String, to page: inout [UInt8]) {
    var text = text
    text.withUTF8 { bytes in
      guard bytes.contains(where: isNotable) else {
        page.append(contentsOf: bytes)
        return
      }
      append(bytes, to: &page) { bytes, place in
        reference(to: bytes[place]).map { ($0, 1) } ?? hidden(bytes, place)
      }
    }
  }

  /// The text as a page shows it, without the references.
  static func cleaned(_ text: String) -> String {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.contains(where: isNotable) else {
        return String(decoding: bytes, as: UTF8.self)
      }
      var result: [UInt8] = []
      append(bytes, to: &result, hidden)
      return String(decoding: result, as: UTF8.self)
    }
  }

  /// What is written for the `length` bytes at a place.
  private typealias Replacement = (with: StaticString, length: Int)

  private static func append(
    _ bytes: UnsafeBufferPointer<UInt8>, to result: inout [UInt8],
    _ replacement: (UnsafeBufferPointer<UInt8>, Int) -> Replacement?
  ) {
    result.reserveCapacity(result.count + bytes.count + bytes.count / 8 + 16)
    var place = 0
    while place < bytes.count {
      if isNotable(bytes[place]), let (with, length) = replacement(bytes, place) {
        with.withUTF8Buffer { result.append(contentsOf: $0) }
        place += length
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
  }

  /// Whether something that is replaced may begin with `byte`.
  private static func isNotable(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xE2 || reference(to: byte) != nil
  }

  /// Control characters other than white space (U+0000 to U+001F, U+007F to U+009F), and what
  /// embeds, overrides or isolates a direction (U+202A to U+202E, U+2066 to U+2069).
  private static func hidden(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Replacement? {
    // The text is valid UTF-8: after a first byte its others follow.
    switch bytes[place] {
    case 0x09, 0x0A, 0x0D: return nil
    case ..<0x20, 0x7F: return ("\u{FFFD}", 1)
    case 0xC2: return bytes[place + 1] < 0xA0 ? ("\u{FFFD}", 2) : nil
    case 0xE2:
      switch (bytes[place + 1], bytes[place + 2]) {
      case (0x80, 0xAA...0xAE), (0x81, 0xA6...0xA9): return ("", 3)
      case _: return nil
      }
    case _: return nil
    }
  }

  private static func reference(to byte: UInt8) -> StaticString? {
    switch byte {
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    case _: nil
    }
  }
}
