import Coordination
import HTTPTypes
package import Hummingbird
import NIOCore
import ReadModel
import StandardForms
import StatusPage
import StatusService

/// Answers every request. The order of its steps is the order in which faults are told: route,
/// method, replica, token, role, media type, size; all else is told by the route itself.
package struct APIResponder: HTTPResponder {
  private let node: APIDependencies
  private let table = RouteTable(RouteCatalogue.all)
  private let crossOrigin: CrossOrigin
  private let events: EventReader

  private struct Admission {
    let route: Route
    let parameters: [String: String]
    let actor: String
    let now: Timestamp
  }

  /// A responder for the node that `dependencies` make up.
  package init(_ dependencies: APIDependencies) {
    node = dependencies
    crossOrigin = CrossOrigin(dependencies.corsOrigins)
    events = EventReader(dependencies.log, logger: dependencies.logger)
  }

  /// Ends the thread that reads events; after the last request.
  package func stop() { events.stop() }

  /// Answers `request`, with a problem where something is wrong.
  /// - Throws: only what reading the request's body throws, when the connection is of no more use.
  package func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
    try await respond(to: request)
  }

  func respond(to request: Request) async throws -> Response {
    var rest = RequestIntake.hasBody(request.headers) ? RequestIntake.Rest.unread : .read
    if request.method == .options, let preflight = preflight(request) {
      return finish(preflight, request, rest)
    }
    let admission: Admission
    do throws(Problem) {
      admission = try admit(request)
    } catch {
      return finish(answer(error, request), request, rest)
    }
    var body: [UInt8] = []
    if let bytesMax = admission.route.bodyBytesMax {
      switch try await RequestIntake.read(request.body, request.headers, bytesMax: bytesMax) {
      case .whole(let bytes):
        body = bytes
        rest = .read
      case .tooLong(let rest):
        let problem = Problem(.tooLarge, "The body may be at most \(bytesMax) bytes long.")
        return finish(answer(problem, request, admission.route), request, rest)
      }
    }
    return finish(await answer(admission, body, request), request, rest)
  }

  private func preflight(_ request: Request) -> Answer? {
    let methods = table.methods(of: request.uri.path)
    return methods.isEmpty ? nil : crossOrigin.preflight(methods, for: request.headers)
  }

  private func admit(_ request: Request) throws(Problem) -> Admission {
    let (route, parameters) = try match(request)
    if route.isWrite, node.commands == nil { throw replicaProblem }
    let now = node.effects.now()
    let actor = try Authorization.actor(
      request.headers, route, node.boards.current.value.access, now: now)
    if route.bodyBytesMax != nil { try checkMediaType(request.headers) }
    return Admission(route: route, parameters: parameters, actor: actor, now: now)
  }

  private func answer(
    _ admission: Admission, _ body: [UInt8], _ request: Request
  ) async -> Answer {
    do throws(Problem) {
      return try await admission.route.handler(
        Call(
          node: node, events: events, route: admission.route, parameters: admission.parameters,
          query: QueryParameters(request.uri.query), headers: request.headers, body: body,
          actor: admission.actor, now: admission.now))
    } catch {
      return answer(error, request, admission.route)
    }
  }
}

extension APIResponder {
  private func match(_ request: Request) throws(Problem) -> (Route, [String: String]) {
    switch table.match(request.method, request.uri.path) {
    case .route(let route, let parameters): return (route, parameters)
    case .otherMethods(let methods):
      var problem = Problem(
        .methodNotAllowed,
        "The path takes " + methods.map(\.rawValue).joined(separator: ", ") + ".")
      problem.allowed = methods
      throw problem
    case .none:
      throw Problem(
        .noSuchRoute, "There is nothing at this path. GET /api/v1/openapi.yaml lists what there is."
      )
    }
  }

  private var replicaProblem: Problem {
    let url = node.nodeStatus().primaryURL
    var problem = Problem(
      .replicaReadsOnly,
      "This node is a replica, which takes no changes. "
        + (url.map { "The primary at \($0) does." } ?? "Its primary has not told its address yet."))
    problem.primaryURL = url
    return problem
  }

