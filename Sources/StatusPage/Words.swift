/// The words of the pages in one language.
struct Words: Sendable {
  private let texts: [Word: String]
  /// The names of the months, January first.
  let months: [String]
  /// The names of the days of the week, Monday first.
  let weekdays: [String]

  /// Reads a file of words: lines `key = text`, empty lines, and comments after `#`. What it does not
  /// say, `others` say.
  /// - Throws: `WordsError` for a key that is unknown, repeated or missing.
  init(parsing file: some StringProtocol, over others: Words? = nil) throws(WordsError) {
    var texts: [Word: String] = [:]
    for line in file.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " = ", maxSplits: 1)
      guard parts.count == 2, let word = Word(rawValue: String(parts[0])), texts[word] == nil
      else { throw WordsError(place: String(line), reason: "not `key = text` of a new, known key") }
      texts[word] = String(parts[1])
    }
    if let others { texts.merge(others.texts) { own, _ in own } }
    if let missing = Word.allCases.first(where: { texts[$0] == nil }) {
      throw WordsError(place: missing.rawValue, reason: "has no text")
    }
    self.texts = texts
    months = (texts[.months] ?? "").split(separator: " ").map(String.init)
    weekdays = (texts[.weekdays] ?? "").split(separator: " ").map(String.init)
    guard months.count == 12 else { throw WordsError(place: "months", reason: "are not 12") }
    guard weekdays.count == 7 else { throw WordsError(place: "weekdays", reason: "are not 7") }
  }

  /// The text of `word`, as it stands.
  subscript(_ word: Word) -> String { texts[word] ?? word.rawValue }

  /// The text of `word` with its `{name}`s replaced; what is put in is not looked at again.
  func filled(_ word: Word, _ values: [String: String]) -> String { Self.fill(self[word], values) }

  /// The form of `word` for `count` things, which is also its `{count}`.
  func counted(_ word: Word, _ count: Int, _ values: [String: String] = [:]) -> String {
    let forms = self[word].split(separator: " | ")
    let form = count == 1 ? forms.first : forms.last
    let all = values.merging(["count": String(count)]) { given, _ in given }
    return Self.fill(String(form ?? ""), all)
  }

  private static func fill(_ text: String, _ values: [String: String]) -> String {
    var filled = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      filled += rest[..<open]
      filled += values[String(rest[rest.index(after: open)..<close])] ?? ""
      rest = rest[rest.index(after: close)...]
    }
    return filled + rest
  }
}

extension Words: TemplateScope {
  /// `{{words.key}}` in a template.
  func child(named name: String) -> TemplateValue? {
    Word(rawValue: name).map { .text(self[$0]) }
  }
}

/// What is wrong with a file of words, and where.
struct WordsError: Error, Hashable {
  /// The line or the key.
  let place: String
  /// What is wrong.
  let reason: String
}
