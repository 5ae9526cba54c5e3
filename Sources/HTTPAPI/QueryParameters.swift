/// The parameters of a query, undecoded. Of a name that stands twice the first counts.
struct QueryParameters: Hashable, Sendable {
  private var values: [String: Substring] = [:]

  /// Reads `a=1&b=2`; a name without `=` has an empty value.
  init(_ query: String?) {
    for pair in (query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decode(parts[0]), values[name] == nil else { continue }
      values[name] = parts.count == 2 ? parts[1] : ""
    }
  }

  /// The undecoded value of a parameter; `nil` if it is not there.
  func undecoded(_ name: String) -> String? { values[name].map(String.init) }

  /// Gives a parameter another undecoded value, or with `nil` none.
  mutating func set(_ name: String, to value: String?) { values[name] = value.map { $0[...] } }

  /// These parameters alone.
  func only(_ names: [String]) -> QueryParameters {
    var some = self
    some.values = values.filter { names.contains($0.key) }
    return some
  }

  /// These parameters as a query, undecoded, in the order of `names` and none of them twice; empty
  /// if none of them is there.
  func text(_ names: [String]) -> String {
    let pairs = names.compactMap { name in values[name].map { "\(name)=\($0)" } }
    return pairs.joined(separator: "&")
  }

  /// The decoded value of a parameter; `nil` if it is not there. A `+` is a plus, not a space: our
  /// values are times and numbers, in which `+02:00` is more common than a space.
  /// - Throws: `Problem` that names a parameter which is not percent-encoded UTF-8.
  subscript(name: String) -> String? {
    get throws(Problem) {
      guard let value = values[name] else { return nil }
      guard let text = PercentEncoding.decode(value) else {
        throw Problem.malformed(name, "this is not percent-encoded UTF-8")
      }
      return text
    }
  }
}
