import ReadModel
import StandardForms
import StatusDomain
package import StatusPage

/// Every page that there is, made of a made-up board.
package enum SamplePages {
  /// A page, with the name of a file to keep it in.
  package typealias Page = (name: String, bytes: [UInt8])

  /// All pages in all languages of `renderer`, whose names end with the language; the rest is left
  /// out once `isEnough` says so.
  package static func all(_ renderer: PageRenderer, until isEnough: () -> Bool) -> [Page] {
    let sample = SampleBoard()
    var pages: [Page] = []
    for language in renderer.languages {
      for (name, make) in makers(renderer, sample, language) where !isEnough() {
        if let bytes = make() { pages.append(("\(name).\(language.code).html", bytes)) }
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
      (
        "problem",
        {
          renderer.problem(
            status: 404, title: "No such incident", detail: "It was never recorded here.",
            language: language)
        }
      ),
    ]
      + Theme.Text.allCases.map { text in
        (text.rawValue, { renderer.document(text, language: language) })
      }
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
