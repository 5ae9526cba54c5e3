import CZeroMQ

/// The public half of a CURVE key: 32 bytes by which a node is known to the others.
package struct CurvePublicKey: Hashable, Sendable, CustomStringConvertible {
  /// Z85 (RFC 32): 40 printable characters, among them none of quotation marks and backslash.
  package let text: String
  /// The key itself, `byteCount` bytes.
  package let bytes: [UInt8]

  /// Bytes of a key, public or secret.
  package static let byteCount = 32
  /// Characters of a key in Z85.
  static let characterCount = byteCount / 4 * 5

  /// Nil if `text` is not `byteCount` bytes in Z85.
  package init?(_ text: String) {
    guard let bytes = Self.decode(text) else { return nil }
    self.text = text
    self.bytes = bytes
  }

  /// Nil unless there are `byteCount` bytes.
  init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
    self.text = Self.encode(bytes)
  }

  /// The key in Z85.
  package var description: String { text }

  /// The bytes that `text` stands for, if it stands for as many as a key has.
  static func decode(_ text: String) -> [UInt8]? {
    guard text.utf8.count == characterCount, !text.utf8.contains(0) else { return nil }
    var bytes = [UInt8](repeating: 0, count: byteCount)
    return zmq_z85_decode(&bytes, text) == nil ? nil : bytes
  }

  private static func encode(_ bytes: [UInt8]) -> String {
    var text = [CChar](repeating: 0, count: characterCount + 1)
    zmq_z85_encode(&text, bytes, bytes.count)
    return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
