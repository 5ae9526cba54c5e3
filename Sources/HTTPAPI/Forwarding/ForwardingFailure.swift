import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import StandardForms

/// Why there is no answer of the primary to a change that was to be sent on.
enum ForwardingFailure: Error, Hashable {
  /// More is under way than this node takes. Nothing was sent.
  case busy
  /// No node is known to be the primary now. Nothing was sent.
  case noPrimary
  /// There is no connection. Nothing was sent.
  case unreachable(url: String, reason: String)
  /// The connection ended before the answer was whole: the change may have been made.
  case broken(url: String)
  /// The time for all of it is over: the change may have been made.
  case late(url: String)

  /// What `error` of the client means. Nothing was sent only where that is certain.
  init(_ error: any Error, url: String) {
    switch error {
    // No connection that stands is refused; of other errors this is not certain.
    case let error as IOError where error.errnoCode == ECONNREFUSED:
      self = .unreachable(url: url, reason: Self.words(error))
    case let error as NIOConnectionError:
      let reason = error.connectionErrors.first.map { Self.words($0.error) }
      self = .unreachable(url: url, reason: reason ?? "its name has no address")
    case NIOSSLError.handshakeFailed(let fault):
      self = .unreachable(url: url, reason: "no TLS: \(fault)")
    case let error as NIOSSLExtraError:
      self = .unreachable(url: url, reason: "no TLS: \(error)")
    case let error as HTTPClientError: self.init(error, url: url)
    case _: self = .broken(url: url)
    }
  }

  private init(_ error: HTTPClientError, url: String) {
    switch error {
    case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout:
      self = .unreachable(url: url, reason: "no connection in time")
    case .invalidURL, .emptyHost, .emptyScheme: self = .unreachable(url: url, reason: "no URL")
    case .deadlineExceeded: self = .late(url: url)
    case _: self = .broken(url: url)
    }
  }

  private static func words(_ error: any Error) -> String {
    (error as? IOError).flatMap { strerror($0.errnoCode) }.map { String(cString: $0) } ?? "\(error)"
  }
}

/// The one table from why a change was not sent on to what its client is told.
extension Problem {
  /// - Parameters:
  ///   - lastURL: the primary that was last known.
  ///   - hasKey: whether the request had an `Idempotency-Key`.
  init(_ failure: ForwardingFailure, lastURL: String?, hasKey: Bool) {
    let unknown =
      "the change may have been made. "
      + (hasKey
        ? "Repeat it with the same Idempotency-Key: it is made once."
        : "Look before you repeat it; with an Idempotency-Key it could be repeated safely.")
    switch failure {
    case .busy:
      self.init(.busy, "More changes are being sent on to the primary than this node takes.")
      retryAfterSeconds = Limits.retryAfterSeconds
    case .noPrimary:
      self.init(
        .notForwarded,
        "This node is a replica and hears no primary now, so it sent nothing on."
          + (lastURL.map { " The last one was at \($0)." } ?? ""))
      retryAfterSeconds = Limits.retryAfterSeconds
      primaryURL = lastURL
    case .unreachable(let url, let reason):
      self.init(
        .notForwarded,
        "This node is a replica and cannot connect to the primary at \(url) (\(reason)), so it "
          + "sent nothing on.")
      retryAfterSeconds = Limits.retryAfterSeconds
      primaryURL = url
    case .broken(let url):
      self.init(
        .answerLost,
        "The change was sent on to the primary at \(url), and no whole answer came: " + unknown)
      primaryURL = url
    case .late(let url):
      self.init(
        .answerLate,
        "The change was sent on to the primary at \(url), and no answer came in time: " + unknown)
      primaryURL = url
    }
  }
}
