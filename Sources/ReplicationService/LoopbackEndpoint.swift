/// A `tcp://HOST:PORT` on this machine's loopback: the only addresses that replication takes as
/// long as it does not authenticate its peers.
package struct LoopbackEndpoint: Hashable, Sendable {
  /// The endpoint with a numeric address, as libzmq wants it.
  package let text: String
  /// The option that gave it.
  package let option: String

  /// Reads `tcp://HOST:PORT`. HOST is in 127.0.0.0/8, `[::1]` or `localhost` (which is 127.0.0.1).
  /// PORT is 0...65535; 0 or `*` lets the system choose one, for sockets that listen.
  /// - Throws: `.invalidEndpoint`, `.notLoopback`, naming `option`.
  package init(_ value: String, option: String) throws(ReplicationSetupError) {
    guard let (host, port) = Self.parts(of: value) else {
      throw ReplicationSetupError(
        .invalidEndpoint, option: option, value: value, reason: "this is no tcp://HOST:PORT",
        hint: "give for instance tcp://127.0.0.1:5571")
    }
    let address = host == "localhost" ? "127.0.0.1" : host
    guard address == "[::1]" || Self.isLoopbackIPv4(address) else {
      throw ReplicationSetupError(
        .notLoopback, option: option, value: value,
        reason: "only loopback addresses are accepted, as replication does not authenticate yet",
        hint: "give a host of 127.0.0.0/8, [::1] or localhost")
    }
    self.text = "tcp://\(address):\(UInt16(port) == 0 ? "*" : port)"
    self.option = option
  }

  /// Reads the endpoint of a socket that listens elsewhere: as above, but with a port of its own.
  /// - Throws: `.invalidEndpoint` also for port 0 and `*`.
  package init(connecting value: String, option: String) throws(ReplicationSetupError) {
    try self.init(value, option: option)
    guard !text.hasSuffix(":*") else {
      throw ReplicationSetupError(
        .invalidEndpoint, option: option, value: value,
        reason: "port 0 and * are for who listens: only the system knows which port they became",
        hint: "give the port on which the primary listens, for instance tcp://127.0.0.1:5571")
    }
  }

  private static func parts(of value: String) -> (host: String, port: String)? {
    let scheme = "tcp://"
    guard value.hasPrefix(scheme) else { return nil }
    let rest = value.dropFirst(scheme.count)
    guard let colon = rest.lastIndex(of: ":") else { return nil }
    let port = rest[rest.index(after: colon)...]
    guard port == "*" || (port.allSatisfy(\.isASCIIDigit) && UInt16(port) != nil) else {
      return nil
    }
    return (String(rest[..<colon]), String(port))
  }

  private static func isLoopbackIPv4(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { $0.allSatisfy(\.isASCIIDigit) && UInt8($0) != nil }
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
