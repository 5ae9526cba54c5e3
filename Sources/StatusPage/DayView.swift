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
  /// Newest begin first; what is not shown is on the page of the month.
  let incidents: Fold<IncidentLine>
  /// The page of its month; its place there, if something began on it.
  let path: String

  /// The last `Limits.pageDays` days, today first.
  static func all(_ viewpoint: Viewpoint) -> [DayView] {
    let days = Limits.pageDays
    let window = UptimeWindow(days: days, until: viewpoint.now)
    var touching = [[Incident]](repeating: [], count: days)
    for incident in viewpoint.board.incidents(from: window.start, through: viewpoint.now) {
      for day in window.days(from: incident.beganAt, to: incident.endedAt) {
        touching[day].append(incident)
      }
    }
    return (0..<days).reversed().map {
      DayView(window.startOfDay($0), touching[$0], isFirst: $0 == 0, viewpoint)
    }
  }

  /// An incident is told in full on the day on which it began, or on the first that is shown.
  private init(
    _ day: Timestamp, _ touching: [Incident], isFirst: Bool, _ viewpoint: Viewpoint
  ) {
    iso = String(day.rfc3339.prefix(10))
    date = viewpoint.words.date(day)
    state = viewpoint.view(touching.map { viewpoint.state(of: $0) }.max() ?? .operational)
    incidents = Fold(touching, shownMax: Limits.pageDayShownMax, foldedMax: 0)
      .map { IncidentLine($0, viewpoint, isContinued: !isFirst && $0.beganAt < day) }
    let hasBegin = touching.contains { $0.beganAt >= day }
    path = hasBegin ? viewpoint.paths.day(day) : viewpoint.paths.month(Month(of: day))
  }

  func members(_ viewpoint: Viewpoint) -> Members {
    [
      .iso: .text(iso), .date: .text(date), .state: .members(state.members),
      .hasLines: .flag(!incidents.shown.isEmpty),
      .lines: .list(incidents.shown.map { $0.members(viewpoint) }),
      .unlistedLines: incidents.unlistedCount == 0
        ? false : .text(viewpoint.words.counted(.moreIncidents, incidents.unlistedCount)),
      .path: .text(path),
    ]
  }
}
