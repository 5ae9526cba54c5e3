import Crypto
import ZeroMQ

/// The secret keys of one node, as its file keeps them.
struct NodeKeys: Sendable {
  /// What it speaks with to the other nodes, as server and as client.
  var curve: CurveKeyPair
  /// What it will speak with once the rotation that is under way is finished.
  var next: CurveKeyPair?
  /// What it signs with what it hands over to people.
  let signing: Curve25519.Signing.PrivateKey

  /// New keys.
  /// - Throws: `ZeroMQError` if libzmq was built without CURVE.
  static func made() throws -> NodeKeys {
    NodeKeys(curve: try .made(), next: nil, signing: Curve25519.Signing.PrivateKey())
  }

  /// The lines of `cluster.yaml` by which the other nodes know this one: public, all of it.
  var membershipLines: String {
    let keys = ([curve] + [next].compactMap { $0 }).map { "\"\($0.publicKey)\"" }
    return """
          keys: [\(keys.joined(separator: ", "))]
          signing-key: "\(Base64URL.encode(signing.publicKey.rawRepresentation))"
      """
  }

  /// Whether what is signed with the one key is found to be so with the other: `nil`, or what is
  /// wrong. (That the CURVE keys fit is how they were read.)
  var fault: String? {
    let probe = Array("heliograph keys check".utf8)
    guard let signature = try? signing.signature(for: probe),
      signing.publicKey.isValidSignature(signature, for: probe)
    else { return "what the signing key signs does not verify" }
    return next?.publicKey == curve.publicKey ? "the next key is the one in use" : nil
  }
}

extension NodeKeys {
  /// What the file at `path` holds.
  /// - Throws: `OperatorError` if it cannot be read, others may read it, or it is not such a file.
  ///   Nothing of its content is ever in the error.
  init(readingFrom path: String) throws {
    let text = try SecretFile(path).read()
    do throws(KeysFault) {
      try self.init(text: text)
    } catch {
      let place = error.line.map { "\(path):\($0)" } ?? path
      throw OperatorError(
        "\(place): \(error.reason)",
        hint: "restore the file, or make keys anew with `keys generate`")
    }
  }
}
