import EventLog

/// The text of a token: `hg_` and the base64url form (RFC 4648 section 5, without padding) of 32
/// random bytes. It is shown once; only its SHA-256 is ever kept.
package struct TokenSecret: Sendable {
  /// The text.
  package let text: String

  /// The secret made of these 32 random bytes.
  package init(_ bytes: [UInt8]) {
    precondition(bytes.count == 32, "a secret has 256 bits")
    text = "hg_" + Self.base64URL(bytes)
  }

  /// A secret that somebody else chose.
  package init(text: String) { self.text = text }

  /// The SHA-256 of the text.
  package var digest: [UInt8] { Digest.sha256(of: Array(text.utf8)).bytes }

  private static func base64URL(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var text: [UInt8] = []
    var pending: UInt32 = 0
    var bits = 0
    for byte in bytes {
      pending = pending << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(alphabet[Int(pending >> UInt32(bits)) & 0x3F])
      }
    }
    if bits > 0 { text.append(alphabet[Int(pending << UInt32(6 - bits)) & 0x3F]) }
    return String(decoding: text, as: UTF8.self)
  }
}
