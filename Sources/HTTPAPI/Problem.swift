import HTTPTypes
import StandardForms

/// Why a request is not answered with what it asked for: RFC 9457's problem, before it is written.
struct Problem: Error, Hashable, Sendable {
  /// The kinds of problems: each has one status, one name and one title.
  enum Kind: Hashable, Sendable {
    case noSuchRoute, methodNotAllowed, unknownMethod, headTooLarge
    case replicaReadsOnly, notNow, notReached, busy, stopped
    case notForwarded, answerLost, answerLate, slowBody
    case unauthorized, forbidden, unsupportedMediaType, tooLarge
    case invalid, notFound, preconditionFailed, conflict, keyReused, notPromoted, notRepaired
    case storageFull, storageFailed, halted, unexpected
  }

  /// What kind of problem it is.
  var kind: Kind
  /// This very problem, and what can be done about it: a sentence with
  /// one full stop at its end.
  let detail: String
  /// The parameter, header or JSON path that is at fault.
  var field: String?
  /// After how many seconds another try may succeed.
  var retryAfterSeconds: Int?
  /// The methods that the path has.
  var allowed: [HTTPRequest.Method] = []
  /// The tag of what is there now.
  var entityTag: EntityTag?
  /// Where writes are taken.
  var primaryURL: String?
  /// Every fault, where several were looked for.
  var errors: [Fault] = []

  /// One of several faults.
  struct Fault: Hashable, Sendable {
    /// The JSON path that is at fault.
    let field: String
    /// What must be, as half a sentence.
    let detail: String
  }

  /// A problem whose detail ends with one full stop, however many `detail` ends with.
  init(_ kind: Kind, _ detail: String, field: String? = nil) {
    self.kind = kind
    self.detail = Self.sentence(detail)
    self.field = field
  }

  /// A parameter, header or member `field` that cannot be read; `reason` is half a sentence.
  static func malformed(_ field: String, _ reason: String) -> Problem {
    Problem(.invalid, "\(field): \(reason).", field: field)
  }

  /// A problem with these faults, at least one; the first of them is told in words.
  init(_ kind: Kind, _ faults: [Fault]) {
    let first = faults[0]
    let others = faults.count > 1 ? "; \(faults.count - 1) more in errors" : ""
    self.init(kind, "\(first.field): \(first.detail)\(others)", field: first.field)
    errors = Array(faults.prefix(Limits.problemErrorsMax))
  }

  /// `text` without the white space and full stops at its end, and with one full stop.
  private static func sentence(_ text: String) -> String {
    var end = text[...]
    while let last = end.last, last == "." || last.isWhitespace { end.removeLast() }
    return end + "."
  }
}

extension Problem.Kind {
  /// The status of the answer.
  var status: HTTPResponse.Status {
    switch self {
    case .noSuchRoute, .notFound: .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .unknownMethod: .notImplemented
    case .headTooLarge: .requestHeaderFieldsTooLarge
    case .replicaReadsOnly, .notNow, .notReached, .busy, .stopped, .notForwarded, .storageFailed,
      .halted:
      .serviceUnavailable
    case .answerLost: .badGateway
    case .answerLate: .gatewayTimeout
    case .slowBody: .requestTimeout
    case .unauthorized: .unauthorized
    case .forbidden: .forbidden
    case .unsupportedMediaType: .unsupportedMediaType
    case .tooLarge: .contentTooLarge
    case .invalid: .badRequest
    case .preconditionFailed: .preconditionFailed
    case .conflict, .notPromoted, .notRepaired: .conflict
    case .keyReused: .unprocessableContent
    case .storageFull: .init(code: 507, reasonPhrase: "Insufficient Storage")
    case .unexpected: .internalServerError
    }
  }

