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

  /// Adds what an answer carries for scripts of an allowed origin. (`Vary` names `Origin` in every
  /// answer, whoever asks.)
  func decorate(_ headers: inout HTTPFields, for request: HTTPFields) {
    for field in fields(for: request[.origin]) { headers[field.name] = field.value }
  }

  /// The same as HTTP/1.1 writes it.
  func lines(for origin: String) -> String {
    fields(for: origin).map { "\($0.name.rawName): \($0.value)\r\n" }.joined()
  }

  private func fields(for origin: String?) -> [HTTPField] {
    guard let allowed = allowed(origin) else { return [] }
    return [
      HTTPField(name: .accessControlAllowOrigin, value: allowed),
      HTTPField(name: .accessControlExposeHeaders, value: Self.names(Self.readable)),
    ]
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
