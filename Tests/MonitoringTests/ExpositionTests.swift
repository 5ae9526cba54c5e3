import CoreMetrics
import StandardForms
import Synchronization
import Testing

@testable import Monitoring

/// A registry of a few metrics, and what it says.
private struct Kept {
  static let pages = Metric("test_pages_total", .counter, "Pages.")
  static let answers = Metric(
    "test_answers_total", .counter, labels: ["route", "status"], "Answers, by \\ and\nline.")
  static let size = Metric("test_size_bytes", .gauge, "Size.")
  static let time = Metric(
    "test_time_seconds", .histogram(bounds: [0.001, 0.5, 2]), labels: ["what"], "Time.")
  static let group = Metric("test_group_size", .counts, "Group.")

  let registry = MetricsRegistry([pages, answers, size, time, group])

  var lines: [String] {
    String(decoding: registry.exposition, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  func counter(_ metric: Metric, _ values: String...) -> any CounterHandler {
    registry.makeCounter(label: metric.name, dimensions: Array(zip(metric.labels, values)))
  }
}

@Suite struct `Metrics as Prometheus reads them` {
  private let kept = Kept()

  @Test func `a metric has its help, its type and its value`() {
    kept.counter(Kept.pages).increment(by: 2)
    let recorder = kept.registry.makeRecorder(
      label: "test_size_bytes", dimensions: [], aggregate: false)
    recorder.record(0.25)
    #expect(
      kept.lines.filter { $0.contains("test_") } == [
        "# HELP test_pages_total Pages.", "# TYPE test_pages_total counter",
        "test_pages_total 2", "# HELP test_size_bytes Size.", "# TYPE test_size_bytes gauge",
        "test_size_bytes 0.25",
      ])
  }

  @Test func `a metric of which nothing was recorded is not there, and the end is a line's end`() {
    #expect(
      kept.lines == [
        "# HELP heliograph_metrics_refused_total \(Metric.refusedSeries.help)",
        "# TYPE heliograph_metrics_refused_total counter", "heliograph_metrics_refused_total 0",
      ])
    #expect(kept.registry.exposition.last == UInt8(ascii: "\n"))
  }

  @Test func `whatever stands in help and labels cannot break a line`() {
    kept.counter(Kept.answers, "a\"b\\c\nd", "200").increment(by: 1)
    #expect(kept.lines.contains(#"# HELP test_answers_total Answers, by \\ and\nline."#))
    #expect(kept.lines.contains(#"test_answers_total{route="a\"b\\c\nd",status="200"} 1"#))
  }

  @Test func `a histogram counts what lies at or below each bound, and all of it`() {
    let timer = kept.registry.makeTimer(
      label: "test_time_seconds", dimensions: [("what", "commit")])
    for nanoseconds in [1_000_000, 1_000_001, 500_000_000, 3_000_000_000] as [Int64] {
      timer.recordNanoseconds(nanoseconds)
    }
    #expect(
      kept.lines.filter { $0.hasPrefix("test_time") } == [
        #"test_time_seconds_bucket{what="commit",le="0.001"} 1"#,
        #"test_time_seconds_bucket{what="commit",le="0.5"} 3"#,
        #"test_time_seconds_bucket{what="commit",le="2"} 3"#,
        #"test_time_seconds_bucket{what="commit",le="+Inf"} 4"#,
        #"test_time_seconds_sum{what="commit"} 3.502000001"#,
        #"test_time_seconds_count{what="commit"} 4"#,
      ])
  }

  @Test func `what is no number is not recorded in a histogram`() {
    let recorder = kept.registry.makeRecorder(
      label: "test_group_size", dimensions: [], aggregate: true)
    recorder.record(Double.nan)
    recorder.record(Double.infinity)
    recorder.record(Int64(1024))
    #expect(kept.lines.contains("test_group_size_sum +Inf"))
    #expect(kept.lines.contains(#"test_group_size_bucket{le="1024"} 1"#))
    #expect(kept.lines.contains("test_group_size_count 2"))
  }

  @Test func `series stand in one order, however they came`() {
    for route in ["/z", "/a", "/m"] { kept.counter(Kept.answers, route, "200").increment(by: 1) }
    let routes = kept.lines.filter { $0.hasPrefix("test_answers_total{") }
    #expect(routes == routes.sorted() && routes.count == 3)
  }

  @Test func `what is read is read anew each time, one value for each set of labels`() {
    let values = Mutex<[(labels: [String], value: Double)]>([([], 1), ([], 2)])
    kept.registry.read(Kept.size) { values.withLock { $0 } }
    #expect(kept.lines.filter { $0.hasPrefix("test_size_bytes") } == ["test_size_bytes 2"])
    values.withLock { $0 = [([], .nan)] }
    #expect(kept.lines.filter { $0.hasPrefix("test_size_bytes") } == ["test_size_bytes NaN"])
    values.withLock { $0 = [] }
    #expect(kept.lines.filter { $0.contains("test_size_bytes") } == [])
  }

  @Test func `the process tells its memory, its time, its files and its threads`() throws {
    let registry = MetricsRegistry()
    registry.readProcess()
    let lines = String(decoding: registry.exposition, as: UTF8.self).split(separator: "\n")
    for name in [
      "process_cpu_seconds_total", "process_open_fds", "process_max_fds",
      "process_virtual_memory_bytes", "process_resident_memory_bytes", "process_threads",
      "process_start_time_seconds",
    ] {
      let line = try #require(lines.first { $0.hasPrefix(name + " ") }, "\(name)")
      #expect(try #require(Double(line.split(separator: " ")[1])) > 0, "\(line)")
    }
    #expect(try #require(ProcessReadings.age) > 0)
  }
}

