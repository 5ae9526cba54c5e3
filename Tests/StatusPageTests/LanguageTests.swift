import StandardForms
import Testing

@testable import StatusPage

@Suite struct `The language of a page` {
  private let languages = ["en", "de", "pt-br"].map { Language(code: $0) }

  @Test(
    arguments: [
      (nil, "en"), ("", "en"), ("de", "de"), ("DE", "de"), ("de-AT", "de"), ("de-Latn-CH", "de"),
      ("fr, de;q=0.5", "de"), ("de;q=0.5, en;q=0.9", "en"), ("en;q=0.8, de;q=0.8", "en"),
      ("de;q=0.8,en;q=0.8", "de"), ("fr, *;q=0.1", "en"), ("en;q=0, *", "de"),
      ("de;q=0, en;q=0.1", "en"), ("de;q=0", "en"), ("pt-BR,de;q=0.9", "pt-br"),
      ("pt,de;q=0.9", "de"), ("d e ; q = 0.3", "de"), ("de;q=nonsense, en;q=0.9", "de"),
      ("de;q=7, en", "de"), (";;;, ,=, de", "de"), ("-de", "en"), ("dex, xde", "en"),
    ] as [(String?, String)])
  func `the browser's favourite that there is is chosen`(header: String?, code: String) {
    let language = LanguageChoice.choose(query: nil, acceptLanguage: header, from: languages)
    #expect(language == Language(code: code))
  }

  @Test(arguments: [("de", "de"), ("de-CH", "de"), ("EN", "en")])
  func `what the visitor asks for comes before the header, and is kept`(
    query: String, code: String
  ) {
    let language = LanguageChoice.choose(
      query: query, acceptLanguage: "pt-BR", from: languages)
    #expect(language == Language(code: code, isAsked: true))
  }

  @Test func `a language that is not there is as if it was not asked for`() {
    for query in ["fr", "", "<script>", "../de"] {
      let language = LanguageChoice.choose(query: query, acceptLanguage: "de", from: languages)
      #expect(language == Language(code: "de"))
    }
  }

  @Test func `I11: what is too long for a tag names no language`() {
    let longest = "de-" + String(repeating: "x", count: Limits.languageTagBytesMax - 3)
    for (tag, code) in [(longest, "de"), (longest + "x", "en"), (longest + "-x", "en")] {
      let asked = LanguageChoice.choose(query: tag, acceptLanguage: nil, from: languages)
      #expect(asked.code == code && asked.isAsked == (code == "de"))
      let liked = LanguageChoice.choose(query: nil, acceptLanguage: tag, from: languages)
      #expect(liked.code == code)
    }
  }

  @Test func `I11: a header that is too long is as if it was not sent`() {
    let room = Limits.languageHeaderBytesMax - 2
    for (spaces, code) in [(room, "de"), (room + 1, "en")] {
      let header = "de" + String(repeating: " ", count: spaces)
      let language = LanguageChoice.choose(query: nil, acceptLanguage: header, from: languages)
      #expect(language.code == code)
    }
  }

  @Test func `I11: of an endless header only so much is read`() {
    let long = String(repeating: "fr,", count: Limits.languageRangesMax) + "de"
    let language = LanguageChoice.choose(query: nil, acceptLanguage: long, from: languages)
    #expect(language.code == "en")
  }
}
