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
  private let resourcesURL: String?
  private let words: [String: Words]
  private let templates: Templates

  /// The languages of the pages, the default first, the others by code.
  package static let languages: [Language] = Words.files.map { Language(code: $0.code) }

  /// A renderer of pages that bear `title`. Reads the embedded templates and words once.
  /// - Parameters:
  ///   - publicURL: where visitors find this site, without a path, if that is known; link previews
  ///     then name the page's own address.
  ///   - resourcesURL: where a visitor sees what is theirs, for a link in the header.
  /// - Throws: if an embedded template or file of words is broken, which the tests rule out.
  package init(title: String, publicURL: String?, resourcesURL: String?) throws {
    self.title = title
    self.publicURL = publicURL.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    self.resourcesURL = resourcesURL
    words = try Words.all()
    templates = try Templates()
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
    let summary = view.overall.figures.joined(separator: ", ")
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
  /// its meaning in a few words, `detail` a sentence, both in English.
  package func problem(
    status: Int, title: String, detail: String, language: Language
  ) -> [UInt8] {
    let words = words(language)
    let isEnglish = language.code == "en"
    let isTranslated = isEnglish || status == 404
    let heading = isEnglish || !isTranslated ? title : words[.problemNotFound]
    let own: Members = [
      .freshness: false, .status: .text(String(status)), .isTranslated: .flag(isTranslated),
      .detail: .text(isEnglish || !isTranslated ? detail : words[.problemNotFoundText]),
    ]
    let frame = Frame(heading: heading, summary: nil, path: nil)
    return templates.render(.problem, shared(frame, language).merging(own), words).bytes
  }

  /// The badge of everything, or of `component`, at `now`, as SVG in UTF-8; `nil` if the board has
  /// no such component.
  package func badge(
    of component: ComponentID?, _ board: StatusBoard, at now: Timestamp, language: Language
  ) -> [UInt8]? {
    let words = words(language)
    let viewpoint = Viewpoint(board, at: now, words: words, paths: Paths(language))
    guard let component else {
      return Badge(all: viewpoint, siteTitle: title).svg(words).bytes
    }
    return board.components[component].map { Badge($0, viewpoint).svg(words).bytes }
  }

  /// The words of `language`; of the default, for one that is not there.
  private func words(_ language: Language) -> Words {
    guard let words = words[language.code] ?? words[Self.languages[0].code] else {
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
    return templates.render(template, own.merging(shared), words).bytes
  }

  private func shared(_ frame: Frame, _ language: Language) -> Members {
    let canonical = publicURL.flatMap { url in frame.path.map { url + $0 } }
    return [
      .siteTitle: .text(title), .heading: .text(frame.heading),
      .pageSummary: .optional(frame.summary), .canonical: .optional(canonical),
      .stylesheet: .text(Self.stylesheetPath), .script: .text(Self.scriptPath),
      .homePath: .text(Paths(language).home), .resources: .optional(resourcesURL),
      .languages: .list(
        Self.languages.map { other in
          [
            .languageCode: .text(other.code),
            .languageName: .text(words(other)[.languageName]),
            .isPresent: .flag(other.code == language.code),
          ]
        }),
    ]
  }

  /// The stylesheet of all pages, as UTF-8, for `text/css`.
  package static let stylesheet: [UInt8] = PackageResources.style_css

  /// Where the pages expect the stylesheet: a path whose query changes with its bytes, so that it
  /// can be kept for ever.
  package static let stylesheetPath = "/style.css?v=" + fingerprint(of: stylesheet)

  /// The script of all pages, as UTF-8, for `text/javascript`; they do without it, too.
  package static let script: [UInt8] = PackageResources.page_js

  /// Where the pages expect the script: like the stylesheet's path.
  package static let scriptPath = "/page.js?v=" + fingerprint(of: script)

  /// FNV-1a with 64 bits: tells versions of our own file apart, protects nothing.
  private static func fingerprint(of bytes: [UInt8]) -> String {
    let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return String(hash, radix: 16)
  }
}
