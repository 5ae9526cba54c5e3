import CoreMetrics
import HTTPTypes
import Monitoring

/// What is counted of one route whose answers are prepared. Made once for each route.
final class RouteTally: Sendable {
  private let renders: Counter
  private let renderTime: CoreMetrics.Timer
  private let hits: [Hit: Counter]

  private struct Hit: Hashable {
    let isHead: Bool
    let status: Int
  }

  /// The counters of the route `template`, made by `factory`.
  init(_ template: String, _ factory: any MetricsFactory) {
    renders = Counter(
      label: Metric.renders.name, dimensions: [("route", template)], factory: factory)
    renderTime = CoreMetrics.Timer(
      label: Metric.renderDuration.name, dimensions: [("route", template)], factory: factory)
    var hits: [Hit: Counter] = [:]
    for isHead in [false, true] {
      for status in [HTTPResponse.Status.ok, .noContent, .notModified] {
        let dimensions = [
          ("method", isHead ? "HEAD" : "GET"), ("route", template), ("status", "\(status.code)"),
          ("served", "hot"),
        ]
        hits[Hit(isHead: isHead, status: status.code)] = Counter(
          label: Metric.requests.name, dimensions: dimensions, factory: factory)
      }
    }
    self.hits = hits
  }

  /// Counts an answer that the router did not see.
  func countHit(isHead: Bool, _ status: HTTPResponse.Status) {
    hits[Hit(isHead: isHead, status: status.code)]?.increment()
  }

  /// Counts an answer that was made, and how long it took.
  func countRender(_ time: Duration) {
    renders.increment()
    let (seconds, attoseconds) = time.components
    renderTime.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
