import StandardForms

/// What a command measured, as one JSON object on one line: numbers by name.
struct Figures {
  private var json = JSONWriter()

  init() { json.beginObject() }

  /// A number, to six significant places or so.
  mutating func add(_ name: String, _ value: Double) {
    json.key(name)
    json.raw("\(value.isFinite ? value : 0)".utf8)
  }

  /// A word.
  mutating func add(_ name: String, _ word: String) {
    json.key(name)
    json.string(word)
  }

  /// How durations are spread, in milliseconds: `name` and percentile.
  mutating func add(_ name: String, milliseconds seconds: [Double]) {
    let sorted = seconds.sorted()
    json.key(name)
    json.beginObject()
    json.key("count")
    json.integer(sorted.count)
    if let last = sorted.last {
      for (word, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999)] {
        let place = min(sorted.count - 1, Int(Double(sorted.count) * share))
        json.key(word)
        json.raw("\(sorted[place] * 1000)".utf8)
      }
      json.key("max")
      json.raw("\(last * 1000)".utf8)
      json.key("mean")
      json.raw("\(sorted.reduce(0, +) / Double(sorted.count) * 1000)".utf8)
    }
    json.endObject()
  }

  /// Writes the line to standard output.
  consuming func show() {
    json.endObject()
    print(String(decoding: json.bytes, as: UTF8.self))
  }
}
