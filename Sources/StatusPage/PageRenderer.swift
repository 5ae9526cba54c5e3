import HashTreeCollections
package import ReadModel
package import StandardForms
package import StatusDomain

/// Makes the HTML pages of a board. A pure function of its arguments: the same board, moment,
/// freshness and language give the same bytes, and so do moments of one minute between which
/// nothing begins or ends. Every text is escaped; no page refers to anything but this site.
package struct PageRenderer: Sendable {
  private let title: String
  private let publicURL: String?
  private let words: [String: Words]
  private let templates: Templates

  /// How the pages look.
  package let theme: Theme

  /// The languages that pages have without a theme, the default first.
  package static let standardLanguages = Words.files.map(\.code)

  /// The languages of the pages: ours, the default first, then those that only the theme has.
  package let languages: [Language]

  /// The stylesheet of all pages.
  package let stylesheet: Stylesheet

  /// A renderer of pages that bear `title` where `theme` says nothing. Reads all templates and
  /// words once.
  /// - Parameters:
  ///   - publicURL: where visitors find this site, without a path, if that is known; link previews
  ///     then name the page's own address.
  ///   - theme: how the pages look.
  ///   - observer: who is told how the theme's templates fare.
  /// - Throws: `TemplateFault` or `WordsError` if a template or file of words is broken: in a theme
  ///   that was not checked; our own are tested.
  package init(
    title: String, publicURL: String?, theme: Theme, observer: RenderObserver? = nil
  ) throws {
    self.title = title
    self.theme = theme
    self.publicURL = publicURL.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    words = try Words.all(changedBy: theme.words)
    languages = Words.files.map { Language(code: $0.code) } + theme.addedLanguages
    stylesheet = Stylesheet(theme)
    templates = try Templates(replacing: theme.templates, observer: observer)
  }

  /// The home page of `board` at `now`, as UTF-8: at most some 400 incidents, in bounded lists
  /// (I11), and every component.
  package func home(
    _ board: StatusBoard, at now: Timestamp, freshness: Freshness, language: Language
  ) -> [UInt8] {
    let words = words(language)
    guard freshness.isReceived else {
      let overall = OverallView.nothingReceived(words)
      let own: Members = [.overall: .members(overall.members), .isReceived: false]
      let frame = Frame(heading: overall.headline, summary: nil, path: "/")
      return page(.home, own, frame, at: now, freshness, language)
    }
    let viewpoint = Viewpoint(board, at: now, words: words, paths: Paths(language))
    let view = HomeView(viewpoint)
    let own = view.members(viewpoint).merging([.isReceived: true])
    let figures = view.overall.figures.joined(separator: ", ")
    let summary = figures.isEmpty ? view.overall.headline : figures
    let frame = Frame(heading: view.overall.headline, summary: summary, path: "/")
    return page(.home, own, frame, at: now, freshness, language)
  }

  /// The page of one incident at `now`, as UTF-8; `nil` if the board has no such incident.
  package func incident(
    _ id: IncidentID, _ board: StatusBoard, at now: Timestamp, freshness: Freshness,
    language: Language
  ) -> [UInt8]? {
    guard let incident = board.incidents[id] else { return nil }
    let viewpoint = Viewpoint(
      board, at: now, words: words(language), paths: Paths(language))
    let view = IncidentView(incident, viewpoint, .ownPage)
    let said = view.updates.shown.first?.description ?? view.description
    let frame = Frame(
      heading: view.name.text,
      summary: said?.clipped(bytesMax: Limits.pageSummaryBytesMax).text
        ?? view.standing.label(viewpoint.words),
      path: "/incidents/" + id.text)
    return page(.incident, view.members(viewpoint), frame, at: now, freshness, language)
  }

  /// The incidents of a month, as UTF-8; `nil` for a month before the first incident began and for
  /// one that has not begun at `now`.
  package func history(
    _ month: Month, _ board: StatusBoard, at now: Timestamp, freshness: Freshness,
    language: Language
  ) -> [UInt8]? {
    let viewpoint = Viewpoint(
      board, at: now, words: words(language), paths: Paths(language))
    guard let view = MonthView(month, viewpoint) else { return nil }
    let frame = Frame(
      heading: view.title(viewpoint.words), summary: view.title(viewpoint.words),
      path: "/history/" + month.text)
    return page(.history, view.members(viewpoint), frame, at: now, freshness, language)
  }

  /// A small page, as UTF-8, that says why there is no other: `status` is the HTTP status, `title`
  /// its meaning in a few words, `detail` a sentence, both in English. What is not there is told in
  /// the visitor's words; those of `title` and `detail` are for programs.
  package func problem(
    status: Int, title: String, detail: String, language: Language
  ) -> [UInt8] {
    let words = words(language)
    let isAbsence = status == 404
    let own: Members = [
      .freshness: false, .status: .text(String(status)),
      .isTranslated: .flag(isAbsence || language.code == "en"),
      .detail: .text(isAbsence ? words[.problemNotFoundText] : detail),
    ]
    let heading = isAbsence ? words[.problemNotFound] : title
    let frame = Frame(heading: heading, summary: nil, path: nil)
    return templates.render(.problem, shared(frame, language).merging(own), words)
  }

  /// The badge of everything, or of `component`, at `now`, as SVG in UTF-8; `nil` if the board has
  /// no such component. A state that nobody received, or that may be out of date, is not told as
  /// the present one.
  package func badge(
    of component: ComponentID?, _ board: StatusBoard, at now: Timestamp, freshness: Freshness,
    language: Language
  ) -> [UInt8]? {
    let words = words(language)
    let viewpoint = Viewpoint(board, at: now, words: words, paths: Paths(language))
    guard let component else {
      return Badge(all: viewpoint, freshness, siteTitle: siteTitle(language)).svg(words).bytes
    }
    return board.components[component].map { Badge($0, viewpoint, freshness).svg(words).bytes }
  }

  /// The page of one of the theme's texts, as UTF-8; `nil` if the theme has none.
  package func document(_ text: Theme.Text, language: Language) -> [UInt8]? {
    guard let (prose, code) = theme.texts[text]?.text(language.code, else: languages.map(\.code))
    else { return nil }
    let words = words(language)
    let own: Members = [
      .freshness: false, .body: .markup(Prose.markup(prose)),
      .documentLanguage: .optional(code == language.code ? nil : code),
    ]
    let frame = Frame(heading: words[text.word], summary: nil, path: "/" + text.rawValue)
    return templates.render(.document, shared(frame, language).merging(own), words)
  }

  private func siteTitle(_ language: Language) -> String {
    theme.title.text(language.code, else: languages.map(\.code))?.text ?? title
  }

  /// The words of `language`; of the default, for one that is not there.
  private func words(_ language: Language) -> Words {
    guard let words = words[language.code] ?? words[languages[0].code] else {
      preconditionFailure("the default language has its words")
    }
    return words
  }
}

