import NIOCore
import NIOHTTP1

/// Who answers what on one connection, and in what order: requests are answered as they came, those
/// of the router and those that it never sees alike. Performs nothing.
///
///     between ──hot request──▶ swallowing ──its end──▶ between
///     between ──other request──▶ passing ──its end──▶ between      (and `routed` grows by one)
///     between ──after one that closes──▶ swallowing, for ever
struct Conversation {
  /// What the router still has to answer, oldest first; bounded by what it lets in (I11).
  private var routed = CircularBuffer<Routed>(initialCapacity: 1)
  private var reading = Reading.between
  /// Whether a request was the last one; nothing that follows is answered.
  private(set) var isEnding = false

  private enum Reading {
    case between, passing, swallowing
  }

  private struct Routed {
    let persistence: Persistence
    var awaitsContinue: Bool
  }

  /// What becomes of the connection after an answer (RFC 9112 section 9.3).
  enum Persistence: Equatable {
    /// It stays, as connections do.
    case stays
    /// It stays because the client of HTTP/1.0 asked for it, and is told so.
    case staysAsAsked
    /// It ends.
    case ends

    init(_ head: HTTPRequestHead) {
      switch (head.isKeepAlive, head.version == .http1_0) {
      case (true, false): self = .stays
      case (true, true): self = .staysAsAsked
      case (false, _): self = .ends
      }
    }

    /// The header that says so; `nil` for what goes without saying.
    var header: String? {
      switch self {
      case .stays: nil
      case .staysAsAsked: "keep-alive"
      case .ends: "close"
      }
    }
  }

  /// Whether the last request has come with all of its body: what follows means nothing.
  var isOver: Bool { isEnding && reading != .passing }

  /// Whether nothing is being answered, so that an answer may go out at once.
  var isIdle: Bool { routed.isEmpty }

  /// Whether the connection waits for its client: for another request, or for the rest of one.
  var waitsForClient: Bool { routed.isEmpty || reading == .passing }

  /// A request was answered at once.
  mutating func answered(_ persistence: Persistence) {
    reading = .swallowing
    isEnding = persistence == .ends
  }

  /// A request was left to the router.
  /// - Parameter awaitsContinue: whether its client waits before it sends the body.
  mutating func routed(_ persistence: Persistence, awaitsContinue: Bool) {
    reading = .passing
    isEnding = persistence == .ends
    routed.append(Routed(persistence: persistence, awaitsContinue: awaitsContinue))
  }

  /// A request came after the last one.
  mutating func ignored() { reading = .swallowing }

  /// A part of a body came: the client waits no longer.
  /// - Returns: whether it is for the router.
  mutating func receivedBody() -> Bool {
    guard reading == .passing else { return false }
    if !routed.isEmpty { routed[routed.index(before: routed.endIndex)].awaitsContinue = false }
    return true
  }

  /// The end of a request came.
  /// - Returns: whether it is for the router.
  mutating func receivedEnd() -> Bool {
    defer { reading = .between }
    return reading == .passing
  }

  /// Whether the client of the oldest request is to be told to go on; it is told once.
  mutating func takeContinue() -> Bool {
    guard let oldest = routed.first, oldest.awaitsContinue else { return false }
    routed[routed.startIndex].awaitsContinue = false
    return true
  }

  /// The router begins to answer the oldest request.
  /// - Returns: what to say about the connection.
  mutating func beganAnswer() -> Persistence {
    guard !routed.isEmpty else { return .stays }
    routed[routed.startIndex].awaitsContinue = false
    return routed[routed.startIndex].persistence
  }

  /// The router has answered the oldest request.
  mutating func endedAnswer() -> Persistence {
    routed.popFirst()?.persistence ?? .stays
  }
}
