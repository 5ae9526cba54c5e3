/// A HOST:PORT, as `--http` takes it.
struct HostPort: Equatable {
  let host: String
  let port: Int

  /// Reads `127.0.0.1:8080`, `example.org:80`, `[::1]:8080`.
  /// - Throws: `OperatorError` naming the option.
  init(_ text: String, option: String) throws {
    guard let colon = text.lastIndex(of: ":"),
      let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
    else {
      throw OperatorError(
        "--\(option) is \"\(text)\", which is no HOST:PORT",
        hint: "write for example 127.0.0.1:8080")
    }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      throw OperatorError(
        "--\(option) is \"\(text)\", an address with colons but without brackets",
        hint: "write [::1]:8080")
    }
    guard !host.isEmpty else {
      throw OperatorError(
        "--\(option) is \"\(text)\", which has no host", hint: "write for example 127.0.0.1:8080")
    }
    self.host = String(host)
    self.port = port
  }

  /// As a URL's authority.
  var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
