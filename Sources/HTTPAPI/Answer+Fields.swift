import HTTPTypes
import ReadModel

extension Answer {
  /// The headers that follow from the answer itself, in the order in which they are sent; what
  /// depends on the request or the moment comes after them.
  /// - Parameters:
  ///   - position: that of the board, for an answer that names none.
  ///   - isCoded: whether the client's `Accept-Encoding` can change the body.
  ///   - length: that of the body as it is sent; `nil` for a status that has none.
  func fields(
    at position: BoardPosition, isCoded: Bool, coding: ContentCoding = .identity, length: Int?
  ) -> HTTPFields {
    var fields = headers
    fields[.heliographPosition] = (self.position ?? position).text
    fields[.cacheControl] = cacheControl
    fields[.xContentTypeOptions] = "nosniff"
    if let contentType { fields[.contentType] = contentType }
    if coding == .gzip, length != nil { fields[.contentEncoding] = "gzip" }
    if let entityTag { fields[.eTag] = entityTag.text(coding) }
    if isPage {
      fields[.contentSecurityPolicy] = APIResponder.pagePolicy
      fields[.referrerPolicy] = "same-origin"
    }
    let vary = [isCoded ? "Accept-Encoding" : nil, isLocalized ? "Accept-Language" : nil, "Origin"]
    fields[.vary] = vary.compactMap { $0 }.joined(separator: ", ")
    if let length { fields[.contentLength] = String(length) }
    return fields
  }

  /// What is sent instead to a client that holds the representation already (RFC 9110 section
  /// 13.1.2).
  var unchanged: Answer {
    var answer = self
    answer.status = .notModified
    answer.body = []
    answer.contentType = nil
    return answer
  }

  /// Whether it is in the language that the client likes best.
  private var isLocalized: Bool { headers[.contentLanguage] != nil }

  /// Whether a body of this type becomes much smaller by compressing: texts do, pictures do not.
  var isText: Bool {
    guard let contentType else { return false }
    return contentType.hasPrefix("text/")
      || ["json", "yaml", "xml", "javascript"].contains { contentType.contains($0) }
  }
}
