import CZeroMQ

/// A node's CURVE key: the secret that proves who it is, and the public key that others know it by.
///
/// However a value is printed, dumped or reflected on, its secret does not show.
package struct CurveKeyPair: Sendable, CustomStringConvertible, CustomReflectable {
  /// What others know the node by.
  package let publicKey: CurvePublicKey
  /// The secret, 40 characters of Z85: for the file that keeps it and for nothing else.
  package let secretText: String
  let secret: [UInt8]

  /// A new pair, from the randomness of the kernel.
  /// - Throws: `.other(ENOTSUP)` if libzmq was built without CURVE.
  package static func made() throws(ZeroMQError) -> CurveKeyPair {
    var open = [CChar](repeating: 0, count: CurvePublicKey.characterCount + 1)
    var secret = open
    guard zmq_curve_keypair(&open, &secret) == 0 else {
      throw ZeroMQError(last: "zmq_curve_keypair")
    }
    let text = String(decoding: secret.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let pair = CurveKeyPair(secret: text) else {
      throw ZeroMQError(last: "zmq_curve_public")
    }
    return pair
  }

  /// The pair of this secret; nil if it is not 40 characters of Z85.
  package init?(secret text: String) {
    guard let secret = CurvePublicKey.decode(text) else { return nil }
    var open = [CChar](repeating: 0, count: CurvePublicKey.characterCount + 1)
    guard zmq_curve_public(&open, text) == 0,
      let publicKey = CurvePublicKey(
        String(decoding: open.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    else { return nil }
    self.publicKey = publicKey
    self.secret = secret
    self.secretText = text
  }

  /// The public key, in Z85.
  package var description: String { publicKey.text }

  /// The public key alone.
  package var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey.text]) }
}
