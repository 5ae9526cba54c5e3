/// Text in Prometheus' exposition format 0.0.4, written metric by metric.
struct Exposition {
  /// What it is, for `Content-Type`.
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var bytes: [UInt8] = []

  /// Writes a metric with its series, ordered by their labels; nothing if it has none.
  mutating func write(_ metric: Metric, _ kept: [[String]: Series], _ read: [[String]: Double]) {
    guard !kept.isEmpty || !read.isEmpty else { return }
    line("# HELP \(metric.name) \(Self.escaped(metric.help, quotes: false))")
    line("# TYPE \(metric.name) \(metric.kind.word)")
    let all = Set(kept.keys).union(read.keys)
    for values in all.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let labels = Array(zip(metric.labels, values))
      if let value = read[values] {
        sample(metric.name, labels, value)
        continue
      }
      switch kept[values] {
      case .counter(let series)?: sample(metric.name, labels, Double(series.value))
      case .gauge(let series)?: sample(metric.name, labels, series.value)
      case .histogram(let series)?: write(metric.name, labels, series)
      case nil: continue
      }
    }
  }

  private mutating func write(
    _ name: String, _ labels: [(String, String)], _ series: HistogramSeries
  ) {
    let reading = series.reading
    var count: Int64 = 0
    for (place, bound) in (series.bounds + [.infinity]).enumerated() {
      count += reading.counts[place]
      sample(name + "_bucket", labels + [("le", Self.text(bound))], Double(count))
    }
    sample(name + "_sum", labels, reading.sum)
    sample(name + "_count", labels, Double(count))
  }

  private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
    let inside = labels.map { "\($0)=\"\(Self.escaped($1, quotes: true))\"" }
    let braces = inside.isEmpty ? "" : "{" + inside.joined(separator: ",") + "}"
    line("\(name)\(braces) \(Self.text(value))")
  }

  private mutating func line(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    bytes.append(UInt8(ascii: "\n"))
  }

  /// As Go's ParseFloat reads it.
  private static func text(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return Int64(exactly: value).map(String.init) ?? "\(value)"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += #"\\"#
      case "\n": escaped += #"\n"#
      case "\"" where quotes: escaped += #"\""#
      case _: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension MetricsRegistry {
  /// The media type of `exposition`.
  package static var contentType: String { Exposition.contentType }
}

extension Metric.Kind {
  fileprivate var word: String {
    switch self {
    case .counter: "counter"
    case .gauge: "gauge"
    case .histogram: "histogram"
    }
  }
}