extension PageRenderer {
  /// What a page is called, and where it is.
  private struct Frame {
    let heading: String
    /// What a preview of a link to it says; `nil` where none is wanted.
    let summary: String?
    /// Without the language; `nil` for what is at any path.
    let path: String?
  }

  private func page(
    _ template: TemplateName, _ own: Members, _ frame: Frame, at now: Timestamp,
    _ freshness: Freshness, _ language: Language
  ) -> [UInt8] {
    let words = words(language)
    let view = FreshnessView(freshness, at: now, words)
    let shared = shared(frame, language).merging([
      .freshness: .members(view.members),
      .monthPath: .text(Paths(language).month(Month(of: now))),
    ])
    return templates.render(template, own.merging(shared), words)
  }

  private func shared(_ frame: Frame, _ language: Language) -> Members {
    let canonical = publicURL.flatMap { url in frame.path.map { url + $0 } }
    return [
      .siteTitle: .text(siteTitle(language)), .heading: .text(frame.heading),
      .pageSummary: .optional(frame.summary), .canonical: .optional(canonical),
      .stylesheet: .text(stylesheet.path), .script: .text(Self.scriptPath),
      .homePath: .text(Paths(language).home),
      .theme: .members(theme.members(words(language), Paths(language))),
      .languages: .list(
        languages.map { other in
          [
            .languageCode: .text(other.code),
            .languageName: .text(words(other)[.languageName]),
            .isPresent: .flag(other.code == language.code),
          ]
        }),
    ]
  }

  /// The script of all pages, as UTF-8, for `text/javascript`; they do without it, too.
  package static let script: [UInt8] = PackageResources.page_js

  /// Where the pages expect the script: like the stylesheet's path.
  package static let scriptPath = "/page.js?v=" + Fingerprint.of(script)
}
