import Coordination
import HTTPTypes
package import Hummingbird
import NIOCore
import ReadModel
import StandardForms
import StatusPage
import StatusService

/// Answers every request. The order of its steps is the order in which faults are told: host,
/// route, method, replica, token, role, media type, size; all else is told by the route itself.
package struct APIResponder: HTTPResponder {
  let node: APIDependencies
  private let table = RouteTable(RouteCatalogue.all)
  private let crossOrigin: CrossOrigin
  private let events: EventReader
  private let watch: RequestWatch
  /// What was prepared and may be given again.
  let preparing: Preparing

  struct Admission {
    let route: Route
    let parameters: [String: String]
    let actor: String
    let now: Timestamp
  }

  /// What became of a request, and what is told of it.
  struct Handled {
    var response: Response
    var route: Route?
    var actor: String?
    var eventCount: Int?
    var problem: Problem.Kind?
    var isForwarded = false
  }

  /// A responder for the node that `dependencies` make up.
  package init(_ dependencies: APIDependencies) {
    node = dependencies
    crossOrigin = CrossOrigin(dependencies.corsOrigins)
    events = EventReader(dependencies.log, logger: dependencies.logger)
    watch = RequestWatch(logger: dependencies.logger)
    preparing = Preparing(dependencies)
  }

  /// Ends the threads that read events and make long answers; after the last request.
  package func stop() {
    events.stop()
    preparing.stop()
  }

  /// What can be answered in front of this responder.
  var hot: HotAnswers { HotAnswers(preparing.answers, node, crossOrigin) }

  /// Answers `request`, with a problem where something is wrong.
  /// - Throws: only what reading the request's body throws, when the connection is of no more use.
  package func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
    try await respond(to: request)
  }

  func respond(to request: Request) async throws -> Response {
    let begun = ContinuousClock.now
    let handled = try await handle(request)
    watch.answered(
      RequestRecord(
        method: request.method, route: handled.route, actor: handled.actor,
        status: handled.response.status,
        position: handled.response.headers[.heliographPosition],
        eventCount: handled.eventCount, problem: handled.problem,
        isForwarded: handled.isForwarded, duration: ContinuousClock.now - begun))
    return handled.response
  }

  private func handle(_ request: Request) async throws -> Handled {
    let rest = RequestIntake.hasBody(request.headers) ? RequestIntake.Rest.unread : .read
    if let problem = Self.hostProblem(request) {
      return handled(answer(problem, request), request, rest, nil, nil)
    }
    if request.method == .options, let preflight = preflight(request) {
      return handled(preflight, request, rest, nil, nil)
    }
    if let hop = hop(for: request) {
      return try await forward(request, hop.route, by: hop.forwarder)
    }
    let admission: Admission
    do throws(Problem) {
      admission = try admit(request)
    } catch {
      return handled(answer(error, request), request, rest, route(of: request), nil)
    }
    let (route, actor) = (admission.route, admission.actor)
    let intake = try await intake(of: request, for: route)
    if let problem = intake.problem {
      return handled(answer(problem, request, route), request, intake.rest, route, actor)
    }
    if route.holds != .never { return await handlePrepared(admission, request, intake.rest) }
    return handled(
      await answer(admission, intake.body, request), request, intake.rest, route, actor)
  }

  /// What was read of a request's body.
  struct Intake: Sendable {
    var body: [UInt8] = []
    var rest: RequestIntake.Rest
    var problem: Problem?
  }

  /// The body that `request` has for `route`, and what became of the rest; a problem where it is
  /// too long.
  /// - Throws: as `RequestIntake.read`.
  func intake(
    of request: Request, for route: Route
  ) async throws -> Intake {
    guard let bytesMax = route.bodyBytesMax else {
      return Intake(rest: RequestIntake.hasBody(request.headers) ? .unread : .read)
    }
    switch try await RequestIntake.read(request.body, request.headers, bytesMax: bytesMax) {
    case .whole(let bytes): return Intake(body: bytes, rest: .read)
    case .tooLong(let rest):
      let problem = Problem(.tooLarge, "The body may be at most \(bytesMax) bytes long.")
      return Intake(rest: rest, problem: problem)
    }
  }

  func handled(
    _ answer: Answer, _ request: Request, _ rest: RequestIntake.Rest, _ route: Route?,
    _ actor: String?
  ) -> Handled {
    Handled(
      response: finish(answer, request, rest), route: route, actor: actor,
      eventCount: answer.eventCount, problem: answer.problem, isForwarded: answer.isForwarded)
  }

  private func handlePrepared(
    _ admission: Admission, _ request: Request, _ rest: RequestIntake.Rest
  ) async -> Handled {
    var call = call(admission, [], request)
    let isReached = await call.reachesWantedPosition()
    // It was waited for already.
    if !isReached { call.boardWaitMax = .zero }
    do throws(Problem) {
      let coding = ContentCoding(accepting: request.headers[.acceptEncoding])
      // Who asks wrongly for a position, or in vain, is for the route itself, which tells it, after
      // faults of path and query.
      let prepared =
        isReached
        ? try await preparing.answer(to: call, at: request.uri.path, coding)
        : try await preparing.answerApart(to: call, coding)
      return Handled(
        response: finish(prepared, coding, request, rest), route: admission.route,
        actor: admission.actor)
    } catch {
      return handled(
        answer(error, request, admission.route), request, rest, admission.route, admission.actor)
    }
  }

  private func preflight(_ request: Request) -> Answer? {
    let methods = table.methods(of: request.uri.path)
    return methods.isEmpty ? nil : crossOrigin.preflight(methods, for: request.headers)
  }

  private func admit(_ request: Request) throws(Problem) -> Admission {
    let (route, parameters) = try match(request)
    if route.isWrite, !node.desk.isOpen {
      throw Problem(primaryURL: node.nodeStatus().primaryURL)
    }
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
      let answer = try await admission.route.handler(call(admission, body, request))
      return answer.eventCount == nil ? answer : await durable(answer, request)
    } catch {
      return answer(error, request, admission.route)
    }
  }

  /// Says how durable the change is that was recorded, after a bounded wait for more. It exists, so
  /// nothing about it is an error any more.
  private func durable(_ answer: Answer, _ request: Request) async -> Answer {
    let preferences = Preferences(request.headers[.prefer])
    let level = await node.durability(answer.position ?? node.boards.position, preferences.wait)
    var answer = answer
    answer.headers[.heliographDurability] = level.rawValue
    answer.headers[.preferenceApplied] = preferences.applied
    return answer
  }

  private func call(_ admission: Admission, _ body: [UInt8], _ request: Request) -> Call {
    Call(
      node: node, events: events, route: admission.route, parameters: admission.parameters,
      query: QueryParameters(request.uri.query), headers: request.headers, body: body,
      actor: admission.actor, now: admission.now)
  }
}

