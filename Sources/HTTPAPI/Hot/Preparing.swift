import Coordination
import CoreMetrics
import HTTPTypes
import Logging
import NIOCore
import ReadModel
import StandardForms
import StatusPage
import StatusService

/// Makes the answers of the routes whose answers hold, keeps them, and finds them again.
struct Preparing: Sendable {
  /// The answers that are kept.
  let answers: PreparedAnswers
  private let node: APIDependencies
  private let preparation = Preparation()
  /// Two threads: the reads of the API, heavy as they may be, do not keep the pages waiting.
  private let pages = RenderThread(name: "render-pages")
  private let reads = RenderThread(name: "render-reads")
  private let tallies: [String: RouteTally]

  init(_ node: APIDependencies) {
    self.node = node
    answers = PreparedAnswers(languages: node.page.languages)
    let held = RouteCatalogue.all.filter { $0.holds != .never }
    tallies = Dictionary(
      held.map { ($0.template, RouteTally($0.template, node.metricsFactory)) },
      uniquingKeysWith: { a, _ in a }
    )
  }

  /// Ends the threads; after the last request.
  func stop() {
    pages.stop()
    reads.stop()
  }

  /// The answer to `call`, which asked for `path`: one that is kept and holds, or one made now, for
  /// this request or for another like it. Never older than this call.
  /// - Throws: what the route's handler does.
  func answer(
    to call: Call, at path: String, _ coding: ContentCoding
  ) async throws(Problem) -> PreparedAnswer {
    let key = key(call, path)
    // What is not kept is not waited for either (I11).
    guard key.target.utf8.count <= Limits.preparedTargetBytesMax else {
      return try await answerApart(to: call, coding)
    }
    let now = node.effects.now()
    let wish = Preparation.Wish(
      position: node.boards.position, now: now,
      freshness: node.nodeStatus().shownFreshness(at: now), coding: coding)
    if let kept = held(key), kept.isReady(for: coding) { return kept }
    let outcome = await preparation.outcome(key.forEverybody, for: wish) {
      await onThread(call.route, isOneOfFew: call.route.isOneOfFew) {
        await make(key, call, coding)
      }
    }
    return try outcome.answer()
  }

  /// The answer to `call` alone, which is not kept.
  /// - Throws: what the route's handler does.
  func answerApart(
    to call: Call, _ coding: ContentCoding
  ) async throws(Problem) -> PreparedAnswer {
    let outcome = await onThread(call.route) {
      do throws(Problem) {
        return .prepared(try await makeApart(call, coding))
      } catch {
        return .failed(error)
      }
    }
    return try outcome.answer()
  }

  /// The outcome of `make`, called where answers of the route are made.
  /// - Parameter isOneOfFew: whether it is made even if much waits: what is made once for all who
  ///   ask for it, of a route that has but one answer in each language.
  private func onThread(
    _ route: Route, isOneOfFew: Bool = false, _ make: @Sendable () async -> Preparation.Outcome
  ) async -> Preparation.Outcome {
    guard route.isLong else { return await make() }
    let thread = route.isPage ? pages : reads
    return await thread.make(isOneOfFew: isOneOfFew, make) ?? .failed(.tooManyRenders)
  }

  private func makeApart(
    _ call: Call, _ coding: ContentCoding
  ) async throws(Problem) -> PreparedAnswer {
    let position = node.boards.position
    let answer = try await call.route.handler(call)
    let now = call.now
    let prepared = PreparedAnswer(
      answer,
      PreparedAnswer.Validity(
        position: answer.position ?? position, from: now, until: now, freshness: nil),
      tally(call.route))
    return prepared.isReady(for: coding) ? prepared : compressed(prepared, like: nil)
  }

  private func tally(_ route: Route) -> RouteTally {
    guard let tally = tallies[route.template] else {
      preconditionFailure("every route whose answers hold is counted")
    }
    return tally
  }