@Suite struct `Metrics in bounds` {
  private let kept = Kept()

  @Test func `I11: a metric keeps so many series and counts what is beyond`() {
    for number in 0..<Limits.metricSeriesMax + 7 {
      kept.counter(Kept.answers, "/\(number)", "200").increment(by: 1)
    }
    kept.counter(Kept.answers, "/0", "200").increment(by: 1)
    let lines = kept.lines
    #expect(lines.count { $0.hasPrefix("test_answers_total{") } == Limits.metricSeriesMax)
    #expect(lines.contains(#"test_answers_total{route="/0",status="200"} 2"#))
    #expect(lines.contains("heliograph_metrics_refused_total 7"))
  }

  @Test func `I11: values that are read, and their lengths, have bounds`() {
    kept.registry.read(Kept.answers) {
      (0..<Limits.metricSeriesMax + 7).map { (["\($0)", String(repeating: "ä", count: 500)], 1) }
    }
    let lines = kept.lines.filter { $0.hasPrefix("test_answers_total{") }
    #expect(lines.count == Limits.metricSeriesMax)
    #expect(lines.allSatisfy { $0.utf8.count < Limits.metricLabelBytesMax + 100 })
  }

  @Test func `what is not as the catalogue has it is refused and hurts nobody`() {
    kept.registry.makeCounter(label: "of_a_library", dimensions: []).increment(by: 1)
    kept.registry.makeCounter(label: "test_answers_total", dimensions: [("route", "/")])
      .increment(by: 1)
    kept.registry.makeCounter(label: "test_size_bytes", dimensions: []).increment(by: 1)
    kept.registry.makeTimer(label: "test_pages_total", dimensions: []).recordNanoseconds(1)
    let recorder = kept.registry.makeRecorder(
      label: "test_pages_total", dimensions: [], aggregate: false)
    recorder.record(Int64(1))
    #expect(kept.lines.contains("heliograph_metrics_refused_total 2"))
    #expect(kept.lines.contains("test_pages_total 0"))
    #expect(kept.lines.filter { $0.contains("of_a_library") } == [])
  }

  @Test func `many threads count without losing one`() async {
    let (counter, registry) = (kept.counter(Kept.pages), kept.registry)
    await withTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          let timer = registry.makeTimer(
            label: "test_time_seconds", dimensions: [("what", "x")])
          for _ in 0..<10_000 {
            counter.increment(by: 1)
            timer.recordNanoseconds(1)
          }
        }
      }
    }
    #expect(kept.lines.contains("test_pages_total 80000"))
    #expect(kept.lines.contains(#"test_time_seconds_count{what="x"} 80000"#))
  }

  @Test func `the catalogue names each metric once, as Prometheus wants it`() {
    let names = Metric.all.map(\.name)
    #expect(Set(names).count == names.count)
    for metric in Metric.all {
      #expect((metric.kind == .counter) == metric.name.hasSuffix("_total"), "\(metric.name)")
      #expect(metric.name.hasPrefix("heliograph_") || metric.name.hasPrefix("process_"))
      #expect(!metric.help.isEmpty && !metric.help.contains("\n"))
      if case .histogram(let bounds) = metric.kind { #expect(bounds == bounds.sorted()) }
    }
  }
}
