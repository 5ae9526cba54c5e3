extension Words {
  /// The files of words, by the tag of their language: the default first, the others by tag.
  ///
  /// A language is added by its file `Resources/words.<tag>`, which the build embeds, and by its
  /// line here.
  static let files: [(code: String, bytes: [UInt8])] = [
    ("en", PackageResources.words_en), ("de", PackageResources.words_de),
  ]

  /// The words of every language, by its tag: ours as `changes` changes them, and the languages
  /// that are only there.
  /// - Throws: `WordsError` if a file is broken.
  static func all(changedBy changes: [String: [UInt8]] = [:]) throws(WordsError) -> [String: Words]
  {
    var texts: [String: String] = [:]
    for (code, bytes) in files { texts[code] = String(decoding: bytes, as: UTF8.self) }
    var all: [String: Words] = [:]
    for code in Set(texts.keys).union(changes.keys) {
      let change = changes[code].map { String(decoding: $0, as: UTF8.self) } ?? ""
      all[code] = try Words(parsing: change, over: texts[code] ?? "")
    }
    return all
  }
}
