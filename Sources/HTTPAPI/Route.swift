import HTTPTypes
import StandardForms

/// One method of one path, and what answers it.
struct Route: Sendable {
  typealias Handler = @Sendable (Call) async throws(Problem) -> Answer

  /// Who may use it.
  enum Access: Hashable, Sendable {
    /// Everyone; a token that is sent along is not even looked at.
    case everyone
    /// Readers, operators and administrators: whoever has a valid token.
    case readers
    /// Operators and administrators.
    case operators
    /// Administrators.
    case administrators
  }

  /// For how long an answer may be given again (`PreparedAnswer`). Whatever else the answer of a
  /// route depends on, it holds for `never`.
  enum Holding: Hashable, Sendable {
    /// Not at all: each request is answered anew.
    case never
    /// Until something is recorded.
    case position
    /// Until something is recorded, or an incident begins or ends.
    case boundary
    /// As `boundary`, and for no longer than the minute and the freshness that it shows.
    case minute
  }

  /// The method.
  let method: HTTPRequest.Method
  /// The path, with parameters in braces: `/api/v1/components/{componentId}`.
  let template: String
  /// Who may use it.
  let access: Access
  /// The longest JSON body that it takes, in bytes; `nil` if it takes none.
  let bodyBytesMax: Int?
  /// Whether it answers with a page for people, also where it has a problem.
  var isPage = false
  /// Whether its answer is in the language that the client likes best.
  var isLocalized = false
  /// For how long its answer may be given again.
  var holds = Holding.never
  /// The parameters of the query that its answer depends on, in the order in which most clients
  /// send them; where its answer holds, its handler sees no others.
  var query: [String] = []
  /// Whether making its answer can take long: then it is made on a thread for that.
  var isLong = false
  /// Whether it concerns this node only, and so is taken by a replica, too.
  var isOfNode = false
  /// Answers a request that came this far.
  let handler: Handler

  /// The path of all routes of the API.
  static let apiPath = "/api/v1"

  /// Whether all its answers are one page in each language: the home page, which many want, is not
  /// to wait for room among those of which there are many.
  var isOneOfFew: Bool { isPage && query == ["lang"] && !template.contains("{") }

  /// Whether it changes what is recorded; a replica refuses these.
  var isWrite: Bool { method != .get && !isOfNode }

  /// A public read.
  static func read(
    _ template: String, query: [String] = [], holds: Holding = .never, isLong: Bool = false,
    _ handler: @escaping Handler
  ) -> Route {
    Route(
      method: .get, template: template, access: .everyone, bodyBytesMax: nil, holds: holds,
      query: query, isLong: isLong, handler: handler)
  }

  /// A read for those who have a token for it.
  static func guarded(
    _ template: String, by access: Access, _ handler: @escaping Handler
  ) -> Route {
    Route(method: .get, template: template, access: access, bodyBytesMax: nil, handler: handler)
  }

  /// A page for people, in their language.
  static func page(
    _ template: String, query: [String] = [], _ handler: @escaping Handler
  ) -> Route {
    Route(
      method: .get, template: template, access: .everyone, bodyBytesMax: nil, isPage: true,
      isLocalized: true, holds: .minute, query: query + ["lang"], isLong: true, handler: handler)
  }

  /// A picture that tells a state, in the client's language.
  static func badge(_ template: String, _ handler: @escaping Handler) -> Route {
    Route(
      method: .get, template: template, access: .everyone, bodyBytesMax: nil, isLocalized: true,
      holds: .minute, query: ["lang"], handler: handler)
  }

  /// A write that takes a JSON body.
  static func write(
    _ method: HTTPRequest.Method, _ template: String, by access: Access = .operators,
    bodyBytesMax: Int = Limits.bodyBytesMax, _ handler: @escaping Handler
  ) -> Route {
    Route(
      method: method, template: template, access: access, bodyBytesMax: bodyBytesMax,
      handler: handler)
  }

  /// An order to this node, whatever its role, for administrators.
  static func order(
    _ template: String, bodyBytesMax: Int?, _ handler: @escaping Handler
  ) -> Route {
    Route(
      method: .post, template: template, access: .administrators, bodyBytesMax: bodyBytesMax,
      isOfNode: true, handler: handler)
  }

  /// A deletion.
  static func delete(
    _ template: String, by access: Access = .operators, _ handler: @escaping Handler
  ) -> Route {
    Route(
      method: .delete, template: template, access: access, bodyBytesMax: nil, handler: handler)
  }
}
