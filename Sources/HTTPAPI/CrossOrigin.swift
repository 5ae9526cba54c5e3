import HTTPTypes
import StandardForms

/// Which scripts of other origins may use the API (Fetch standard, CORS protocol).
struct CrossOrigin: Sendable {
  private let origins: Set<String>

  private static let readable: [HTTPField.Name] = [
    .eTag, .location, .retryAfter, .allow, .heliographPosition, .heliographStateAge,
  ]
  private static let sendable: [HTTPField.Name] = [
    .authorization, .contentType, .ifMatch, .ifNoneMatch, .idempotencyKey, .heliographMinPosition,
  ]

  /// Allows these origins, as browsers write them; `*` allows all.
  init(_ origins: [String]) { self.origins = Set(origins) }

  /// Adds what every answer carries; `Vary` is there for every origin, and without one.
  func decorate(_ headers: inout HTTPFields, for request: HTTPFields) {
    headers[.vary] = "Origin"
    guard let allowed = allowed(request[.origin]) else { return }
    headers[.accessControlAllowOrigin] = allowed
    headers[.accessControlExposeHeaders] = Self.names(Self.readable)
  }

  /// The answer to a preflight for a path with these methods.
  func preflight(_ methods: [HTTPRequest.Method], for request: HTTPFields) -> Answer {
    var answer = Answer(.noContent)
    let list = methods.map(\.rawValue).joined(separator: ", ")
    answer.headers[.allow] = list
    guard allowed(request[.origin]) != nil else { return answer }
    answer.headers[.accessControlAllowMethods] = list
    answer.headers[.accessControlAllowHeaders] = Self.names(Self.sendable)
    answer.headers[.accessControlMaxAge] = String(Limits.preflightSecondsMax)
    return answer
  }

  private func allowed(_ origin: String?) -> String? {
    guard let origin else { return nil }
    if origins.contains("*") { return "*" }
    return origins.contains(origin) ? origin : nil
  }

  private static func names(_ names: [HTTPField.Name]) -> String {
    names.map(\.rawName).joined(separator: ", ")
  }
}
