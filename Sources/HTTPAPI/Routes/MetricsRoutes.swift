import HTTPTypes
import Monitoring

/// What a collector reads.
enum MetricsRoutes {
  /// All metrics in Prometheus' text format; none where the node keeps none.
  static func show(_ call: Call) throws(Problem) -> Answer {
    guard let metrics = call.node.metrics else {
      throw Problem(.noSuchRoute, "This node keeps no metrics: it was started with them off.")
    }
    var answer = Answer(.ok, metrics.exposition, contentType: MetricsRegistry.contentType)
    answer.cacheControl = "no-store"
    return answer
  }
}
