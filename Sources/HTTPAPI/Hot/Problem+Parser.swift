import NIOHTTP1

extension Problem {
  /// What a client is told of whose request the parser makes nothing. The parser does not say
  /// whether the target or a header is too long.
  init(refusing fault: HTTPParserError?) {
    switch fault {
    case .headerOverflow:
      self.init(.headTooLarge, "The target or a header is too long, or there are too many headers.")
    case .invalidMethod:
      self.init(.unknownMethod, "A request begins with a method, in capitals, such as GET.")
    case _:
      self.init(.invalid, "This is no request of HTTP/1.1 (RFC 9112).")
    }
  }
}
