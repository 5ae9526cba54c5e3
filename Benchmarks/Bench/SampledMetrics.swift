import CoreMetrics
import Monitoring
import Synchronization

/// Keeps every duration that is recorded, for exact percentiles: without bounds, unlike what a node
/// keeps.
final class SampledMetrics: MetricsFactory {
  private let durations = Mutex<[String: [Double]]>([:])

  /// The seconds recorded for `metric` since the start, in their order.
  func seconds(_ metric: Metric) -> [Double] { durations.withLock { $0[metric.name] ?? [] } }

  private final class Sampler: TimerHandler {
    private let take: @Sendable (Double) -> Void
    init(_ take: @escaping @Sendable (Double) -> Void) { self.take = take }
    func recordNanoseconds(_ duration: Int64) { take(Double(duration) / 1e9) }
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    Sampler { seconds in self.durations.withLock { $0[label, default: []].append(seconds) } }
  }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    NOOPMetricsHandler.instance
  }

  func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    NOOPMetricsHandler.instance
  }

  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}
}
