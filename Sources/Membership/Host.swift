/// Where something is reached on a network: a name or an address.
enum Host: Hashable {
  /// A name of DNS, in lower case.
  case name(String)
  /// The four bytes of an IPv4 address.
  case version4([UInt8])
  /// The eight groups of an IPv6 address.
  case version6([UInt16])

  /// Reads a name (RFC 1123 section 2.1), an IPv4 address of four decimal numbers, or an IPv6
  /// address in brackets (RFC 3986 section 3.2.2, without zones). Nil for any other text.
  init?(_ text: Substring) {
    if text.first == "[", text.last == "]" {
      guard let groups = Self.version6(text.dropFirst().dropLast()) else { return nil }
      self = .version6(groups)
    } else if let bytes = Self.version4(text) {
      self = .version4(bytes)
    } else if Self.isName(text) {
      self = .name(text.lowercased())
    } else {
      return nil
    }
  }

  /// Whether it is this machine alone: 127.0.0.0/8, `[::1]`, `localhost`.
  var isLoopback: Bool {
    switch self {
    case .name(let name): name == "localhost"
    case .version4(let bytes): bytes[0] == 127
    case .version6(let groups): groups == [0, 0, 0, 0, 0, 0, 0, 1]
    }
  }

  /// Whether it is every address of a machine, at which one can listen and which nobody can reach.
  var isEverywhere: Bool {
    switch self {
    case .name: false
    case .version4(let bytes): bytes.allSatisfy { $0 == 0 }
    case .version6(let groups): groups.allSatisfy { $0 == 0 }
    }
  }

  private static func isName(_ text: Substring) -> Bool {
    let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    // A last label of digits is an address that was mistyped: no top-level domain is one.
    guard text.utf8.count <= 253, let last = labels.last, !last.allSatisfy(\.isDigit) else {
      return false
    }
    return labels.allSatisfy { label in
      (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
        && label.last != UInt8(ascii: "-")
        && label.allSatisfy { $0.isDigit || $0.isLetter || $0 == UInt8(ascii: "-") }
    }
  }

  private static func version4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    // A leading zero is octal to some programs and decimal to others.
    let bytes = parts.compactMap { part in
      part.utf8.allSatisfy(\.isDigit) && (part == "0" || part.first != "0") ? UInt8(part) : nil
    }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  private static func version6(_ text: Substring) -> [UInt16]? {
    guard let gap = text.firstRange(of: "::") else {
      guard let groups = groups(text, mayEndAsVersion4: true), groups.count == 8 else { return nil }
      return groups
    }
    guard let head = groups(text[..<gap.lowerBound], mayEndAsVersion4: false),
      let tail = groups(text[gap.upperBound...], mayEndAsVersion4: true),
      head.count + tail.count < 8
    else { return nil }
    return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
  }

  private static func groups(_ text: Substring, mayEndAsVersion4: Bool) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    var parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var end: [UInt16] = []
    if mayEndAsVersion4, let last = parts.last, let bytes = version4(last) {
      parts.removeLast()
      end = [0, 2].map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    }
    let groups = parts.compactMap { part in
      (1...4).contains(part.utf8.count) && part.utf8.allSatisfy(\.isHexDigit)
        ? UInt16(part, radix: 16) : nil
    }
    return groups.count == parts.count ? groups + end : nil
  }
}

/// A `tcp://HOST:PORT`, of which equal ones are equal however they are written.
struct Endpoint: Hashable {
  let host: Host
  let port: UInt16

  /// Nil for any other text; the port is 1...65535.
  init?(_ text: String) {
    let scheme = "tcp://"
    guard text.hasPrefix(scheme) else { return nil }
    let rest = text.dropFirst(scheme.count)
    guard let colon = rest.lastIndex(of: ":"), let host = Host(rest[..<colon]),
      let port = Self.port(rest[rest.index(after: colon)...])
    else { return nil }
    self.host = host
    self.port = port
  }

  /// Reads 1...65535 in decimal digits, without a leading zero.
  static func port(_ text: Substring) -> UInt16? {
    guard text.utf8.allSatisfy(\.isDigit), text.first != "0" else { return nil }
    return UInt16(text)
  }
}

/// An `http://…` or `https://…` without query and fragment, of which equal ones are equal however
/// they are written.
struct PublicURL: Hashable {
  private let isSecure: Bool
  let host: Host
  private let port: UInt16
  private let path: String

  /// Nil for any other text.
  init?(_ text: String) {
    let schemes = ["https://", "http://"]
    guard let scheme = schemes.first(where: { text.hasPrefix($0) }),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.outside.contains($0) })
    else { return nil }
    isSecure = scheme == "https://"
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" }
    var path = rest[authority.endIndex...]
    while path.last == "/" { path.removeLast() }
    self.path = String(path)
    if let host = Host(authority) {
      self.host = host
      port = isSecure ? 443 : 80
    } else if let colon = authority.lastIndex(of: ":"), let host = Host(authority[..<colon]),
      let port = Endpoint.port(authority[authority.index(after: colon)...])
    {
      self.host = host
      self.port = port
    } else {
      return nil
    }
  }

  /// What ends a path, or stands in none (RFC 3986 section 3.3).
  private static let outside = Array("?#\"<>\\^`{|}".utf8)
}

extension UInt8 {
  /// Whether it is an ASCII digit.
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// Whether it is an ASCII letter.
  var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }

  fileprivate var isHexDigit: Bool {
    isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
  }
}
