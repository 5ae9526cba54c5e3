import ReadModel
import StandardForms
import StatusDomain
package import StatusPage

/// Every page and badge that there is, made of a made-up board.
package enum SamplePages {
  /// A page or badge, with the name of a file to keep it in.
  package typealias Page = (name: String, bytes: [UInt8])

  /// All of them in all languages of `renderer`, whose names end with the language and the kind of
  /// file; the rest is left out once `isEnough` says so.
  package static func all(_ renderer: PageRenderer, until isEnough: () -> Bool) -> [Page] {
    let sample = SampleBoard()
    var pages: [Page] = []
    for language in renderer.languages {
      for (name, make) in makers(renderer, sample, language) where !isEnough() {
        if let bytes = make() { pages.append(("\(name).\(language.code).html", bytes)) }
      }
      for (name, make) in badges(renderer, sample, language) where !isEnough() {
        if let bytes = make() { pages.append(("\(name).\(language.code).svg", bytes)) }
      }
    }
    return pages
  }

  /// What makes each page; a page that the theme or the board does not have is `nil`.
  private static func makers(
    _ renderer: PageRenderer, _ sample: SampleBoard, _ language: Language
  ) -> [(name: String, make: () -> [UInt8]?)] {
    let now = SampleBoard.now
    let board = sample.board
    let primary = freshness(board, .primary)
    func home(_ board: StatusBoard, _ freshness: Freshness) -> [UInt8] {
      renderer.home(board, at: now, freshness: freshness, language: language)
    }
    func incident(_ id: IncidentID) -> [UInt8]? {
      renderer.incident(id, board, at: now, freshness: primary, language: language)
    }
    func problem(_ status: Int, _ title: String, _ detail: String) -> [UInt8] {
      renderer.problem(status: status, title: title, detail: detail, language: language)
    }
    func history(_ month: Month?) -> [UInt8]? {
      month.flatMap {
        renderer.history($0, board, at: now, freshness: primary, language: language)
      }
    }
    let empty = StatusBoard()
    return [
      ("home", { home(board, primary) }),
      ("home-stale", { home(board, freshness(board, .replica, isStale: true)) }),
      ("home-replica", { home(board, freshness(board, .replica)) }),
      ("home-empty", { home(empty, freshness(empty, .primary)) }),
      ("home-nothing-received", { home(empty, freshness(empty, .replica, isStale: true)) }),
      ("incident", { incident(sample.outage) }), ("incident-ended", { incident(sample.withheld) }),
      ("history", { history(Month(of: now)) }), ("history-quiet", { history(Month("2026-10")) }),
      ("problem", { problem(404, "No such incident", "It was never recorded here.") }),
      ("problem-not-taken", { problem(405, "Not allowed", "Pages are read with GET.") }),
    ]
      + Theme.Text.allCases.map { text in
        (text.rawValue, { renderer.document(text, language: language) })
      }
  }

  /// What makes each badge.
  private static func badges(
    _ renderer: PageRenderer, _ sample: SampleBoard, _ language: Language
  ) -> [(name: String, make: () -> [UInt8]?)] {
    let board = sample.board
    func badge(_ component: ComponentID?, isStale: Bool = false) -> [UInt8]? {
      renderer.badge(
        of: component, board, at: SampleBoard.now,
        freshness: freshness(board, isStale ? .replica : .primary, isStale: isStale),
        language: language)
    }
    return [
      ("badge", { badge(nil) }), ("badge-stale", { badge(nil, isStale: true) }),
      ("badge-component", { badge(sample.affected) }),
    ]
  }

  private static func freshness(
    _ board: StatusBoard, _ role: Freshness.Role, isStale: Bool = false
  ) -> Freshness {
    Freshness(
      role: role, position: "\(board.position.epoch):\(board.position.position)",
      stateRecordedAt: board.position == .start ? nil : board.recordedAt,
      ageMilliseconds: role == .primary ? 0 : isStale ? 754_000 : 900, isStale: isStale,
      primaryURL: role == .primary ? nil : "https://status.example.org/")
  }
}
