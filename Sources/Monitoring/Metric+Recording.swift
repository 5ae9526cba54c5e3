package import CoreMetrics

// What is recorded goes to the factory that the process has set up with swift-metrics, or to one
// that is given; without one, nowhere. Whoever records often makes these once: making one looks
// its series up.

extension Counter {
  /// The counter of `metric`, with the values of its labels in their order.
  package convenience init(
    _ metric: Metric, _ values: String..., factory: any MetricsFactory = MetricsSystem.factory
  ) {
    self.init(label: metric.name, dimensions: metric.dimensions(values), factory: factory)
  }
}

extension Recorder {
  /// The histogram or gauge of `metric`, with the values of its labels in their order.
  package convenience init(
    _ metric: Metric, _ values: String..., factory: any MetricsFactory = MetricsSystem.factory
  ) {
    self.init(
      label: metric.name, dimensions: metric.dimensions(values), aggregate: metric.kind != .gauge,
      factory: factory)
  }
}

extension CoreMetrics.Timer {
  /// The histogram in seconds of `metric`, with the values of its labels in their order.
  package convenience init(
    _ metric: Metric, _ values: String..., factory: any MetricsFactory = MetricsSystem.factory
  ) {
    self.init(label: metric.name, dimensions: metric.dimensions(values), factory: factory)
  }

  /// Runs `work` and records how long it took, whether or not it throws.
  package func measure<T, Failure: Error>(_ work: () throws(Failure) -> T) throws(Failure) -> T {
    let begun = ContinuousClock.now
    defer { record(ContinuousClock.now - begun) }
    return try work()
  }

  /// Records a duration of at most 292 years.
  package func record(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}

extension Metric {
  fileprivate func dimensions(_ values: [String]) -> [(String, String)] {
    precondition(values.count == labels.count, "\(name) has \(labels.count) labels")
    return Array(zip(labels, values))
  }
}
