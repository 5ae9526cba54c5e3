/// The words of the pages in one language.
struct Words: Sendable {
  /// For each word its forms, for one and for many; where they do not differ, one.
  private let phrases: [[Phrase]]
  /// The names of the months in short and in full, January first.
  let months: [String]
  let longMonths: [String]
  /// The names of the days of the week, Monday first.
  let weekdays: [String]

  /// Reads a file of words: lines `key = text`, empty lines, and comments after `#`. What it does
  /// not say, the file `others` says.
  /// - Throws: `WordsError` for a key that is unknown, repeated or missing.
  init(parsing file: String, over others: String = "") throws(WordsError) {
    let texts = zip(try Self.texts(file), try Self.texts(others)).map { $0 ?? $1 }
    var phrases: [[Phrase]] = []
    for word in Word.allCases {
      guard let text = texts[word.rawValue] else {
        throw WordsError(place: word.key, reason: "has no text")
      }
      phrases.append(text.split(separator: " | ").map { Phrase(String($0)) })
    }
    self.phrases = phrases
    func names(_ word: Word) -> [String] {
      (texts[word.rawValue] ?? "").split(separator: " ").map(String.init)
    }
    (months, longMonths, weekdays) = (names(.months), names(.longMonths), names(.weekdays))
    guard months.count == 12 else { throw WordsError(place: "months", reason: "are not 12") }
    guard longMonths.count == 12 else {
      throw WordsError(place: "longMonths", reason: "are not 12")
    }
    guard weekdays.count == 7 else { throw WordsError(place: "weekdays", reason: "are not 7") }
  }

  /// What a file says, by the raw values of its words.
  /// - Throws: `WordsError` for a key that is unknown or repeated.
  static func texts(_ file: String) throws(WordsError) -> [String?] {
    var texts = [String?](repeating: nil, count: Word.allCases.count)
    for line in file.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      let parts = line.split(separator: " = ", maxSplits: 1)
      guard parts.count == 2, let word = Word(key: String(parts[0])), texts[word.rawValue] == nil
      else { throw WordsError(place: String(line), reason: "not `key = text` of a new, known key") }
      texts[word.rawValue] = String(parts[1])
    }
    return texts
  }

  /// The text of `word`, as it stands.
  subscript(_ word: Word) -> String { phrases[word.rawValue].first?.text ?? "" }

  /// The forms of `word`, for one and for many.
  func forms(_ word: Word) -> [String] { phrases[word.rawValue].map(\.text) }

  /// The text of `word` with its `{name}`s replaced; what is put in is not looked at again.
  func filled(_ word: Word, _ values: [String: String]) -> String {
    filled(word) { values[$0] ?? "" }
  }

  /// The text of `word`, each of its `{name}`s replaced by what `value` gives for it.
  func filled(_ word: Word, by value: (String) -> String) -> String {
    phrases[word.rawValue].first?.filled(by: value) ?? ""
  }

  /// The form of `word` for `count` things, which is also its `{count}`.
  func counted(_ word: Word, _ count: Int, _ values: [String: String] = [:]) -> String {
    let forms = phrases[word.rawValue]
    let form = count == 1 ? forms.first : forms.last
    return form?.filled { values[$0] ?? ($0 == "count" ? String(count) : "") } ?? ""
  }
}

/// A text with places for values.
private struct Phrase: Sendable {
  let text: String
  /// Literals, each with the name of the value that follows it.
  private var pieces: [(literal: String, name: String)] = []
  private let end: String

  init(_ text: String) {
    self.text = text
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      pieces.append((String(rest[..<open]), String(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    end = String(rest)
  }

  func filled(by value: (String) -> String) -> String {
    var filled = ""
    for (literal, name) in pieces {
      filled += literal
      filled += value(name)
    }
    return filled + end
  }
}

/// What is wrong with a file of words, and where.
struct WordsError: Error, Hashable {
  /// The line or the key.
  let place: String
  /// What is wrong.
  let reason: String
}