  private func key(_ call: Call, _ path: String) -> PreparedAnswers.Key {
    var query = call.query
    let language = call.route.isLocalized ? try? call.language() : nil
    // Whatever names no language, or the same one, asks for the same page.
    if let language { query.set("lang", to: language.isAsked ? language.code : nil) }
    let text = query.text(call.route.query)
    return PreparedAnswers.Key(
      target: text.isEmpty ? path : path + "?" + text, language: language?.code,
      asked: query.undecoded("lang"))
  }

  /// What is kept and holds.
  private func held(_ key: PreparedAnswers.Key) -> PreparedAnswer? {
    guard let kept = answers.kept(key) else { return nil }
    let now = node.effects.now()
    let holds = kept.validity.holds(at: node.boards.position, now) {
      node.nodeStatus().shownFreshness(at: now)
    }
    return holds ? kept : nil
  }

  /// Makes the answer anew, or what it still lacks.
  private func make(
    _ key: PreparedAnswers.Key, _ call: Call, _ coding: ContentCoding
  ) async -> Preparation.Outcome {
    let tally = tally(call.route)
    if let held = held(key) {
      let ready = held.isReady(for: coding) ? held : compressed(held, like: nil)
      answers.keep(ready, key)
      return .prepared(ready)
    }
    let begun = ContinuousClock.now
    do throws(Problem) {
      let before = answers.kept(key)
      var answer = try await render(call, key, tally)
      if !answer.isReady(for: before?.gzip == nil ? coding : .gzip) {
        answer = compressed(answer, like: before)
      }
      tally.countRender(ContinuousClock.now - begun)
      answers.keep(answer, key)
      return .prepared(answer)
    } catch {
      return .failed(error)
    }
  }

  /// Calls the route's handler with what its answer may depend on, standing still meanwhile, and
  /// with nothing else of the request.
  private func render(
    _ call: Call, _ key: PreparedAnswers.Key, _ tally: RouteTally
  ) async throws(Problem) -> PreparedAnswer {
    let now = node.effects.now()
    let boards = node.boards.current
    let status = node.nodeStatus()
    var still = node
    still.boards = Latest(boards.value, at: boards.position)
    still.nodeStatus = { status }
    let route = call.route
    var headers = HTTPFields()
    headers[.acceptLanguage] = key.language
    let answer = try await route.handler(
      Call(
        node: still, events: call.events, route: route, parameters: call.parameters,
        query: call.query.only(route.query), headers: headers, body: [], actor: call.actor,
        now: now))
    let isDated = route.holds != .position
    let boundary = isDated ? boards.value.status.nextBoundary(after: now) : nil
    let isMinute = route.holds == .minute
    let nextMinute = now.startOfMinute.advanced(by: .seconds(60))
    let until = [boundary, isMinute ? nextMinute : nil].compactMap { $0 }.min()
    return PreparedAnswer(
      answer,
      PreparedAnswer.Validity(
        position: boards.position, from: isDated ? now : .earliest, until: until ?? .latest,
        freshness: isMinute ? status.shownFreshness(at: now) : nil), tally)
  }

  /// `answer` with its body compressed; as it is, if zlib has no memory. The body of the answer
  /// before is not compressed twice.
  private func compressed(_ answer: PreparedAnswer, like before: PreparedAnswer?) -> PreparedAnswer
  {
    if let before, let gzip = before.gzip, before.body == answer.body {
      return answer.adding(gzip: gzip)
    }
    do throws(Gzip.Failure) {
      return answer.adding(
        gzip: ByteBuffer(bytes: try Gzip.compress(answer.body.readableBytesView)))
    } catch {
      node.logger.warning(
        "a body could not be compressed and is sent as it is", metadata: ["zlib": "\(error.code)"])
      return answer
    }
  }
}

extension Problem {
  /// More answers wait to be made than may.
  fileprivate static var tooManyRenders: Problem {
    var problem = Problem(
      .busy, "More is asked for than this node can make at a time. Try again.")
    problem.retryAfterSeconds = Limits.retryAfterSeconds
    return problem
  }
}
