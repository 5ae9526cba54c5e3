import StandardForms

/// What is wrong with a theme's file of words.
package enum WordsCheck {
  /// A fault at a line, from 1; 0 for the whole file.
  package typealias Fault = (line: Int, reason: String)

  /// Every fault of `file`, the words of the language `code`: lines that say nothing, unknown and
  /// repeated keys, values to be put in that the page does not have, and, for a language that we do
  /// not have, missing keys.
  package static func faults(of file: String, language code: String) -> [Fault] {
    var faults: [Fault] = []
    var seen: Set<Word> = []
    let own = Words.files.first { $0.code == code }.map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
    let model = own ?? String(decoding: Words.files[0].bytes, as: UTF8.self)
    let texts = (try? Words.texts(model)) ?? []
    let lines = file.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in zip(1..., lines) where !line.isEmpty && !line.hasPrefix("#") {
      let parts = line.split(separator: " = ", maxSplits: 1)
      guard parts.count == 2 else {
        faults.append((number, "this is no line `key = text`"))
        continue
      }
      let key = String(parts[0])
      guard let word = Word(key: key) else {
        let nearest = Spelling.nearest(key, among: Word.allCases.map(\.key))
        let hint = nearest.map { "; did you mean \($0)?" } ?? ""
        faults.append((number, "no word of the pages is called \"\(key.prefix(40))\"\(hint)"))
        continue
      }
      if !seen.insert(word).inserted { faults.append((number, "\(key) stands twice")) }
      if word == .language, parts[1] != code {
        faults.append((number, "the language must be \(code), as in the file's name"))
      }
      let known = placeholders(in: texts[word.rawValue] ?? "")
      for name in placeholders(in: String(parts[1])) where !known.contains(name) {
        let hint =
          known.isEmpty
          ? "nothing is put in here" : "put in is " + Set(known).sorted().joined(separator: ", ")
        faults.append((number, "{\(name)} is unknown in \(key); \(hint)"))
      }
    }
    for word in Word.allCases where own == nil && !seen.contains(word) {
      faults.append((0, "\(word.key) is missing: another language needs every word"))
    }
    if faults.isEmpty, let fault = otherFault(file, over: own ?? "") { faults.append(fault) }
    return faults
  }

  private static func otherFault(_ file: String, over others: String) -> Fault? {
    do throws(WordsError) {
      _ = try Words(parsing: file, over: others)
      return nil
    } catch {
      return (0, "\(error.place) \(error.reason)")
    }
  }

  private static func placeholders(in text: String) -> [String] {
    text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map { part in
      String(part.prefix { $0 != "}" })
    }
  }
}
