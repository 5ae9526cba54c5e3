import NIOCore
import NIOEmbedded
import NIOHTTP1
import StandardForms
import Testing

@testable import HTTPAPI

/// A connection that shall be closed while something is still to be sent on it.
@Suite struct `Closing a connection` {
  /// A connection to a node whose page is prepared.
  private func onLine(_ body: (Line) throws -> Void) async throws {
    try await TestAPI.run { api in
      _ = try await api.get("//")
      try Line.opened(api.responder.hot, body)
    }
  }

  private let page = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
  private let lastPage = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
  private let other = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
  private let patience = TimeAmount.seconds(Int64(Limits.lastBytesSeconds))
  private let moment = TimeAmount.milliseconds(1)

  @Test func `what was asked before the last request is answered first, and whole`() async throws {
    try await onLine { line in
      try line.send(other + lastPage + page)
      #expect(try line.routed() == ["/healthz", "/"])
      try line.answer("one")
      let first = try line.received()
      #expect(first.hasSuffix("\r\n\r\none") && !first.contains("Connection:"))
      #expect(line.client.closes == [] && line.channel.isActive)
      try line.answer("two")
      let last = try line.received()
      #expect(last.contains("\r\nConnection: close\r\n") && last.hasSuffix("\r\n\r\ntwo"))
      #expect(line.client.closes == [.output])
    }
  }

  @Test func `prepared answers that are not taken yet go out before the last one closes`()
    async throws
  {
    try await onLine { line in
      line.client.isSlow = true
      try line.send(page + page + lastPage)
      #expect(line.client.closes == [])
      let text = String(decoding: try line.client.take(.max, from: line.channel), as: UTF8.self)
      #expect(text.ranges(of: "HTTP/1.1 200 OK\r\n").count == 3 && text.hasSuffix("</html>"))
      #expect(line.client.closes == [.output])
    }
  }

  @Test func `a client that takes the last answer slowly gets all of it`() async throws {
    try await onLine { line in
      let loop = line.channel.embeddedEventLoop
      try line.send(page)
      let whole = try line.received()
      line.client.isSlow = true
      try line.send(lastPage)
      var taken: [UInt8] = []
      for _ in 0..<5 {
        loop.advanceTime(by: patience - moment)
        taken += try line.client.take(100, from: line.channel)
        #expect(line.client.closes == [])
      }
      taken += try line.client.take(.max, from: line.channel)
      #expect(line.client.closes == [.output])
      let text = String(decoding: taken, as: UTF8.self)
      #expect(text.replacing("Connection: close\r\n", with: "") == whole)
    }
  }

  @Test func `I11 a client that takes nothing more of the last answer is not waited for`()
    async throws
  {
    try await onLine { line in
      let loop = line.channel.embeddedEventLoop
      line.client.isSlow = true
      try line.send(lastPage)
      _ = try line.client.take(100, from: line.channel)
      loop.advanceTime(by: patience)
      loop.advanceTime(by: patience - moment)
      #expect(line.client.closes == [])
      loop.advanceTime(by: moment)
      #expect(line.client.closes == [.output])
    }
  }

  @Test func `a router that closes closes after what it has written`() async throws {
    try await onLine { line in
      line.client.isSlow = true
      try line.send(other)
      let part = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: "one")))
      line.channel.write(part, promise: nil)
      line.channel.close(promise: nil)
      #expect(line.client.closes == [])
      #expect(try line.client.take(.max, from: line.channel) == Array("one".utf8))
      #expect(line.client.closes == [.all])
    }
  }
}