  /// A body must say that it is JSON; where there is no body, the fault is that there is none.
  private func checkMediaType(_ headers: HTTPFields) throws(Problem) {
    let problem = Problem(
      .unsupportedMediaType, "The Content-Type must be application/json, or end with +json.",
      field: HTTPField.Name.contentType.rawName)
    switch headers[.contentType] {
    case let type?: guard isJSON(contentType: type) else { throw problem }
    case nil: guard !RequestIntake.hasBody(headers) else { throw problem }
    }
  }

  /// A problem as a page where the route is one, whoever asks; as JSON in the API; elsewhere as the
  /// client prefers it.
  private func answer(_ problem: Problem, _ request: Request, _ route: Route? = nil) -> Answer {
    var answer = problem.answer
    let isAPI = request.uri.path.hasPrefix("/api/") || request.uri.path == "/api"
    let isWanted = !isAPI && AcceptedTypes(request.headers[.accept]).preferHTML
    guard route?.isPage == true || isWanted else { return answer }
    let query = QueryParameters(request.uri.query)
    let language = LanguageChoice.choose(
      query: (try? query["lang"]) ?? nil, acceptLanguage: request.headers[.acceptLanguage],
      from: PageRenderer.languages)
    answer.body = node.page.problem(
      status: problem.kind.status.code, title: problem.kind.title, detail: problem.detail,
      language: language)
    answer.contentType = "text/html; charset=utf-8"
    answer.headers[.contentLanguage] = language.code
    answer.isPage = true
    return answer
  }
}

extension APIResponder {
  /// Adds what every answer carries, and leaves out what the request does not want.
  private func finish(
    _ answer: Answer, _ request: Request, _ rest: RequestIntake.Rest
  ) -> Response {
    let answer = answer.conditional(on: request)
    var headers = answer.headers
    headers[.heliographPosition] = (answer.position ?? node.boards.current.position).text
    headers[.cacheControl] = answer.cacheControl
    headers[.xContentTypeOptions] = "nosniff"
    if let type = answer.contentType { headers[.contentType] = type }
    if let tag = answer.entityTag { headers[.eTag] = tag.text }
    if node.commands == nil {
      headers[.heliographStateAge] = String(node.nodeStatus().ageMilliseconds)
    }
    if answer.isPage {
      headers[.contentSecurityPolicy] = Self.pagePolicy
      headers[.referrerPolicy] = "same-origin"
    }
    crossOrigin.decorate(&headers, for: request.headers)
    if headers[.contentLanguage] != nil { headers[.vary] = "Accept-Language, Origin" }
    let isEmpty = answer.status == .noContent || answer.status == .notModified
    if !isEmpty { headers[.contentLength] = String(answer.body.count) }
    let bytes = request.method == .head ? [] : answer.body
    var response = Response(
      status: answer.status, headers: headers,
      body: body(bytes, request, rest, headers: &headers))
    response.headers = headers
    return response
  }

  /// Pages load their stylesheet and their script and nothing else, from nowhere else.
  private static let pagePolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

  private func body(
    _ bytes: [UInt8], _ request: Request, _ rest: RequestIntake.Rest, headers: inout HTTPFields
  ) -> ResponseBody {
    switch rest {
    case .read:
      return bytes.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    case .endless:
      headers[.connection] = "close"
      return .last(bytes)
    case .unread:
      let closes = RequestIntake.declaredLength(request.headers) > Limits.bodyBytesMax
      if closes { headers[.connection] = "close" }
      return .early(bytes, request.body, closes: closes)
    }
  }
}

extension Answer {
  /// 304 instead of a representation that the client holds already (RFC 9110 section 13.1.2).
  fileprivate func conditional(on request: Request) -> Answer {
    let isRead = request.method == .get || request.method == .head
    guard isRead, status == .ok, let entityTag,
      let condition = EntityTagCondition(request.headers[.ifNoneMatch]),
      condition.matchesWeakly(entityTag)
    else { return self }
    var answer = self
    answer.status = .notModified
    answer.body = []
    answer.contentType = nil
    return answer
  }
}
