import CoreMetrics
import Synchronization

/// The values of one metric with one set of labels.
enum Series {
  case counter(CounterSeries)
  case gauge(GaugeSeries)
  case histogram(HistogramSeries)

  init(_ kind: Metric.Kind) {
    switch kind {
    case .counter: self = .counter(CounterSeries())
    case .gauge: self = .gauge(GaugeSeries())
    case .histogram(let bounds): self = .histogram(HistogramSeries(bounds))
    }
  }
}

/// A number that only grows.
final class CounterSeries: CounterHandler {
  private let count = Atomic<Int64>(0)

  var value: Int64 { count.load(ordering: .relaxed) }

  func increment(by amount: Int64) {
    guard amount > 0 else { return }
    count.wrappingAdd(amount, ordering: .relaxed)
  }

  func reset() { count.store(0, ordering: .relaxed) }
}

/// A number that is set.
final class GaugeSeries: RecorderHandler {
  private let bits = Atomic<UInt64>(0)

  var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  func record(_ value: Int64) { record(Double(value)) }
  func record(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
}

/// How often values lay at or below bounds. A lock and no atomics: so counts and sum fit each other
/// in every reading.
final class HistogramSeries: RecorderHandler, TimerHandler {
  struct Reading: Equatable {
    /// For each bound the values at or below it and above the one before; the last is above all.
    var counts: [Int64]
    var sum = 0.0
  }

  let bounds: [Double]
  private let state: Mutex<Reading>

  init(_ bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(Reading(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  var reading: Reading { state.withLock { $0 } }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    // NaN would lie in no bucket, and make the sum one for ever.
    guard !value.isNaN else { return }
    let place = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock {
      $0.counts[place] += 1
      $0.sum += value
    }
  }

  /// Timers count in seconds.
  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
