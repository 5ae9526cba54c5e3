import ReadModel
import StandardForms
import StatusDomain

/// The history of one month: its incidents, each on the day on which it began.
struct MonthView {
  let month: Month
  /// The days on which incidents began, the last first.
  let days: [(day: Timestamp, lines: [IncidentLine])]
  /// What had begun before the month and reached into it, newest begin first.
  let earlier: [IncidentLine]
  /// How many incidents are not listed, and where the API lists them.
  let unlistedCount: Int
  let api: String
  /// The months on both sides; `nil` beyond the first incident's and the present one.
  let previous: Month?
  let next: Month?

  /// `nil` for a month before the first incident began, or after the present one.
  init?(_ month: Month, _ viewpoint: Viewpoint) {
    let present = Month(of: viewpoint.now)
    let first = min(present, viewpoint.board.firstBegin.map(Month.init(of:)) ?? present)
    guard (first...present).contains(month) else { return nil }
    self.month = month
    previous = month > first ? month.previous : nil
    next = month < present ? month.next : nil
    let end = min(month.end, viewpoint.now)
    // The window includes its start; what ended with the month's first moment was before it.
    let incidents = viewpoint.board.incidents(from: month.start, through: end).filter { incident in
      incident.beganAt >= month.start || (incident.endedAt.map { $0 > month.start } ?? true)
    }
    let shown = incidents.prefix(Limits.monthIncidentsMax)
    unlistedCount = incidents.count - shown.count
    api = "/api/v1/incidents?start=\(month.start.rfc3339)&end=\(month.end.rfc3339)"
    var days: [(day: Timestamp, lines: [IncidentLine])] = []
    var earlier: [IncidentLine] = []
    for incident in shown {
      let line = IncidentLine(incident, viewpoint)
      let day = incident.beganAt.startOfDay
      if day < month.start {
        earlier.append(line)
      } else if days.last?.day == day {
        days[days.count - 1].lines.append(line)
      } else {
        days.append((day, [line]))
      }
    }
    self.days = days
    self.earlier = earlier
  }

  /// What the page is called: `Incidents in November 2026`.
  func title(_ words: Words) -> String {
    words.filled(.monthHeading, ["month": words.month(month.start)])
  }

  func members(_ viewpoint: Viewpoint) -> Members {
    let words = viewpoint.words
    func link(_ month: Month?) -> Value {
      .optional(
        month.map {
          [.path: .text(viewpoint.paths.month($0)), .text: .text(words.month($0.start))] as Members
        })
    }
    return [
      .previousMonth: link(previous), .nextMonth: link(next),
      .isQuiet: .flag(days.isEmpty && earlier.isEmpty),
      .hasDays: .flag(!days.isEmpty), .hasEarlier: .flag(!earlier.isEmpty),
      .days: .list(
        days.map { day, lines in
          [
            .iso: .text(String(day.rfc3339.prefix(10))), .date: .text(words.date(day)),
            .lines: .list(lines.map { $0.members(viewpoint) }),
          ]
        }),
      .earlier: .list(earlier.map { $0.members(viewpoint) }),
      .unlistedLines: unlistedCount == 0
        ? false : .text(words.counted(.unlistedIncidents, unlistedCount)),
      .api: .text(api),
    ]
  }
}
