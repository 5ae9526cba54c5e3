import MetricsTestKit
import NIOCore
import NIOEmbedded
import NIOHTTP1
import StandardForms
import Testing

@testable import HTTPAPI

/// What `HotPath` does on one connection, with the router's part played by the test.
@Suite struct `In front of the router` {
  /// A connection to a node whose page and components are prepared.
  private func onLine(_ body: (Line) throws -> Void) async throws {
    try await TestAPI.run { api in
      _ = try await api.get("//")
      _ = try await api.get("/components")
      try Line.opened(api.responder.hot, body)
    }
  }

  private let page = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
  private let other = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"

  private func count(_ text: String, _ word: String) -> Int { text.ranges(of: word).count }

  @Test func `what is prepared is answered, again and again on one connection`() async throws {
    try await onLine { line in
      for _ in 0..<3 {
        try line.send(page)
        let text = try line.received()
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.hasSuffix("</html>"))
        #expect(text.contains("\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n"))
      }
      #expect(try line.routed() == [] && line.channel.isActive)
    }
  }

  @Test func `HEAD has the head only`() async throws {
    try await onLine { line in
      try line.send(page)
      let whole = try line.received()
      try line.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
      let head = try line.received()
      #expect(head.hasSuffix("\r\n\r\n") && whole.hasPrefix(head) && whole.count > head.count)
    }
  }

  @Test(arguments: [
    "Cookie: a=b", "Authorization: Bearer x", "Range: bytes=0-1", "If-Range: \"x\"",
    "If-Match: *", "Expect: 100-continue", "Content-Length: 0", "Upgrade: h2c",
    "Heliograph-Min-Position: 1:2", "HELIOGRAPH-MIN-POSITION: 1:2", "cookie:",
    "Accept-Encoding: gzip\r\nAccept-Encoding: br", "Host: b",
    "Accept-Language: \(String(repeating: "x", count: 257))",
    "If-None-Match: \"\(String(repeating: "x", count: Limits.ifNoneMatchBytesMax))\"",
  ])
  func `what is unusual is for the router`(_ field: String) async throws {
    try await onLine { line in
      try line.send("GET / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n")
      #expect(try line.routed() == ["/"])
    }
  }

  @Test func `a request without a host is for the router, but of HTTP 1.0 it is fine`() async throws
  {
    try await onLine { line in
      try line.send("GET / HTTP/1.1\r\n\r\n")
      #expect(try line.routed() == ["/"] && line.received() == "")
    }
    try await onLine { line in
      try line.send("GET / HTTP/1.0\r\n\r\n")
      #expect(try line.routed() == [] && line.received().hasPrefix("HTTP/1.1 200 OK"))
    }
  }

  @Test(arguments: [
    "POST / HTTP/1.1", "GET http://a/ HTTP/1.1", "GET /? HTTP/1.1", "GET /?x=1 HTTP/1.1",
    "OPTIONS / HTTP/1.1", "GET /healthz HTTP/1.1", "GET /api/v1/components/ HTTP/1.1",
  ])
  func `what is not prepared is for the router`(_ line: String) async throws {
    try await onLine { connection in
      try connection.send("\(line)\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
      #expect(try connection.routed().count == 1 && connection.received() == "")
    }
  }

  @Test func `answers keep the order of the requests, whoever gives them`() async throws {
    try await onLine { line in
      try line.send(page + other + page + other)
      let first = try line.received()
      #expect(count(first, "HTTP/1.1 200 OK") == 1 && first.hasSuffix("</html>"))
      // What follows a request that the router has is the router's, too.
      #expect(try line.routed() == ["/healthz", "/", "/healthz"])
      try line.answer("one")
      try line.send(page)
      #expect(try line.routed() == ["/"])
      for text in ["two", "three", "four"] { try line.answer(text) }
      #expect(try line.received().hasSuffix("\r\n\r\nfour"))
      try line.send(page)
      #expect(try line.routed() == [] && line.received().hasSuffix("</html>"))
    }
  }

  @Test(arguments: ["close", "Close", "keep-alive, close"])
  func `a connection that shall end ends after the answer`(_ value: String) async throws {
    try await onLine { line in
      try line.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: \(value)\r\n\r\n" + page)
      let text = try line.received()
      #expect(count(text, "HTTP/1.1 200 OK") == 1 && text.contains("\r\nConnection: close\r\n"))
      #expect(try line.routed() == [])
      try line.send(page)
      #expect(try line.received() == "" && line.routed() == [])
    }
  }

  @Test func `HTTP 1.0 ends after the answer, unless it asks to stay`() async throws {
    try await onLine { line in
      try line.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      #expect(try line.received().contains("\r\nConnection: keep-alive\r\n"))
      try line.send("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      #expect(try line.routed() == ["/healthz"])
      try line.answer("x")
      #expect(try line.received().contains("\r\nConnection: keep-alive\r\n"))
      try line.send("GET /healthz HTTP/1.0\r\n\r\n" + page)
      #expect(try line.routed() == ["/healthz"])
      try line.answer("x")
      #expect(try line.received().contains("\r\nConnection: close\r\n"))
      try line.send(page)
      #expect(try line.received() == "" && line.routed() == [])
    }
  }

  @Test func `a client that waits before its body is told to go on, once it is its turn`()
    async throws
  {
    let upload =
      "POST /api/v1/components HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
      + "Expect: 100-Continue\r\n\r\n"
    try await onLine { line in
      try line.send(upload)
      #expect(try line.received() == "HTTP/1.1 100 Continue\r\n\r\n")
      try line.send("{}")
      try line.answer("x")
      _ = try line.received()
      try line.send(other + upload)
      #expect(try line.received() == "")
      try line.answer("x")
      #expect(try line.received().hasSuffix("\r\n\r\nxHTTP/1.1 100 Continue\r\n\r\n"))
      try line.send("{}")
      try line.answer("x")
      #expect(try count(line.received(), "100 Continue") == 0)
    }
  }

  @Test func `a body that nobody takes is not asked for`() async throws {
    try await onLine { line in
      try line.send(
        "POST /api/v1/import HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
          + "Content-Length: \(Limits.importBodyBytesMax + 1)\r\n\r\n")
      #expect(try line.received() == "" && line.routed() == ["/api/v1/import"])
    }
  }

  @Test func `I11 a client that does not read is left to the router, which waits`() async throws {
    try await onLine { line in
      line.channel.isWritable = false
      try line.send(page + page)
      #expect(try line.received() == "" && line.routed() == ["/", "/"])
      line.channel.isWritable = true
      try line.answer("x")
      try line.answer("x")
      _ = try line.received()
      try line.send(page)
      #expect(try line.received().hasSuffix("</html>"))
    }
  }

  @Test func `a connection is closed once nothing was asked for long, and not before`()
    async throws
  {
    try await onLine { line in
      let loop = line.channel.embeddedEventLoop
      loop.advanceTime(by: .seconds(50))
      try line.send(page)
      loop.advanceTime(by: .seconds(74))
      #expect(line.channel.isActive)
      try line.send(other)
      // The router is at work: nobody is idle.
      loop.advanceTime(by: .seconds(1000))
      #expect(line.channel.isActive)
      try line.answer("x")
      loop.advanceTime(by: .seconds(74))
      #expect(line.channel.isActive)
      loop.advanceTime(by: .seconds(77))
      #expect(!line.channel.isActive)
    }
  }

  @Test func `a request that does not go on is idle, too`() async throws {
    try await onLine { line in
      let post = "POST /api/v1/components HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"
      try line.send(post + "{")
      line.channel.embeddedEventLoop.advanceTime(by: .seconds(76))
      #expect(!line.channel.isActive)
    }
  }

  /// A request whose body is not whole yet.
  private func cut(_ version: String, _ length: String, _ body: String) -> String {
    "POST /api/v1/components HTTP/\(version)\r\nHost: a\r\nConnection: close\r\n"
      + "\(length)\r\n\r\n\(body)"
  }

  private static let lengths = [
    ("1.1", "Transfer-Encoding: chunked", "2\r\n{}\r\n"), ("1.1", "Content-Length: 3", "{}"),
    ("1.0", "Content-Length: 3", "{}"),
  ]

  @Test(arguments: lengths)
  func `I1 a last request that is cut off is a fault`(
    version: String, length: String, body: String
  ) async throws {
    try await onLine { line in
      try line.send(cut(version, length, body))
      line.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
      #expect(throws: HTTPParserError.self) { try line.channel.throwIfErrorCaught() }
    }
    try await onLine { line in
      try line.send(cut(version, length, body))
      #expect(throws: HTTPParserError.self) { try line.channel.finish() }
    }
  }

  @Test func `I1 a last request with a chunk that is none is a fault`() async throws {
    try await onLine { line in
      try line.send(cut("1.1", "Transfer-Encoding: chunked", "2\r\n{}\r\n"))
      #expect(throws: HTTPParserError.self) { try line.send("nonsense\r\n") }
    }
  }

  @Test func `what follows the last request does not keep the connection open`() async throws {
    try await onLine { line in
      try line.send("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      try line.answer("x")
      line.channel.embeddedEventLoop.advanceTime(by: .seconds(50))
      try line.send(page)
      line.channel.embeddedEventLoop.advanceTime(by: .seconds(26))
      #expect(!line.channel.isActive)
    }
  }

  @Test func `I11 a client that does not read is not waited for, whatever it still asked`()
    async throws
  {
    try await onLine { line in
      try line.send(other + other)
      let part = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: "x")))
      line.channel.write(part, promise: nil)
      line.channel.embeddedEventLoop.advanceTime(by: .seconds(76))
      #expect(line.channel.isActive)
      line.channel.embeddedEventLoop.advanceTime(by: .seconds(76))
      #expect(!line.channel.isActive)
    }
  }

  @Test func `every answer in front of the router is counted and timed`() async throws {
    try await TestAPI.run { api in
      let tag = try await api.get("/components").tag
      let ask = "/api/v1/components HTTP/1.1\r\nHost: a\r\n"
      try Line.opened(api.responder.hot) { line in
        try line.send(
          "GET \(ask)\r\n" + "HEAD \(ask)\r\n" + "GET \(ask)If-None-Match: \(tag)\r\n\r\n")
      }
      for (method, status) in [("GET", "200"), ("HEAD", "200"), ("GET", "304")] {
        let count = api.metrics.counterTotal(
          label: "heliograph_http_requests_total",
          dimensions: [
            ("method", method), ("route", "/api/v1/components"), ("status", status),
            ("served", "hot"),
          ])
        #expect(count == 1, "\(method) \(status)")
      }
      for (method, count) in [("GET", 2), ("HEAD", 1)] {
        let times = try api.metrics.expectTimer(
          "heliograph_http_request_duration_seconds",
          [("method", method), ("route", "/api/v1/components"), ("served", "hot")])
        #expect(times.values.count == count, "\(method)")
      }
      #expect(api.metrics.counterTotal(label: "heliograph_renders_total") == 1)
    }
  }
}
