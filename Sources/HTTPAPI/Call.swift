import HTTPTypes
import ReadModel
import StandardForms
import StatusDomain
import StatusService

/// A request as its route sees it: its path matched, its sender known, its body whole.
struct Call: Sendable {
  /// What the node is made of.
  let node: APIDependencies
  /// Reads the log off the event loops.
  let events: EventReader
  /// The route that it takes.
  let route: Route
  /// The undecoded values of the path's parameters.
  let parameters: [String: String]
  /// The query.
  let query: QueryParameters
  /// The headers.
  let headers: HTTPFields
  /// The body; empty for routes that take none.
  let body: [UInt8]
  /// Who asks, as the log names it; `anonymous` on public reads.
  let actor: String
  /// When it came.
  let now: Timestamp
  /// For how long it waits for the position that it asks for.
  var boardWaitMax = Limits.boardWaitMax
}

extension Call {
  /// The decoded value of a path parameter.
  /// - Throws: `Problem` that names it, unless it is percent-encoded UTF-8 without U+0000.
  func text(_ name: String) throws(Problem) -> String {
    guard let raw = parameters[name] else { preconditionFailure("the route has no \(name)") }
    guard let text = PercentEncoding.decode(raw), !text.utf8.contains(0) else {
      throw Problem.malformed(name, "this is not percent-encoded UTF-8 text")
    }
    return text
  }

  /// A path parameter that is an identity.
  func id<Subject>(_ name: String) throws(Problem) -> ID<Subject> {
    guard let id = ID<Subject>(try text(name)) else {
      throw Problem.malformed(name, "it must be a UUID")
    }
    return id
  }

  /// A path parameter that counts from 0; a number too large for any resource reads as `nil`.
  func number(_ name: String) throws(Problem) -> Int? {
    try Self.number(name, try text(name))
  }

  /// A query parameter that counts from 0: `.some(nil)` for a number too large for any resource,
  /// `nil` if it is not there.
  func numberInQuery(_ name: String) throws(Problem) -> Int?? {
    guard let text = try query[name] else { return nil }
    return .some(try Self.number(name, text))
  }

  /// How many events are wanted on a page of them.
  func pageLimit() throws(Problem) -> Int {
    guard let number = try numberInQuery("limit") else { return Limits.eventPageCountDefault }
    guard let number, (1...Limits.eventPageCountMax).contains(number) else {
      throw Problem.malformed(
        "limit", "it must be a number between 1 and \(Limits.eventPageCountMax)")
    }
    return number
  }

  /// A query parameter that is a moment; `nil` if it is not there.
  func momentInQuery(_ name: String) throws(Problem) -> Timestamp? {
    guard let text = try query[name] else { return nil }
    guard let time = Timestamp(rfc3339: text) else {
      throw Problem.malformed(name, Timestamp.wanted)
    }
    return time
  }

  /// A query parameter that is `true` or `false`; `false` if it is not there.
  func truthInQuery(_ name: String) throws(Problem) -> Bool {
    switch try query[name] {
    case nil, "false": return false
    case "true": return true
    case _?: throw Problem.malformed(name, "it must be true or false")
    }
  }

  private static func number(_ name: String, _ text: String) throws(Problem) -> Int? {
    let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber, text == "0" || text.first != "0" else {
      throw Problem.malformed(name, "it must be a whole number, 0 or more, in decimal digits")
    }
    return Int(text)
  }
}
