import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import NIOHTTP1
import StandardForms

@testable import HTTPAPI

/// One connection without a socket: the real handlers in front of the router, whose part the test
/// plays.
final class Line {
  let channel = EmbeddedChannel()
  /// Its other end.
  let client = SlowClient()

  /// Opens a connection for `body` and ends it after. All without a suspension: what is embedded
  /// stays on the thread that made it.
  static func opened<T>(_ answers: HotAnswers, _ body: (Line) throws -> T) throws -> T {
    let line = try Line(answers)
    defer { _ = try? line.channel.finish(acceptAlreadyClosed: true) }
    return try body(line)
  }

  private init(_ answers: HotAnswers) throws {
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(client)
    try pipeline.configureHTTPServerPipeline(
      withPipeliningAssistance: false, withErrorHandling: false,
      withOutboundHeaderValidation: false)
    try pipeline.addHandler(HotPath(answers, idleTime: .seconds(75)))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
  }

  /// Sends these bytes as a client does.
  func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

  /// All that was written for the client since.
  func receivedBytes() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let part = try channel.readOutbound(as: IOData.self) {
      if case .byteBuffer(let buffer) = part { bytes += buffer.readableBytesView }
    }
    return bytes
  }

  /// The same, as text.
  func received() throws -> String { String(decoding: try receivedBytes(), as: UTF8.self) }

  /// The targets of the requests that have reached the router since.
  func routed() throws -> [String] {
    var targets: [String] = []
    while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
      if case .head(let head) = part { targets.append(head.uri) }
    }
    return targets
  }

  /// Answers as the router does.
  func answer(_ body: String) throws {
    let head = HTTPResponseHead(
      version: .http1_1, status: .ok, headers: ["Content-Length": "\(body.utf8.count)"])
    try channel.writeOutbound(HTTPServerResponsePart.head(head))
    try channel.writeOutbound(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: body))))
    try channel.writeOutbound(HTTPServerResponsePart.end(nil))
  }
}

/// An answer as bytes, read as a client reads it.
struct WireAnswer: Equatable {
  var status: Int
  /// Without `Date`, which is the moment's.
  var fields: [String]
  var body: [UInt8]

  /// Reads one whole answer; `nil` if `bytes` hold none.
  init?(_ bytes: [UInt8]) {
    let end = Array("\r\n\r\n".utf8)
    guard let cut = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else {
      return nil
    }
    let lines = String(decoding: bytes[..<cut], as: UTF8.self).split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    self.status = status
    fields = lines.dropFirst().map(String.init).filter { !$0.hasPrefix("Date: ") }
    body = Array(bytes[(cut + 4)...])
  }

  /// What the router answers with.
  init(_ response: Response, body: [UInt8]) {
    status = response.status.code
    fields = response.headers.map { "\($0.name.rawName): \($0.value)" }
    self.body = body
  }
}
