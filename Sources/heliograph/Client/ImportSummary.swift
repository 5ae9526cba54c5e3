/// How many things of each kind were created, changed, left as they were or rejected.
struct ImportSummary {
  /// How many items were answered.
  private(set) var count = 0
  /// How many of them were rejected.
  private(set) var rejected = 0
  private var counts: [String: [String: Int]] = [:]

  private static let kinds = [
    ("component", "components"), ("impact-type", "impact types"), ("incident", "incidents"),
    ("maintenance", "maintenances"),
  ]

  /// Counts what became of the item with this source, `statuspage:<page>/<kind>/<id>`.
  mutating func add(_ source: String, _ status: String) {
    count += 1
    if status == "rejected" { rejected += 1 }
    let parts = source.split(separator: "/")
    counts[parts.count > 1 ? String(parts[1]) : source, default: [:]][status, default: 0] += 1
  }

  /// A line for each kind.
  var text: String {
    Self.kinds.map { kind, title in
      let statuses = ["created", "changed", "unchanged", "rejected"].map {
        "\(counts[kind]?[$0] ?? 0) \($0)"
      }
      return "\(title): " + statuses.joined(separator: ", ")
    }.joined(separator: "\n")
  }
}
