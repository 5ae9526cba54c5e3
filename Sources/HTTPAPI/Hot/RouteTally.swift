import CoreMetrics
import HTTPTypes
import Monitoring
import Synchronization

/// What is counted of one route whose answers are prepared. Made once for each route.
final class RouteTally: Sendable {
  private let renders: Counter
  private let renderTime: CoreMetrics.Timer
  private let hits: [Hit: Counter]
  private let hitTimes = Mutex(HitTimes())
  private let makeHitTime: @Sendable (String) -> CoreMetrics.Timer

  private struct Hit: Hashable {
    let isHead: Bool
    let status: Int
  }

  /// Made with the first answer: most routes are never asked with HEAD, and a histogram is many
  /// lines.
  private struct HitTimes {
    var get: CoreMetrics.Timer?
    var head: CoreMetrics.Timer?
  }

  /// The counters of the route `template`, made by `factory`.
  init(_ template: String, _ factory: any MetricsFactory) {
    renders = Counter(.renders, template, factory: factory)
    renderTime = Timer(.renderDuration, template, factory: factory)
    var hits: [Hit: Counter] = [:]
    for isHead in [false, true] {
      for status in [HTTPResponse.Status.ok, .noContent, .notModified] {
        hits[Hit(isHead: isHead, status: status.code)] = Counter(
          .requests, isHead ? "HEAD" : "GET", template, "\(status.code)", "hot", factory: factory)
      }
    }
    self.hits = hits
    makeHitTime = { Timer(.requestDuration, $0, template, "hot", factory: factory) }
  }

  /// Counts an answer that the router did not see, and how long it took.
  func countHit(isHead: Bool, _ status: HTTPResponse.Status, nanoseconds: Int64) {
    hits[Hit(isHead: isHead, status: status.code)]?.increment()
    hitTime(isHead: isHead).recordNanoseconds(nanoseconds)
  }

  private func hitTime(isHead: Bool) -> CoreMetrics.Timer {
    hitTimes.withLock { times in
      if let time = isHead ? times.head : times.get { return time }
      let time = makeHitTime(isHead ? "HEAD" : "GET")
      if isHead { times.head = time } else { times.get = time }
      return time
    }
  }

  /// Counts an answer that was made, and how long it took.
  func countRender(_ time: Duration) {
    renders.increment()
    renderTime.record(time)
  }
}