extension APIResponder {
  /// What is wrong where a request does not name exactly one host (RFC 9112 section 3.2). `HotPath`
  /// lets clients of HTTP/1.0 go without.
  private static func hostProblem(_ request: Request) -> Problem? {
    // Hummingbird makes the first line the authority and leaves others where they are.
    guard request.head.authority == nil || request.headers[.furtherHost] != nil else { return nil }
    return .malformed("Host", "must be there once")
  }

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

  func route(of request: Request) -> Route? {
    guard case .route(let route, _) = table.match(request.method, request.uri.path) else {
      return nil
    }
    return route
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
  func answer(_ problem: Problem, _ request: Request, _ route: Route? = nil) -> Answer {
    var answer = problem.answer
    let isAPI = request.uri.path.hasPrefix("/api/") || request.uri.path == "/api"
    let isWanted = !isAPI && AcceptedTypes(request.headers[.accept]).preferHTML
    guard route?.isPage == true || isWanted else { return answer }
    let query = QueryParameters(request.uri.query)
    let language = LanguageChoice.choose(
      query: (try? query["lang"]) ?? nil, acceptLanguage: request.headers[.acceptLanguage],
      from: node.page.languages)
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
    let isEmpty = answer.status == .noContent || answer.status == .notModified
    let fields = answer.fields(
      at: node.boards.position, isCoded: false, length: isEmpty ? nil : answer.body.count)
    return finish(answer.status, fields, ByteBuffer(bytes: answer.body), request, rest)
  }

  /// A prepared answer in the form that fits the request.
  private func finish(
    _ prepared: PreparedAnswer, _ coding: ContentCoding, _ request: Request,
    _ rest: RequestIntake.Rest
  ) -> Response {
    let ifNoneMatch = request.headers[.ifNoneMatch]
    let form =
      prepared.form(coding, ifNoneMatch: ifNoneMatch)
      ?? prepared.whole(ifNoneMatch: ifNoneMatch)
    return finish(form.status, form.fields, form.body, request, rest)
  }

  /// Adds what depends on the request and the moment. In front of the router the same is written by
  /// `HotAnswers`.
  private func finish(
    _ status: HTTPResponse.Status, _ fields: HTTPFields, _ body: ByteBuffer, _ request: Request,
    _ rest: RequestIntake.Rest
  ) -> Response {
    var headers = fields
    if !node.desk.isOpen {
      headers[.heliographStateAge] = String(node.nodeStatus().ageMilliseconds)
    }
    crossOrigin.decorate(&headers, for: request.headers)
    let bytes = request.method == .head ? ByteBuffer() : body
    var response = Response(
      status: status, headers: headers, body: self.body(bytes, request, rest, headers: &headers))
    response.headers = headers
    return response
  }

  /// Pages load their stylesheet and their script and nothing else, from nowhere else.
  static let pagePolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    + "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

  private func body(
    _ bytes: ByteBuffer, _ request: Request, _ rest: RequestIntake.Rest,
    headers: inout HTTPFields
  ) -> ResponseBody {
    switch rest {
    case .read:
      return bytes.readableBytes == 0 ? ResponseBody() : ResponseBody(byteBuffer: bytes)
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
      EntityTagCondition(request.headers[.ifNoneMatch])?.held(entityTag) != nil
    else { return self }
    return unchanged
  }
}
