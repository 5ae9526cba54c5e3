extension Words {
  /// The files of words, by the tag of their language: the default first, the others by tag.
  ///
  /// A language is added by its file `Resources/words.<tag>`, which the build embeds, and by its
  /// line here.
  static let files: [(code: String, bytes: [UInt8])] = [
    ("en", PackageResources.words_en), ("de", PackageResources.words_de),
  ]

  /// The words of every language, by its tag.
  /// - Throws: `WordsError` if a file is broken.
  static func all() throws(WordsError) -> [String: Words] {
    var all: [String: Words] = [:]
    for (code, bytes) in files {
      all[code] = try Words(parsing: String(decoding: bytes, as: UTF8.self))
    }
    return all
  }
}
