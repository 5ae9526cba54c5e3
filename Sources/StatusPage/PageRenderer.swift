import HashTreeCollections
package import ReadModel
package import StandardForms
package import StatusDomain

/// Makes the HTML pages of a board. A pure function of its arguments: the same board, moment and
/// freshness give the same bytes, and so do moments of one minute between which nothing begins or
/// ends. Every text is escaped; no page refers to anything but this site.
package struct PageRenderer: Sendable {
  private let title: String
  private let words: [String: Words]
  private let templates: Templates

  /// The languages of the pages, the default first, the others by code.
  package static let languages: [Language] = Words.files.map { Language(code: $0.code) }

  /// A renderer of pages that bear `title`. Compiles the embedded templates once.
  /// - Throws: if an embedded template or file of words is broken, which the tests rule out.
  package init(title: String) throws {
    self.title = title
    words = try Words.all()
    templates = try Templates()
  }

  /// The home page of `board` at `now`, as UTF-8: at most some 2,500 incidents, in bounded lists
  /// (I11), and every component.
  package func home(
    _ board: StatusBoard, at now: Timestamp, freshness: Freshness, language: Language
  ) -> [UInt8] {
    let words = words(language)
    guard freshness.isReceived else {
      let overall = OverallView.nothingReceived(words)
      let shared = shared(heading: overall.headline, at: now, freshness, words)
      let own: Members = ["overall": overall.members, "isReceived": false]
      return templates.render(.home, shared.merging(own))
    }
    let view = HomeView(Viewpoint(board, at: now, words: words))
    let shared = shared(heading: view.overall.headline, at: now, freshness, words)
    let own = view.members(words).merging(["isReceived": true])
    return templates.render(.home, shared.merging(own))
  }

  /// The page of one incident at `now`, as UTF-8; `nil` if the board has no such incident.
  package func incident(
    _ id: IncidentID, _ board: StatusBoard, at now: Timestamp, freshness: Freshness,
    language: Language
  ) -> [UInt8]? {
    guard let incident = board.incidents[id] else { return nil }
    let words = words(language)
    let view = IncidentView(incident, Viewpoint(board, at: now, words: words), .ownPage)
    let shared = shared(heading: view.name.text, at: now, freshness, words)
    return templates.render(.incident, shared.merging(view.members(words)))
  }

  /// A small page, as UTF-8, that says why there is no other: `status` is the HTTP status, `title`
  /// its meaning in a few words, `detail` a sentence.
  package func problem(
    status: Int, title: String, detail: String, language: Language
  ) -> [UInt8] {
    let own: Members = ["freshness": false, "status": status, "detail": detail]
    return templates.render(.problem, shared(heading: title, words(language)).merging(own))
  }

  /// The stylesheet of all pages, as UTF-8, for `text/css`.
  package static let stylesheet: [UInt8] = PackageResources.style_css

  /// Where the pages expect the stylesheet: a path whose query changes with its bytes, so that it
  /// can be kept for ever.
  package static let stylesheetPath = "/style.css?v=" + fingerprint(of: stylesheet)

  /// The words of `language`; of the default, for one that is not there.
  private func words(_ language: Language) -> Words {
    guard let words = words[language.code] ?? words[Self.languages[0].code] else {
      preconditionFailure("the default language has its words")
    }
    return words
  }

  private func shared(
    heading: String, at now: Timestamp, _ freshness: Freshness, _ words: Words
  ) -> Members {
    shared(heading: heading, words).merging([
      "freshness": FreshnessView(freshness, at: now, words).members
    ])
  }

  private func shared(heading: String, _ words: Words) -> Members {
    [
      "words": words, "siteTitle": title, "heading": heading,
      "stylesheet": Self.stylesheetPath,
    ]
  }

  /// FNV-1a with 64 bits: tells versions of our own file apart, protects nothing.
  private static func fingerprint(of bytes: [UInt8]) -> String {
    let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return String(hash, radix: 16)
  }
}
