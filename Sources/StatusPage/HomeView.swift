import ReadModel
import StandardForms
import StatusDomain

/// The home page: how everything is now, what is going on, what is planned and what was.
struct HomeView {
  let overall: OverallView
  let now: TimeView
  /// Active, other than maintenance; newest begin first.
  let active: IncidentList
  /// Active maintenance; newest begin first.
  let running: IncidentList
  /// What begins later, soonest first; of whatever kind, so that no announcement is lost.
  let planned: IncidentList
  let groups: [GroupView]
  let days: [DayView]

  init(_ viewpoint: Viewpoint) {
    let all = viewpoint.board.activeIncidents(at: viewpoint.now)
    let severities = viewpoint.board.severities
    let active = all.filter { severities.state(of: $0) != .maintenance }
    let running = all.filter { severities.state(of: $0) == .maintenance }
    let planned = viewpoint.board.plannedIncidents(after: viewpoint.now)
    groups = GroupView.all(viewpoint)
    days = DayView.all(viewpoint)
    now = viewpoint.view(viewpoint.now)
    self.active = IncidentList(active, viewpoint, through: viewpoint.now)
    self.running = IncidentList(running, viewpoint, through: viewpoint.now)
    self.planned = IncidentList(planned, viewpoint, through: .latest)
    overall = OverallView(
      groups: groups, incidents: active, running: running, planned: planned, viewpoint)
  }

  func members(_ words: Words) -> Members {
    [
      "overall": overall.members, "now": now.members,
      "hasActive": !active.isEmpty, "active": active.members(words),
      "hasRunning": !running.isEmpty, "running": running.members(words),
      "hasPlanned": !planned.isEmpty, "planned": planned.members(words),
      "hasComponents": !groups.isEmpty,
      "groups": groups.map { $0.members(words, isOnly: groups.count == 1) },
      "days": days.map { $0.members(words) },
      "historyTitle": words.counted(.history, Limits.pageDays),
    ]
  }
}

/// Incidents: the first in full, the next as lines, the rest counted.
struct IncidentList {
  let full: [IncidentView]
  let others: Fold<IncidentLine>

  /// Where the API lists those that are only counted.
  let api: String

  init(_ incidents: [Incident], _ viewpoint: Viewpoint, through end: Timestamp) {
    api = Self.api(from: viewpoint.now, through: end)
    let shownMax = Limits.pageIncidentsShownMax
    full = incidents.prefix(shownMax).map { IncidentView($0, viewpoint, .home) }
    others = Fold(
      Array(incidents.dropFirst(shownMax)), shownMax: 0, foldedMax: Limits.pageIncidentsFoldedMax
    ).map { IncidentLine($0, viewpoint) }
  }

  var isEmpty: Bool { full.isEmpty }

  func members(_ words: Words) -> Members {
    others.members(words, api).merging(["incidents": full.map { $0.members(words) }])
  }

  /// The path of the API that lists the incidents of a window.
  static func api(from start: Timestamp, through end: Timestamp) -> String {
    "/api/v1/incidents?start=\(start.rfc3339)&end=\(end.rfc3339)"
  }
}
