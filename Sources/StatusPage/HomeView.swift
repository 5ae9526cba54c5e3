import ReadModel
import StandardForms
import StatusDomain

/// The home page: how everything is now, what is going on, what is planned and what was.
struct HomeView {
  let overall: OverallView
  /// Active, other than maintenance; newest begin first.
  let active: IncidentList
  /// Active maintenance; newest begin first.
  let running: IncidentList
  /// What begins later, other than maintenance; soonest first.
  let announced: IncidentList
  /// Maintenance that begins later, soonest first.
  let planned: IncidentList
  let groups: [GroupView]
  let days: [DayView]

  init(_ viewpoint: Viewpoint) {
    let all = viewpoint.board.activeIncidents(at: viewpoint.now)
    let active = all.filter { !viewpoint.isMaintenance($0) }
    let running = all.filter(viewpoint.isMaintenance)
    let later = viewpoint.board.plannedIncidents(after: viewpoint.now)
    let announced = later.filter { !viewpoint.isMaintenance($0) }
    let planned = later.filter(viewpoint.isMaintenance)
    groups = GroupView.all(viewpoint)
    days = DayView.all(viewpoint)
    // Cut to the minute, as every present time on the page is.
    let minute = viewpoint.now.startOfMinute
    let minuteEnd = Timestamp(microseconds: minute.microseconds + 59_999_999)
    self.active = IncidentList(active, viewpoint, from: minute, through: minuteEnd)
    self.running = IncidentList(running, viewpoint, from: minute, through: minuteEnd)
    self.announced = IncidentList(announced, viewpoint, from: minute, through: .latest)
    self.planned = IncidentList(planned, viewpoint, from: minute, through: .latest)
    overall = OverallView(
      groups: groups, incidents: active, running: running, planned: planned,
      announced: announced, viewpoint)
  }

  func members(_ words: Words) -> Members {
    [
      "overall": overall.members,
      "hasActive": !active.isEmpty, "active": active.members(words),
      "hasRunning": !running.isEmpty, "running": running.members(words),
      "hasAnnounced": !announced.isEmpty, "announced": announced.members(words),
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

  init(
    _ incidents: [Incident], _ viewpoint: Viewpoint, from start: Timestamp, through end: Timestamp
  ) {
    api = Self.api(from: start, through: end)
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
