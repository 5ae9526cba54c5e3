import ReadModel
import StandardForms
import StatusDomain

/// A day in UTC and the incidents that touched it.
struct DayView {
  /// `2026-11-22`.
  let iso: String
  let date: String
  /// The worst state of its incidents; operational on a quiet day.
  let state: StateView
  /// Newest begin first.
  let incidents: Fold<IncidentLine>
  /// Where the API lists them all.
  let api: String

  /// The last `Limits.pageDays` days, today first.
  static func all(_ viewpoint: Viewpoint) -> [DayView] {
    let today = viewpoint.now.startOfDay
    let days = (0..<Limits.pageDays).map { today.advanced(by: .seconds(-86_400 * $0)) }
    let incidents = viewpoint.board
      .incidents(from: days.last ?? today, through: viewpoint.now)
      .map { (incident: $0, state: viewpoint.board.severities.state(of: $0)) }
    return days.map { day in
      let touching = incidents.filter { touches($0.incident, day) }
      return DayView(
        day, viewpoint, worst: touching.map(\.state).max() ?? .operational,
        touching.map(\.incident))
    }
  }

  /// Whether any of the incident lies within the day that starts at `day`; one that ends with the
  /// day's first moment does not (half-open), one that takes no time touches the day of its begin.
  private static func touches(_ incident: Incident, _ day: Timestamp) -> Bool {
    guard incident.beganAt < day.nextDay else { return false }
    return incident.beganAt >= day || (incident.endedAt.map { $0 > day } ?? true)
  }

  private init(
    _ day: Timestamp, _ viewpoint: Viewpoint, worst: ShownState, _ touching: [Incident]
  ) {
    iso = String(day.rfc3339.prefix(10))
    date = viewpoint.words.date(day)
    state = viewpoint.view(worst)
    // The API's window includes both ends; the day does not include the next one's first moment.
    let last = Timestamp(microseconds: day.nextDay.microseconds - 1)
    api = IncidentList.api(from: day, through: last)
    incidents = Fold(
      touching, shownMax: Limits.pageDayShownMax, foldedMax: Limits.pageDayFoldedMax
    ).map { IncidentLine($0, viewpoint) }
  }

  func members(_ words: Words) -> Members {
    incidents.members(words, api).merging([
      "iso": iso, "date": date, "state": state.members,
    ])
  }
}

extension Timestamp {
  /// The moment a day later.
  fileprivate var nextDay: Timestamp { advanced(by: .seconds(86_400)) }
}

extension Fold<IncidentLine> {
  /// The lines, and at `api` what was not listed.
  func members(_ words: Words, _ api: String) -> Members {
    [
      "hasLines": !shown.isEmpty, "lines": shown.map { $0.members(words) },
      "hasFoldedLines": !folded.isEmpty, "foldedLines": folded.map { $0.members(words) },
      "foldedText": words.counted(.moreIncidents, folded.count),
      "unlistedLines": unlistedCount == 0
        ? false : words.counted(.unlistedIncidents, unlistedCount),
      "api": api,
    ]
  }
}
