import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import ReadModel

/// A change as it is sent on, and its answer as it is given back.
struct ForwardedChange: Sendable {
  private let method: HTTPRequest.Method
  private let target: String
  private let headers: HTTPFields
  private let body: [UInt8]

  /// What is said of a change and concerns who decides it. All else (who connects, what a browser
  /// says of itself, codings) concerns this node alone.
  private static let sent: [HTTPField.Name] = [
    .authorization, .contentType, .idempotencyKey, .ifMatch, .prefer,
  ]
  /// What is said of an answer and concerns who asked, beside position, type and caching.
  fileprivate static let given: [HTTPField.Name] = [
    .eTag, .location, .allow, .retryAfter, .wwwAuthenticate, .heliographDurability,
    .preferenceApplied,
  ]

  /// `request`, whose whole body is `body`.
  init(_ request: Request, body: [UInt8]) {
    method = request.method
    target = request.uri.path + (request.uri.query.map { "?" + $0 } ?? "")
    headers = request.headers
    self.body = body
  }

  /// The same change, for the node at `url`.
  /// - Parameter node: who sends it on.
  func request(to url: String, from node: String) -> HTTPClientRequest {
    let base = url.hasSuffix("/") ? url.dropLast() : url[...]
    var request = HTTPClientRequest(url: base + target)
    request.method = HTTPMethod(rawValue: method.rawValue)
    for name in Self.sent {
      if let value = headers[name] { request.headers.add(name: name.rawName, value: value) }
    }
    request.headers.add(name: HTTPField.Name.heliographForwarded.rawName, value: node)
    if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
    return request
  }
}

extension Answer {
  /// What another node answered, with its body as it came.
  init(_ response: HTTPClientResponse, _ body: ByteBuffer) {
    let text = { (name: HTTPField.Name) in
      let values = response.headers[name.rawName]
      return values.isEmpty ? nil : values.joined(separator: ", ")
    }
    self.init(
      HTTPResponse.Status(
        code: Int(response.status.code), reasonPhrase: response.status.reasonPhrase),
      [UInt8](buffer: body), contentType: text(.contentType))
    position = text(.heliographPosition).flatMap { BoardPosition(header: $0) }
    cacheControl = text(.cacheControl) ?? "no-store"
    for name in ForwardedChange.given { headers[name] = text(name) }
    isForwarded = true
  }
}
