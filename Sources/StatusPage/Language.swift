import StandardForms

/// A language in which the pages are told.
package struct Language: Hashable, Sendable {
  /// Its tag (BCP 47), in lower case: `en`, `de`.
  package let code: String
  /// Whether the visitor asked for it by `?lang=`; then every link of the page keeps it.
  package let isAsked: Bool

  /// The language of `code`, a tag in lower case.
  package init(code: String, isAsked: Bool = false) {
    self.code = code
    self.isAsked = isAsked
  }
}

/// Which language a visitor gets.
package enum LanguageChoice {
  /// One of `languages`, the first of which is the default: what `query` (the value of `?lang=`)
  /// names, else what `acceptLanguage` (the header, its lines joined by commas) likes best, else
  /// the default. Ranges match as RFC 4647 section 3.4 says (lookup: `de-AT` finds `de`), qualities
  /// weigh as RFC 9110 section 12.5.4 says; what is no range is passed over. Only the first
  /// `Limits.languageRangesMax` ranges count, a header over `Limits.languageHeaderBytesMax` not at
  /// all, and no tag over `Limits.languageTagBytesMax` names a language (I11).
  ///
  /// No cookie is ever set: the address carries the choice.
  package static func choose(
    query: String?, acceptLanguage: String?, from languages: [Language]
  ) -> Language {
    guard let fallback = languages.first else { preconditionFailure("there is no language") }
    if let query, let asked = lookUp(query, in: languages) {
      return Language(code: asked.code, isAsked: true)
    }
    let header = acceptLanguage ?? ""
    let ranges = header.utf8.count <= Limits.languageHeaderBytesMax ? ranges(of: header) : []
    let unwanted = ranges.filter { $0.quality == 0 }.map(\.tag)
    let wanted = ranges.filter { $0.quality > 0 }.enumerated().sorted {
      ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset)
    }
    for (_, range) in wanted {
      let left = languages.filter { !unwanted.contains($0.code) }
      if range.tag == "*", let first = left.first { return first }
      if let found = lookUp(range.tag, in: left) { return found }
    }
    return fallback
  }

  private struct Range {
    let tag: String
    /// In thousandths.
    let quality: Int
  }

  private static func ranges(of header: String) -> [Range] {
    header.split(separator: ",", maxSplits: Limits.languageRangesMax)
      .prefix(Limits.languageRangesMax)
      .map { element in
        let parts = element.split(separator: ";").map { part in
          part.filter { $0 != " " && $0 != "\t" }.lowercased()
        }
        let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
        return Range(tag: parts.first ?? "", quality: quality(weight?.dropFirst(2)))
      }
  }

  /// `0.5` in thousandths; one, if it is absent or cannot be read.
  private static func quality(_ text: Substring?) -> Int {
    guard let text, let value = Double(text), (0...1).contains(value) else { return 1000 }
    return Int(value * 1000)
  }

  /// The language of `tag`, or of what is left of it without its last parts.
  private static func lookUp(_ tag: String, in languages: [Language]) -> Language? {
    guard tag.utf8.count <= Limits.languageTagBytesMax else { return nil }
    var parts = tag.lowercased().split(separator: "-", omittingEmptySubsequences: false)
    while !parts.isEmpty {
      let code = parts.joined(separator: "-")
      if let found = languages.first(where: { $0.code == code }) { return found }
      parts.removeLast()
    }
    return nil
  }
}
