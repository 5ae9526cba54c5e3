import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

/// What befell a component, day by day: the words of its bars, and the tip that its availability
/// opens when pressed, which lists the incidents with links. Components that the same incidents
/// befell share a tip.
struct Tips {
  private(set) var all: [Tip] = []
  /// Whether there is so much to tell that bars are named by stretches, which only count, and tips
  /// list fewer.
  let isBrief: Bool
  private let viewpoint: Viewpoint
  /// The window's days.
  private let dates: [String]
  private var numbers: [[Uptime.Affection]: Int] = [:]
  private var lines: [Uptime.Affection: Tip.Line] = [:]

  /// Tips for components with these `uptimes`.
  init(_ uptimes: some Collection<Uptime>, _ viewpoint: Viewpoint) {
    self.viewpoint = viewpoint
    let affections = uptimes.lazy.flatMap(\.affections)
    // A component is shown on each axis.
    let axisCount = max(1, viewpoint.grouping.axes.count)
    isBrief =
      uptimes.reduce(0) { $0 + $1.affections.count } > Limits.tipAffectionsMax
      || affections.reduce(0) { $0 + $1.days.count } * axisCount > Limits.barLabelsMax
    let words = viewpoint.words
    dates = (0..<Limits.uptimeDays).map { words.shortDate(viewpoint.window.startOfDay($0)) }
  }

  /// The number of the tip of a component's incidents, of which there is at least one.
  mutating func number(of affections: [Uptime.Affection]) -> Int {
    if let number = numbers[affections] { return number }
    let shownMax = isBrief ? Limits.tipIncidentsBriefMax : Limits.tipIncidentsMax
    let shown = affections.prefix(shownMax).map { line(of: $0) }
    numbers[affections] = all.count
    all.append(Tip(number: all.count, lines: shown, moreCount: affections.count - shown.count))
    return all.count - 1
  }

  /// Appends the attributes of an element that stands for `days` of the component called `name`,
  /// in which something befell it: its name says which they are, the worst state, and the incidents
  /// or, if it is brief, only how many.
  func label(
    _ name: TextView, _ days: Range<Int>, _ affections: [Uptime.Affection],
    to markup: inout Markup
  ) {
    let touching = affections.filter { $0.days.overlaps(days) }
    guard let worst = touching.map(\.severity).max() else { return }
    let bytesMax = isBrief ? Limits.barNameBriefBytesMax : Limits.tipNameBytesMax
    let state = TextView(viewpoint.state(of: worst).label(viewpoint.words))
    let values = [
      "name": name.clipped(bytesMax: bytesMax).text, "days": text(of: days),
      "state": state.clipped(bytesMax: bytesMax).text,
    ]
    markup.literal(" tabindex=\"0\" role=\"img\" aria-label=\"")
    if isBrief {
      markup.text(viewpoint.words.counted(.barBrief, touching.count, values))
    } else {
      markup.text(viewpoint.words.filled(.barLine, values))
      tell(touching, to: &markup)
    }
    markup.literal("\"")
  }

  /// Appends a line for each of the first of `affections`, the worst first, and how many more.
  private func tell(_ affections: [Uptime.Affection], to markup: inout Markup) {
    let order = affections.indices.sorted {
      (affections[$1].severity, $0) < (affections[$0].severity, $1)
    }
    for place in order.prefix(Limits.tipLabelIncidentsMax) {
      markup.literal("\n")
      markup.text(name(of: affections[place].incident))
    }
    let moreCount = affections.count - Limits.tipLabelIncidentsMax
    if moreCount > 0 {
      markup.literal("\n")
      markup.text(viewpoint.words.counted(.andMore, moreCount))
    }
  }

  private mutating func line(of affection: Uptime.Affection) -> Tip.Line {
    if let line = lines[affection] { return line }
    let words = viewpoint.words
    let state = viewpoint.state(of: affection.severity)
    let text = words.filled(
      .tipLine,
      [
        "days": text(of: affection.days), "state": state.label(words),
        "name": name(of: affection.incident),
      ])
    let path = viewpoint.paths.incident(affection.incident)
    let line = Tip.Line(
      members: [.path: .text(path), .tone: .text(state.tone), .label: .text(text)])
    lines[affection] = line
    return line
  }

  private func name(of incident: IncidentID) -> String {
    guard let name = viewpoint.board.incidents[incident]?.name else { return "" }
    return viewpoint.view(name).clipped(bytesMax: Limits.tipNameBytesMax).text
  }

  /// Days in a few words: `21 Nov`, `14 Nov – 22 Nov`.
  private func text(of days: Range<Int>) -> String {
    let (first, last) = (dates[days.lowerBound], dates[days.upperBound - 1])
    guard days.count > 1 else { return first }
    return viewpoint.words.filled(.shortDates, ["first": first, "last": last])
  }
}

/// The incidents of a component.
struct Tip {
  /// An incident, as the component felt it.
  struct Line {
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
