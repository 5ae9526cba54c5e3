import HashTreeCollections
package import ReadModel
package import StandardForms
package import StatusDomain

/// Makes the HTML pages of a board. A pure function of its arguments: the same board, moment and
/// freshness give the same bytes, and so do moments of one minute between which nothing begins or
/// ends. Every text is escaped; no page refers to anything but this site.
package struct PageRenderer: Sendable {
  private let title: String
  /// How the pages look.
  package let theme: Theme
  private let words: [String: Words]
  let templates: Templates

  /// The languages that pages have without a theme, the default first, the others by code.
  package static let standardLanguages = Words.files.map(\.code)

  /// The languages of the pages: ours, then those that only the theme has.
  package let languages: [Language]

  /// The stylesheet of all pages.
  package let stylesheet: Stylesheet

  /// A renderer of pages that look as `theme` says and bear `title` where it says nothing. Reads all
  /// templates once. `observer` is told how the theme's templates fare.
  /// - Throws: `TemplateFault` or `WordsError` if a template or file of words is broken: in a theme
  ///   that was not checked; our own are tested.
  package init(title: String, theme: Theme = .standard, observer: RenderObserver? = nil) throws {
    self.title = title
    self.theme = theme
    words = try Words.all(changedBy: theme.words)
    languages = Words.files.map { Language(code: $0.code) } + theme.addedLanguages
    stylesheet = Stylesheet(theme)
    templates = try Templates(replacements: theme.templates, observer: observer)
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

  /// The words of `language`; of the default, for one that is not there.
  func words(_ language: Language) -> Words {
    guard let words = words[language.code] ?? words[languages[0].code] else {
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

  func shared(heading: String, _ words: Words) -> Members {
    [
      "words": words, "heading": heading, "stylesheet": stylesheet.path,
      "siteTitle": theme.title.text(words[.language], else: ["en"])?.text ?? title,
      "theme": theme.members(words),
    ]
  }
}
