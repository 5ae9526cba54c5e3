import NIOHTTP1
import StandardForms

/// A request that may be answered without the router: a plain GET or HEAD. Whatever is unusual
/// about a request makes it none.
struct HotRequest {
  /// Whether only the head is wanted.
  let isHead: Bool
  /// The path and the query, as sent.
  let target: String
  /// How the body is wanted.
  private(set) var coding = ContentCoding.identity
  /// In which languages.
  private(set) var acceptLanguage: String?
  /// What the client holds.
  private(set) var ifNoneMatch: String?
  /// Whose script asks.
  private(set) var origin: String?

  /// `nil` for a request that is for the router.
  init?(_ head: HTTPRequestHead) {
    switch head.method {
    case .GET: isHead = false
    case .HEAD: isHead = true
    case _: return nil
    }
    guard head.version.major == 1, head.uri.utf8.first == UInt8(ascii: "/"),
      head.uri.utf8.count <= Limits.preparedTargetBytesMax
    else { return nil }
    target = head.uri
    var acceptEncoding: String?
    var hostCount = 0
    for (name, value) in head.headers {
      switch Field(name) {
      case .acceptEncoding: guard Self.set(&acceptEncoding, value) else { return nil }
      case .acceptLanguage: guard Self.set(&acceptLanguage, value) else { return nil }
      case .ifNoneMatch: guard Self.set(&ifNoneMatch, value) else { return nil }
      case .origin: guard Self.set(&origin, value) else { return nil }
      case .host: hostCount += 1
      case .forTheRouter: return nil
      case .indifferent: break
      }
    }
    guard hostCount == 1 || hostCount == 0 && head.version == .http1_0 else { return nil }
    coding = ContentCoding(accepting: acceptEncoding)
    guard acceptLanguage?.utf8.count ?? 0 <= Limits.acceptLanguageBytesMax,
      ifNoneMatch?.utf8.count ?? 0 <= Limits.ifNoneMatchBytesMax
    else { return nil }
  }

  /// Keeps the only line of a field; of several lines the router makes one.
  private static func set(_ field: inout String?, _ value: String) -> Bool {
    guard field == nil else { return false }
    field = value
    return true
  }

  /// What a header means here.
  private enum Field {
    case host, acceptEncoding, acceptLanguage, ifNoneMatch, origin
    /// It may change the answer in a way that is not prepared.
    case forTheRouter
    /// It changes nothing.
    case indifferent

    init(_ name: String) {
      // By length first: a browser sends a dozen headers, and most end here.
      switch name.utf8.count {
      case 4 where name.isField("host"): self = .host
      case 5 where name.isField("range"): self = .forTheRouter
      case 6 where name.isField("cookie") || name.isField("expect"): self = .forTheRouter
      case 6 where name.isField("origin"): self = .origin
      case 7 where name.isField("upgrade"): self = .forTheRouter
      case 8 where name.isField("if-match") || name.isField("if-range"): self = .forTheRouter
      case 13 where name.isField("if-none-match"): self = .ifNoneMatch
      case 13 where name.isField("authorization"): self = .forTheRouter
      case 14 where name.isField("content-length"): self = .forTheRouter
      case 15 where name.isField("accept-encoding"): self = .acceptEncoding
      case 15 where name.isField("accept-language"): self = .acceptLanguage
      case 17 where name.isField("transfer-encoding"): self = .forTheRouter
      case 23 where name.isField("heliograph-min-position"): self = .forTheRouter
      case _: self = .indifferent
      }
    }
  }
}

extension String {
  /// Whether it is the header `name`, given in lower case, in any case. Of equal length already.
  fileprivate func isField(_ name: StaticString) -> Bool {
    var index = 0
    for byte in utf8 {
      guard byte | 0x20 == name.utf8Start[index] else { return false }
      index += 1
    }
    return true
  }
}
