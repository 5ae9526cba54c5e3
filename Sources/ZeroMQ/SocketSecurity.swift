import CZeroMQ
import StandardForms

/// Whom a socket speaks with. There is no socket without one of these.
///
/// All but a CURVE client ask the `Authenticator` of their context about every connection, and have
/// none while there is none (`ZMQ_ZAP_ENFORCE_DOMAIN`). A CURVE client speaks with nobody but the
/// owner of the server's key.
package enum SocketSecurity: Sendable {
  /// Neither encrypted nor proven: for addresses of this machine. Also a connecting socket asks.
  case plain(domain: String)
  /// Encrypted; a peer must prove that it owns a key, about which the authenticator is asked. For
  /// sockets that listen: they have one key at a time.
  case curveServer(CurveKeyPair, domain: String)
  /// Encrypted; the peer must own the server's key. For sockets that connect.
  case curveClient(CurveKeyPair, server: CurvePublicKey)
}

extension Socket {
  func set(_ security: SocketSecurity) throws(ZeroMQError) {
    switch security {
    case .plain(let domain):
      try set(domain: domain)
    case .curveServer(let pair, let domain):
      try set(domain: domain)
      try set(ZMQ_CURVE_SERVER, 1)
      try set(ZMQ_CURVE_SECRETKEY, pair.secret)
    case .curveClient(let pair, let server):
      try set(ZMQ_CURVE_SERVERKEY, server.bytes)
      try set(ZMQ_CURVE_PUBLICKEY, pair.publicKey.bytes)
      try set(ZMQ_CURVE_SECRETKEY, pair.secret)
    }
  }

  /// Both, or neither: enforcing without a domain makes libzmq 4.3.4 ask nobody and let everybody
  /// in, and a domain without enforcing lets everybody in while nobody answers.
  private func set(domain: String) throws(ZeroMQError) {
    precondition(
      (1...Limits.securityDomainBytesMax).contains(domain.utf8.count),
      "a domain without a name lets everybody in")
    try set(ZMQ_ZAP_DOMAIN, Array(domain.utf8))
    try set(Self.enforceDomain, 1)
  }

  /// `ZMQ_ZAP_ENFORCE_DOMAIN`. The header of 4.3 lists it among its drafts; the library knows it
  /// in every build.
  private static let enforceDomain: Int32 = 93
}
