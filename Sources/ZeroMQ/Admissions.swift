import Glibc

/// Who may speak with this node: an immutable answer to every question of the authenticator, to be
/// replaced as a whole.
package struct Admissions: Hashable, Sendable {
  /// Who sent a message, as the authenticator found it when the connection was made.
  package enum Peer: Hashable, Sendable {
    /// The owner of a key of the member of this name.
    case member(String)
    /// Somebody on this machine, who has proven nothing.
    case loopback
  }

  private let keys: [CurvePublicKey: String]
  private let names: [String: String]
  private let admitsLoopback: Bool

  /// - Parameters:
  ///   - keys: the name of the member that each admitted key belongs to; a member may have two.
  ///   - loopback: whether peers without a key are admitted from 127.0.0.0/8 and ::1.
  package init(keys: [CurvePublicKey: String], loopback: Bool) {
    self.keys = keys
    self.admitsLoopback = loopback
    // What a message says is a key's text: compared so, each message costs one look-up.
    self.names = Dictionary(uniqueKeysWithValues: keys.map { ($0.key.text, $0.value) })
  }

  /// Who `user` of a received message is; nil if these admissions would not let it in, or if nobody
  /// was ever asked about its connection. To be asked for every message: an existing connection
  /// outlives the admission of its key. One look-up.
  package func peer(of user: String?) -> Peer? {
    guard let user else { return nil }
    if user == Self.loopbackUser { return admitsLoopback ? .loopback : nil }
    return names[user].map(Peer.member)
  }

  func verdict(on request: AuthenticationRequest) -> AuthenticationVerdict {
    switch request.mechanism {
    case .null: admitsLoopback && Self.isLoopback(request.address) ? .loopback : .unproven
    case .curve(let key): keys[key] != nil ? .member(key) : .unknownKey
    case .other: .mechanism
    }
  }

  /// The user of a connection without a key: not as long as a key, so that it never is one.
  static let loopbackUser = "loopback"

  /// Whether `address`, as libzmq writes it, is of 127.0.0.0/8, ::1, or ::ffff:127.0.0.0/104.
  private static func isLoopback(_ address: String) -> Bool {
    var four = in_addr()
    if inet_pton(AF_INET, address, &four) == 1 {
      return UInt32(bigEndian: four.s_addr) >> 24 == 127
    }
    var six = in6_addr()
    guard inet_pton(AF_INET6, address, &six) == 1 else { return false }
    let bytes = withUnsafeBytes(of: six) { [UInt8]($0) }
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127]
    return bytes == [UInt8](repeating: 0, count: 15) + [1] || bytes.starts(with: mapped)
  }
}
