/// A question of libzmq about a connection that is being made: ZAP 1.0 (RFC 27).
struct AuthenticationRequest {
  enum Mechanism {
    case null
    case curve(CurvePublicKey)
    case other
  }

  /// Comes back in the answer.
  let id: [UInt8]
  let domain: [UInt8]
  /// The peer's numeric address without its port.
  let address: String
  let mechanism: Mechanism

  /// - Parameter frames: version, id, domain, address, routing id, mechanism, then credentials.
  ///   Nil if they are not that, or not as many credentials as the mechanism has.
  init?(_ frames: ArraySlice<[UInt8]>) {
    let frames = Array(frames)
    guard frames.count >= 6, frames[0] == Self.version else { return nil }
    id = frames[1]
    domain = frames[2]
    address = String(decoding: frames[3], as: UTF8.self)
    let credentials = frames[6...]
    switch String(decoding: frames[5], as: UTF8.self) {
    case "NULL":
      guard credentials.isEmpty else { return nil }
      mechanism = .null
    case "CURVE":
      guard credentials.count == 1, let key = CurvePublicKey(bytes: frames[6]) else { return nil }
      mechanism = .curve(key)
    case _:
      mechanism = .other
    }
  }

  static let version: [UInt8] = Array("1.0".utf8)
}

/// What the authenticator says to a question.
enum AuthenticationVerdict: Hashable {
  /// Admitted: the key is a member's.
  case member(CurvePublicKey)
  /// Admitted without a key, from this machine.
  case loopback
  /// A key that is no member's, now.
  case unknownKey
  /// No key, and not from this machine, or not admitted even from there.
  case unproven
  /// Neither NULL nor CURVE.
  case mechanism
  /// A socket that this authenticator was not made for.
  case domain
  /// Not a question of ZAP 1.0.
  case malformed

  /// The status code and its text (RFC 27).
  ///
  /// A peer that is told 400 or 500 never asks again: libzmq 4.3.4 ends its side of the connection
  /// for good. A key that is unknown now may be that of a member that the next reload names, so it
  /// is told 300, upon which its owner tries again.
  var status: (code: String, text: String) {
    switch self {
    case .member, .loopback: ("200", "OK")
    case .unknownKey: ("300", "unknown key")
    case .unproven: ("400", "no key")
    case .mechanism: ("400", "mechanism not admitted")
    case .domain: ("400", "unknown domain")
    case .malformed: ("500", "malformed request")
    }
  }

  /// What each message of the connection then says of its sender.
  var user: String {
    switch self {
    case .member(let key): key.text
    case .loopback: Admissions.loopbackUser
    case .unknownKey, .unproven, .mechanism, .domain, .malformed: ""
    }
  }
}
