import CoreMetrics
import HTTPTypes
import Logging
import Monitoring
import StandardForms
import Synchronization

/// What was asked and how it was answered, for metrics and log: never a value of path, query or
/// body, never a token (I10, I12).
struct RequestRecord: Sendable {
  /// The method, as the client sent it.
  var method: HTTPRequest.Method
  /// The route that was found.
  var route: Route?
  /// Who asked, as the log of events names it; `nil` if that was not settled.
  var actor: String?
  /// The final status.
  var status: HTTPResponse.Status
  /// The position that the answer carries, as its header has it.
  var position: String?
  /// How many events it recorded; `nil` if it asked for no change.
  var eventCount: Int?
  /// The kind of problem that was told.
  var problem: Problem.Kind?
  /// Whether the primary answered in this node's place.
  var isForwarded = false
  /// From the request's headers to the answer.
  var duration: Duration
}

/// Counts and times answers, and logs one line for each change, each failure, each refusal of
/// somebody known and each answer that was slow; for all others, which anybody can cause in any
/// number, only at the level debug.
final class RequestWatch: Sendable {
  private let logger: Logger
  private let known = Mutex<[Key: Series]>([:])

  private struct Key: Hashable {
    let method: String
    let route: String
    let status: Int
  }

  private struct Series: Sendable {
    let count: Counter
    let time: CoreMetrics.Timer
  }

  init(logger: Logger) { self.logger = logger }

  func answered(_ record: RequestRecord) {
    let key = Key(
      method: record.methodWord, route: record.routeWord, status: record.status.code)
    // Bounded by the routes and the statuses that they have (I11).
    let series = known.withLock { known in
      if let series = known[key] { return series }
      let series = Series(
        count: Counter(.requests, key.method, key.route, "\(key.status)", "router"),
        time: Timer(.requestDuration, key.method, key.route, "router"))
      known[key] = series
      return series
    }
    series.count.increment()
    series.time.record(record.duration)
    log(record)
  }

  private func log(_ record: RequestRecord) {
    let (level, message) = record.line
    guard level >= logger.logLevel else { return }
    var metadata: Logger.Metadata = [
      "request": "\(record.methodWord) \(record.routeWord)",
      "milliseconds": .stringConvertible(record.milliseconds),
      "status": .stringConvertible(record.status.code),
    ]
    if let actor = record.actor { metadata["actor"] = "\(actor)" }
    if let position = record.position { metadata["position"] = "\(position)" }
    if let count = record.eventCount { metadata["events"] = .stringConvertible(count) }
    if let problem = record.problem { metadata["problem"] = "\(problem.type)" }
    if record.isSlow { metadata["slow"] = "true" }
    logger.log(level: level, "\(message)", metadata: metadata)
  }
}

extension RequestRecord {
  fileprivate var isSlow: Bool { duration >= Limits.slowAnswerMin }

  fileprivate var milliseconds: Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }

  /// The method, or `other` for one that no route has: clients may send any word.
  fileprivate var methodWord: String {
    [.get, .head, .post, .patch, .delete, .put, .options].contains(method)
      ? method.rawValue : "other"
  }

  /// The route's template, or `none`.
  fileprivate var routeWord: String { route?.template ?? "none" }

  private var isAnonymous: Bool { actor == nil || actor == Authorization.anonymous }

  /// How the record is told.
  fileprivate var line: (Logger.Level, String) {
    if isForwarded {
      // What is refused there anybody can cause, as this node does not look at tokens.
      return (status.kind == .successful ? .info : .debug, "a change was sent on")
    }
    if problem != nil {
      return status.code >= 500
        ? (.warning, "a request failed") : (isAnonymous ? .debug : .info, "a request was refused")
    }
    if let eventCount {
      return (.info, eventCount > 0 ? "a change was recorded" : "a change recorded nothing new")
    }
    return isSlow ? (.notice, "an answer was slow") : (.debug, "a request was answered")
  }
}
