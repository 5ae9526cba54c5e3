import ReadModel
import StandardForms
import StatusDomain

/// How everything is, in one sentence and a few figures.
struct OverallView {
  let state: StateView
  let headline: String
  /// The name of a severity with which the headline begins; it is the operators' word.
  let severity: String?
  /// How many components, active incidents, and maintenances there are; nothing for what is none.
  let figures: [String]

  /// The worst state of what is active, and how many components are in just that state.
  init(
    _ board: BoardView, incidents: [Incident], running: [Incident], planned: [Incident],
    announced: [Incident], _ viewpoint: Viewpoint
  ) {
    let words = viewpoint.words
    let worst = (incidents + running).map { viewpoint.state(of: $0) }.max() ?? .operational
    let count = board.components.count
    let impaired = board.impairedCount
    let label = worst.label(words)
    let atWorst = board.components.count {
      $0.state.state > .maintenance && $0.state.label == label
    }
    state = viewpoint.view(worst)
    headline =
      switch worst {
      case .operational where count > 0: words[.headlineOperational]
      case .operational where viewpoint.board.incidents.isEmpty: words[.headlineEmpty]
      case .operational: words[.headlineNoComponents]
      case .maintenance: words[.headlineMaintenance]
      case .notice: words.counted(.headlineNotice, incidents.count)
      case .affected, .unknown:
        atWorst == 0
          ? label : words.counted(.headlineAffected, atWorst, ["severity": label])
      }
    severity = worst > .notice && headline.hasPrefix(label) ? label : nil
    let components =
      impaired == 0
      ? words.counted(.countComponents, count)
      : words.counted(.countAffected, count, ["affected": String(impaired)])
    figures =
      (count == 0 ? [] : [components])
      + [
        (Word.countActive, incidents.count), (.countRunning, running.count),
        (.countPlanned, planned.count), (.countAnnounced, announced.count),
      ].filter { $0.1 > 0 }.map { words.counted($0.0, $0.1) }
  }

  private init(state: StateView, headline: String) {
    self.state = state
    self.headline = headline
    severity = nil
    figures = []
  }

  /// How everything is for all that a replica knows which has never received anything.
  static func nothingReceived(_ words: Words) -> OverallView {
    OverallView(
      state: StateView(.unknown(value: 0), words), headline: words[.headlineNothingReceived])
  }

  var members: Members {
    [
      .state: .members(state.members), .severity: .optional(severity),
      .headline: .text(severity.map { String(headline.dropFirst($0.count)) } ?? headline),
      .figures: .texts(figures),
    ]
  }
}
