package import CoreMetrics
import StandardForms
import Synchronization

/// Keeps what swift-metrics records, in memory and in bounds, until it is asked for.
///
/// It knows its metrics from the beginning. Of what it does not know, of what has other labels than
/// its metric, and of series beyond `Limits.metricSeriesMax`, it keeps only how often that was
/// (I11): recording never fails and never grows.
package final class MetricsRegistry: MetricsFactory {
  private let families: [String: Family]
  private let refused: CounterSeries
  private let preparations = Mutex<[@Sendable () -> Void]>([])

  /// Values of a metric that are read when somebody asks, each with its label values.
  package typealias Readings = @Sendable () -> [(labels: [String], value: Double)]

  private final class Family: Sendable {
    let metric: Metric
    let state = Mutex(State())

    struct State {
      var series: [[String]: Series] = [:]
      var readings: Readings?
    }

    init(_ metric: Metric) { self.metric = metric }
  }

  /// A registry of `metrics`, whose names differ, and `Metric.refusedSeries`.
  package init(_ metrics: [Metric] = Metric.all) {
    families = Dictionary(
      uniqueKeysWithValues: Set(metrics + [.refusedSeries]).map { ($0.name, Family($0)) })
    refused = CounterSeries()
    families[Metric.refusedSeries.name]?.state.withLock { $0.series[[]] = .counter(refused) }
  }

  /// Has `metric`, a counter or gauge, read whenever somebody asks for the metrics; one value for
  /// each set of labels, the last one if there are more.
  /// - Precondition: the metric is known, and nothing is recorded for it.
  package func read(_ metric: Metric, _ readings: @escaping Readings) {
    guard let family = families[metric.name] else {
      preconditionFailure("\(metric.name) is not in the catalogue")
    }
    family.state.withLock { $0.readings = readings }
  }

  /// Has `preparation` run at the beginning of each exposition: for what several metrics are read
  /// from.
  func prepare(_ preparation: @escaping @Sendable () -> Void) {
    preparations.withLock { $0.append(preparation) }
  }

  /// All that is known, in the text format of Prometheus, version 0.0.4, metrics and series in a
  /// stable order.
  /// <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>
  package var exposition: [UInt8] {
    for preparation in preparations.withLock({ $0 }) { preparation() }
    var text = Exposition()
    for (_, family) in families.sorted(by: { $0.key < $1.key }) {
      let (kept, readings) = family.state.withLock { ($0.series, $0.readings) }
      var read: [[String]: Double] = [:]
      for (labels, value) in readings?().prefix(Limits.metricSeriesMax) ?? [] {
        read[labels.map(Self.bounded)] = value
      }
      text.write(family.metric, kept, read)
    }
    return text.bytes
  }

  /// The one series of these labels.
  private func series(_ label: String, _ dimensions: [(String, String)]) -> Series? {
    guard let family = families[label], dimensions.map(\.0) == family.metric.labels else {
      refused.increment(by: 1)
      return nil
    }
    let values = dimensions.map { Self.bounded($0.1) }
    let series = family.state.withLock { state -> Series? in
      if let series = state.series[values] { return series }
      guard state.series.count < Limits.metricSeriesMax else { return nil }  // I11
      let series = Series(family.metric.kind)
      state.series[values] = series
      return series
    }
    if series == nil { refused.increment(by: 1) }
    return series
  }

  private static func bounded(_ value: String) -> String {
    guard value.utf8.count > Limits.metricLabelBytesMax else { return value }
    var cut = value.prefix(Limits.metricLabelBytesMax)
    while cut.utf8.count > Limits.metricLabelBytesMax { cut.removeLast() }
    return String(cut)
  }
}

// MARK: What swift-metrics asks for

extension MetricsRegistry {
  /// The series of a counter, or one that keeps nothing.
  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    guard case .counter(let series)? = series(label, dimensions) else {
      return NOOPMetricsHandler.instance
    }
    return series
  }

  /// The series of a histogram (`aggregate`) or gauge, or one that keeps nothing.
  package func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    switch series(label, dimensions) {
    case .histogram(let series)? where aggregate: return series
    case .gauge(let series)? where !aggregate: return series
    case .histogram?, .gauge?, .counter?, nil: return NOOPMetricsHandler.instance
    }
  }

  /// The series of a histogram in seconds, or one that keeps nothing.
  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    guard case .histogram(let series)? = series(label, dimensions) else {
      return NOOPMetricsHandler.instance
    }
    return series
  }

  /// Nothing: what was counted stays counted.
  package func destroyCounter(_ handler: any CounterHandler) {}
  /// Nothing: as long as the process runs, the series may be used again.
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  /// Nothing: as long as the process runs, the series may be used again.
  package func destroyTimer(_ handler: any TimerHandler) {}
}
