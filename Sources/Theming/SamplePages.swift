import ReadModel
package import StatusPage

/// Every page that there is, made of a made-up board.
package enum SamplePages {
  /// A page, with the name of a file to keep it in.
  package typealias Page = (name: String, bytes: [UInt8])

  /// All pages in all languages of `renderer`, whose names end with the language.
  package static func all(_ renderer: PageRenderer) -> [Page] {
    let sample = SampleBoard()
    return renderer.languages.flatMap { language in
      pages(renderer, sample, language).map { ("\($0.name).\(language.code).html", $0.bytes) }
    }
  }

  private static func pages(
    _ renderer: PageRenderer, _ sample: SampleBoard, _ language: Language
  ) -> [Page] {
    let now = SampleBoard.now
    let board = sample.board
    func home(_ board: StatusBoard, _ freshness: Freshness) -> [UInt8] {
      renderer.home(board, at: now, freshness: freshness, language: language)
    }
    let primary = freshness(board, .primary)
    var pages: [Page] = [
      ("home", home(board, primary)),
      ("home-stale", home(board, freshness(board, .replica, isStale: true))),
      ("home-replica", home(board, freshness(board, .replica))),
      ("home-empty", home(StatusBoard(), freshness(StatusBoard(), .primary))),
      ("home-nothing-received", home(StatusBoard(), freshness(StatusBoard(), .replica, isStale: true))),
      (
        "problem",
        renderer.problem(
          status: 404, title: "No such incident", detail: "It was never recorded here.",
          language: language)
      ),
    ]
    for (name, id) in [("incident", sample.outage), ("incident-ended", sample.withheld)] {
      let page = renderer.incident(id, board, at: now, freshness: primary, language: language)
      if let page { pages.append((name, page)) }
    }
    for (name, month) in [("history", Month(of: now)), ("history-quiet", Month("2026-08"))] {
      let page = month.flatMap { month in
        renderer.history(month, board, at: now, freshness: primary, language: language)
      }
      if let page { pages.append((name, page)) }
    }
    for text in Theme.Text.allCases {
      if let page = renderer.document(text, language: language) {
        pages.append((text.rawValue, page))
      }
    }
    return pages
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
