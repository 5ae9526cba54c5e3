import Mustache

/// How texts get into a page: each byte that HTML could take for markup is written as a reference,
/// each control character as U+FFFD, and what overrides or isolates the direction of a text is left
/// out, lest it turn around or hide what stands beside it.
///
/// The escaping that swift-mustache 2.1.1 brings looks at whole `Character`s. `<` after U+0600, or
/// `"` before a combining mark, is part of a larger one and passes as it is, which lets a text out
/// of its element or attribute. Bytes of UTF-8 have no such company.
struct HTMLEscaping: MustacheContentType {
  /// The name by which a template asks for it.
  static let name = "BYTES"

  func escapeText(_ text: String) -> String {
    Self.replacing(in: text) { bytes, place in
      Self.reference(to: bytes[place]).map { ($0, 1) } ?? Self.hidden(bytes, place)
    }
  }

  /// The text as a page shows it, without the references.
  static func cleaned(_ text: String) -> String {
    replacing(in: text, hidden)
  }

  /// What is written for the `length` bytes at a place.
  private typealias Replacement = (with: StaticString, length: Int)

  private static func replacing(
    in text: String, _ replacement: (UnsafeBufferPointer<UInt8>, Int) -> Replacement?
  ) -> String {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.contains(where: isNotable) else {
        return String(decoding: bytes, as: UTF8.self)
      }
      var result: [UInt8] = []
      result.reserveCapacity(bytes.count + bytes.count / 8 + 16)
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
      return String(decoding: result, as: UTF8.self)
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
