import HTTPTypes
import Hummingbird
import NIOCore
import StandardForms

/// What became of reading a body.
enum RequestIntake: Sendable {
  /// All of it.
  case whole([UInt8])
  /// It is too long.
  case tooLong(Rest)

  /// What became of a body that nobody wants.
  enum Rest: Hashable, Sendable {
    /// Its sender is done with sending.
    case read
    /// Nothing of it was read.
    case unread
    /// It was read for longer than is bearable, and there is still more.
    case endless
  }

  /// Reads `body` up to `bytesMax`. What is too long is read on and dropped, in bounds, so that its
  /// sender comes to read the answer.
  /// - Throws: what the connection does, and `CutBody` for less than was declared.
  static func read(
    _ body: RequestBody, _ headers: HTTPFields, bytesMax: Int
  ) async throws -> RequestIntake {
    // Nothing was read: the answer goes out first, the rest is dropped after it.
    if declaredLength(headers) > bytesMax { return .tooLong(.unread) }
    var bytes: [UInt8] = []
    var count = 0
    for try await chunk in body {
      count += chunk.readableBytes
      if count <= bytesMax {
        bytes.append(contentsOf: chunk.readableBytesView)
      } else {
        bytes = []
      }
      if count > Limits.unwantedBodyBytesMax { return .tooLong(.endless) }
    }
    if count < declaredLength(headers) { throw CutBody() }
    return count <= bytesMax ? .whole(bytes) : .tooLong(.read)
  }

  /// What `Content-Length` says; 0 without it.
  static func declaredLength(_ headers: HTTPFields) -> Int {
    headers[.contentLength].map { Int($0) ?? .max } ?? 0
  }

  /// Whether a body may follow the headers.
  static func hasBody(_ headers: HTTPFields) -> Bool {
    declaredLength(headers) > 0 || headers[.transferEncoding] != nil
  }
}

/// A body that ended before it was whole: nothing of it counts (I1).
struct CutBody: Error {}

/// Ends a connection, once the answer is out, whose sender does not stop sending: Hummingbird ends
/// one only when its handler fails.
struct UnwantedBody: Error {}

extension ResponseBody {
  /// `bytes`, after which the body of a request that was answered early is read and dropped, in
  /// bounds (I11); then the connection ends if `closes`.
  static func early(_ bytes: ByteBuffer, _ unread: RequestBody, closes: Bool) -> ResponseBody {
    ResponseBody(contentLength: bytes.readableBytes) { writer in
      if bytes.readableBytes > 0 { try await writer.write(bytes) }
      try await writer.finish(nil)
      var count = 0
      for try await chunk in unread {
        count += chunk.readableBytes
        if count > Limits.unwantedBodyBytesMax { throw UnwantedBody() }
      }
      if closes { throw UnwantedBody() }
    }
  }

  /// `bytes`, after which the connection ends.
  static func last(_ bytes: ByteBuffer) -> ResponseBody {
    ResponseBody(contentLength: bytes.readableBytes) { writer in
      try await writer.write(bytes)
      try await writer.finish(nil)
      throw UnwantedBody()
    }
  }
}
