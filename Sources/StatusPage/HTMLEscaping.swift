import Mustache

/// How texts get into a page: each byte that HTML could take for markup is written as a reference.
///
/// The escaping that swift-mustache 2.1.1 brings looks at whole `Character`s. `<` after U+0600, or
/// `"` before a combining mark, is part of a larger one and passes as it is, which lets a text out
/// of its element or attribute. Bytes of UTF-8 have no such company.
struct HTMLEscaping: MustacheContentType {
  /// The name by which a template asks for it.
  static let name = "BYTES"

  func escapeText(_ text: String) -> String {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.contains(where: { Self.reference(to: $0) != nil }) else {
        return String(decoding: bytes, as: UTF8.self)
      }
      var escaped: [UInt8] = []
      escaped.reserveCapacity(bytes.count + bytes.count / 8 + 16)
      for byte in bytes {
        if let reference = Self.reference(to: byte) {
          escaped.append(contentsOf: reference.utf8)
        } else {
          escaped.append(byte)
        }
      }
      return String(decoding: escaped, as: UTF8.self)
    }
  }

  private static func reference(to byte: UInt8) -> String? {
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
