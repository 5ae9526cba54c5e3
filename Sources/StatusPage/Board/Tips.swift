import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

/// What the buttons over the bars tell: on hover and focus some days' incidents in a few words,
/// when pressed all of the component's, with links. Components that the same incidents befell share
/// a tip.
struct Tips {
  private(set) var all: [Tip] = []
  /// Whether there is so much to tell that each button only counts, and tips list fewer.
  var isBrief = false
  private let viewpoint: Viewpoint
  private var numbers: [[Uptime.Affection]: Int] = [:]
  private var lines: [Uptime.Affection: Tip.Line] = [:]

  init(_ viewpoint: Viewpoint) { self.viewpoint = viewpoint }

  /// The number of the tip of a component's incidents, of which there is at least one.
  mutating func number(of affections: [Uptime.Affection]) -> Int {
    if let number = numbers[affections] { return number }
    let shownMax = isBrief ? Limits.tipIncidentsBriefMax : Limits.tipIncidentsMax
    let shown = affections.prefix(shownMax).map { line(of: $0) }
    numbers[affections] = all.count
    all.append(Tip(number: all.count, lines: shown, moreCount: affections.count - shown.count))
    return all.count - 1
  }

  /// Appends a line for each of the first of `affections`, and how many more there are; or only how
  /// many, and the worst state.
  mutating func label(_ affections: [Uptime.Affection], to markup: inout Markup) {
    if isBrief, let worst = affections.map(\.severity).max() {
      let state = viewpoint.state(of: worst).label(viewpoint.words)
      markup.text(viewpoint.words.counted(.tipBrief, affections.count, ["state": state]))
      return
    }
    let shown = affections.prefix(Limits.tipLabelIncidentsMax)
    for (place, affection) in shown.enumerated() {
      if place > 0 { markup.literal("\n") }
      markup.markup(line(of: affection).text)
    }
    if affections.count > shown.count {
      markup.literal("\n")
      markup.text(viewpoint.words.counted(.andMore, affections.count - shown.count))
    }
  }

  private mutating func line(of affection: Uptime.Affection) -> Tip.Line {
    if let line = lines[affection] { return line }
    let words = viewpoint.words
    let first = viewpoint.window.startOfDay(affection.days.lowerBound)
    let last = viewpoint.window.startOfDay(affection.days.upperBound - 1)
    let days =
      first == last
      ? words.shortDate(first)
      : words.filled(
        .shortDates, ["first": words.shortDate(first), "last": words.shortDate(last)])
    let name = viewpoint.board.incidents[affection.incident].map { viewpoint.view($0.name) }
    let state = viewpoint.state(of: affection.severity)
    let text = words.filled(
      .tipLine,
      [
        "days": days, "state": state.label(words),
        "name": name?.clipped(bytesMax: Limits.tipNameBytesMax).text ?? "",
      ])
    let path = viewpoint.paths.incident(affection.incident)
    let members: Members = [
      .path: .text(path), .tone: .text(state.tone), .label: .text(text),
    ]
    var escaped = Markup()
    escaped.text(text)
    let line = Tip.Line(text: escaped, members: members)
    lines[affection] = line
    return line
  }
}

/// The incidents of a component.
struct Tip {
  /// An incident, as the component felt it.
  struct Line {
    let text: Markup
    let members: Members
  }

  /// From 0, in the order of the page.
  let number: Int
  let lines: [Line]
  /// How many more there were.
  let moreCount: Int

  func members(_ words: Words) -> Members {
    [
      .tipNumber: .text(String(number)), .lines: .list(lines.map(\.members)),
      .unlistedLines: moreCount == 0 ? false : .text(words.counted(.andMore, moreCount)),
    ]
  }
}
