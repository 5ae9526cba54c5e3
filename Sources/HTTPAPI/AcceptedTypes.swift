/// What an `Accept` header says about the two forms that a problem can have (RFC 9110 section
/// 12.5.1): a page, or JSON.
struct AcceptedTypes: Hashable, Sendable {
  private let ranges: [Range]

  private struct Range: Hashable, Sendable {
    let type: String
    /// In thousandths.
    let quality: Int
  }

  /// How much a form is wanted; of two forms of one quality the one that is named more exactly.
  private struct Wish: Comparable {
    let quality: Int
    let exactness: Int

    static func < (a: Wish, b: Wish) -> Bool {
      (a.quality, a.exactness) < (b.quality, b.exactness)
    }
  }

  /// Reads a header, whose lines were joined by commas; without one everything is as welcome.
  init(_ header: String?) {
    ranges = (header ?? "*/*").split(separator: ",").map { element in
      let parts = element.split(separator: ";").map { part in
        part.filter { $0 != " " && $0 != "\t" }.lowercased()
      }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
      return Range(type: parts.first ?? "", quality: Self.quality(weight?.dropFirst(2)))
    }
  }

  /// Whether a page is wanted more than JSON: browsers say so, programs that take anything do not.
  var preferHTML: Bool {
    let json = max(wish(for: "application/problem+json"), wish(for: "application/json"))
    let html = wish(for: "text/html")
    return html.quality > 0 && html > json
  }

  /// What the most exact range that `type` matches says about it.
  private func wish(for type: String) -> Wish {
    let family = type.prefix { $0 != "/" } + "/*"
    for (exactness, range) in [type, String(family), "*/*"].enumerated() {
      if let match = ranges.first(where: { $0.type == range }) {
        return Wish(quality: match.quality, exactness: -exactness)
      }
    }
    return Wish(quality: 0, exactness: .min)
  }

  /// `0.5` in thousandths; one, if it is absent or cannot be read.
  private static func quality(_ text: Substring?) -> Int {
    guard let text, let value = Double(text), (0...1).contains(value) else { return 1000 }
    return Int(value * 1000)
  }
}
