extension Words {
  /// The files of words, by the tag of their language: the default first, the others by tag.
  ///
  /// A language is added by its file `Resources/words.<tag>`, which the build embeds, and by its
  /// line here.
  static let files: [(code: String, bytes: [UInt8])] = [
    ("en", PackageResources.words_en)
  ]

  /// The words of every language, by its tag: ours as `changes` changes them, and the languages
  /// that are only there.
  /// - Throws: `WordsError` if a file is broken.
  static func all(changedBy changes: [String: [UInt8]] = [:]) throws(WordsError) -> [String: Words] {
    var all: [String: Words] = [:]
    for (code, bytes) in files {
      all[code] = try Words(parsing: String(decoding: bytes, as: UTF8.self))
    }
    for (code, bytes) in changes {
      all[code] = try Words(parsing: String(decoding: bytes, as: UTF8.self), over: all[code])
    }
    return all
  }
}
