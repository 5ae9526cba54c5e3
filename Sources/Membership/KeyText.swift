/// The texts of public keys: whether they are ones, and no more; who uses them reads them.
enum KeyText {
  /// Whether `text` is 32 bytes in Z85 (<https://rfc.zeromq.org/spec/32/>): 40 characters, each
  /// five of which are a number of 32 bits.
  static func isCurveKey(_ text: String) -> Bool {
    let digits = text.utf8.compactMap { z85[$0] }
    guard text.utf8.count == 40, digits.count == 40 else { return false }
    return stride(from: 0, to: 40, by: 5).allSatisfy { start in
      digits[start..<start + 5].reduce(0) { $0 * 85 + $1 } <= UInt64(UInt32.max)
    }
  }

  /// Whether `text` is 32 bytes in base64url without padding (RFC 4648 section 5): 43 characters,
  /// the last of which carries four bits.
  static func isSigningKey(_ text: String) -> Bool {
    let digits = text.utf8.compactMap { base64URL[$0] }
    guard text.utf8.count == 43, digits.count == 43 else { return false }
    return digits[42] & 0b11 == 0
  }

  private static let z85 = values(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#")
  private static let base64URL = values(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

  private static func values(_ alphabet: String) -> [UInt8: UInt64] {
    Dictionary(uniqueKeysWithValues: alphabet.utf8.enumerated().map { ($1, UInt64($0)) })
  }
}
