import ArgumentParser
import Glibc

/// One HTTP/1.1 connection that is kept, driven by a thread that blocks: as little of a client as
/// can be, so that what is measured is the server.
final class Connection {
  let socket: Int32
  private var buffer: [UInt8] = []

  /// Connects to `http://HOST:PORT` with a numeric IPv4 address.
  init(_ url: String) throws {
    let parts = url.replacing("http://", with: "").split(separator: ":")
    guard parts.count == 2, let port = UInt16(parts[1].prefix { $0 != "/" }) else {
      throw ValidationError("\(url) is no http://ADDRESS:PORT")
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    guard inet_pton(AF_INET, String(parts[0]), &address.sin_addr) == 1 else {
      throw ValidationError("\(parts[0]) is no IPv4 address")
    }
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(
      socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw ValidationError("nobody listens at \(url)") }
  }

  deinit { close(socket) }

  /// What a server answered.
  struct Answer {
    let status: Int
    let headers: String

    /// The value of a header; its name in small letters.
    func header(_ name: String) -> Substring? {
      headers.split(separator: "\r\n").lazy.map { $0.split(separator: ":", maxSplits: 1) }
        .first { $0.count == 2 && $0[0].lowercased() == name }.map { $0[1].drop { $0 == " " } }
    }
  }

  /// Sends a request; its bytes are whole.
  func send(_ request: [UInt8]) throws {
    var sent = 0
    while sent < request.count {
      let count = request[sent...].withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw ValidationError("the server has closed the connection") }
      sent += count
    }
  }

  /// Waits for the answer to the oldest request, reads all of it, and drops its body.
  func receive() throws -> Answer {
    var end = Self.headersEnd(buffer)
    while end == nil {
      try fill()
      end = Self.headersEnd(buffer)
    }
    let headers = String(decoding: buffer[..<(end ?? 0)], as: UTF8.self)
    let answer = Answer(status: Int(headers.dropFirst(9).prefix(3)) ?? 0, headers: headers)
    let length = answer.header("content-length").flatMap { Int($0) } ?? 0
    let whole = (end ?? 0) + 4 + length
    while buffer.count < whole { try fill() }
    buffer.removeFirst(whole)
    return answer
  }

  private static func headersEnd(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (0...bytes.count - 4).first {
      bytes[$0] == 13 && bytes[$0 + 1] == 10 && bytes[$0 + 2] == 13 && bytes[$0 + 3] == 10
    }
  }

  private func fill() throws {
    let chunk = [UInt8](unsafeUninitializedCapacity: 65_536) { space, count in
      count = max(0, recv(socket, space.baseAddress, space.count, 0))
    }
    guard !chunk.isEmpty else { throw ValidationError("the server has closed the connection") }
    buffer += chunk
  }

  /// A request of these parts, to be kept alive.
  static func request(
    _ method: String, _ path: String, _ headers: [String] = [], body: String? = nil
  ) -> [UInt8] {
    var lines = ["\(method) \(path) HTTP/1.1", "Host: bench"] + headers
    if let body {
      lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"]
    }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
  }

  /// An incident that is opened with a few words.
  static func opening(token: String) -> [UInt8] {
    request(
      "POST", "/api/v1/incidents", ["Authorization: Bearer \(token)"],
      body: """
        {"displayName": "Object storage answers slowly", \
        "description": "Reads take some seconds. We are looking for the cause."}
        """)
  }
}