  /// The kind's name, for programs: a URN, since there is no page to look at.
  var type: String {
    let name =
      switch self {
      case .noSuchRoute: "no-such-route"
      case .methodNotAllowed: "method-not-allowed"
      case .unknownMethod: "unknown-method"
      case .headTooLarge: "head-too-large"
      case .replicaReadsOnly: "replica-reads-only"
      case .notNow: "not-now"
      case .notReached: "position-not-reached"
      case .busy: "busy"
      case .stopped: "stopped"
      case .notForwarded: "not-forwarded"
      case .answerLost: "answer-lost"
      case .answerLate: "answer-late"
      case .slowBody: "slow-body"
      case .unauthorized: "unauthorized"
      case .forbidden: "forbidden"
      case .unsupportedMediaType: "unsupported-media-type"
      case .tooLarge: "too-large"
      case .invalid: "invalid"
      case .notFound: "not-found"
      case .preconditionFailed: "precondition-failed"
      case .conflict: "conflict"
      case .notPromoted: "not-promoted"
      case .notRepaired: "not-repaired"
      case .keyReused: "idempotency-key-reused"
      case .storageFull: "storage-full"
      case .storageFailed: "storage-failed"
      case .halted: "halted"
      case .unexpected: "unexpected"
      }
    return "urn:heliograph:problem:" + name
  }

  /// The kind in a few words.
  var title: String {
    switch self {
    case .noSuchRoute: "There is no such route"
    case .methodNotAllowed: "The path does not have this method"
    case .unknownMethod: "There is no such method"
    case .headTooLarge: "The request's head is too long"
    case .replicaReadsOnly: "This node is a replica"
    case .notNow: "The node takes no changes now"
    case .notReached: "The position has not been reached"
    case .busy: "Too much is being done"
    case .stopped: "The node is stopping"
    case .notForwarded: "The primary was not asked"
    case .answerLost: "The primary's answer did not come whole"
    case .answerLate: "The primary's answer did not come in time"
    case .slowBody: "The request's body did not come in time"
    case .unauthorized: "A valid token is needed"
    case .forbidden: "The token does not allow this"
    case .unsupportedMediaType: "The body must be JSON"
    case .tooLarge: "The body is too long"
    case .invalid: "The request is invalid"
    case .notFound: "There is no such thing"
    case .preconditionFailed: "The version at hand is another one"
    case .conflict: "What is recorded stands against it"
    case .notPromoted: "The node was not promoted"
    case .notRepaired: "The log was not mended"
    case .keyReused: "The idempotency key was used before"
    case .storageFull: "There is no room to record it"
    case .storageFailed: "The storage did not take it"
    case .halted: "This node records nothing until its operator decides"
    case .unexpected: "Something went wrong here"
    }
  }
}

extension Problem {
  /// The problem as a JSON object.
  var json: [UInt8] {
    var json = JSONWriter()
    write(to: &json)
    return json.bytes
  }

  /// Writes the problem as a JSON object.
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", kind.type)
    json.member("title", kind.title)
    json.member("status", kind.status.code)
    json.member("detail", detail)
    // The reference implementation's clients read this one.
    json.member("message", detail)
    if let field { json.member("field", field) }
    if let primaryURL { json.member("primary", primaryURL) }
    if !errors.isEmpty {
      json.list("errors", errors) { json, fault in
        json.beginObject()
        json.member("field", fault.field)
        json.member("detail", fault.detail)
        json.endObject()
      }
    }
    json.endObject()
  }

  /// The problem as an answer.
  var answer: Answer {
    var answer = Answer(kind.status, json, contentType: "application/problem+json")
    answer.entityTag = entityTag
    answer.problem = kind
    answer.cacheControl = "no-store"
    if let retryAfterSeconds { answer.headers[.retryAfter] = String(retryAfterSeconds) }
    if kind == .unauthorized { answer.headers[.wwwAuthenticate] = "Bearer realm=\"heliograph\"" }
    if !allowed.isEmpty {
      answer.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ")
    }
    return answer
  }
}
