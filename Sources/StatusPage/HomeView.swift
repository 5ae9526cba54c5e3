import ReadModel
import StandardForms
import StatusDomain

/// The home page: how everything is now, what is going on, what is planned and what was.
struct HomeView {
  let overall: OverallView
  /// Active, other than maintenance; the worst first, of equally bad ones the newest begin.
  let active: IncidentList
  /// Active maintenance; newest begin first.
  let running: IncidentList
  /// What begins later, other than maintenance; soonest first.
  let announced: IncidentList
  /// Maintenance that begins later, soonest first.
  let planned: IncidentList
  let board: BoardView
  let days: [DayView]

  init(_ viewpoint: Viewpoint) {
    let all = viewpoint.board.activeIncidents(at: viewpoint.now)
    let active = Self.worstFirst(all.filter { !viewpoint.isMaintenance($0) }, viewpoint)
    let running = all.filter(viewpoint.isMaintenance)
    let later = viewpoint.board.plannedIncidents(after: viewpoint.now)
    let announced = later.filter { !viewpoint.isMaintenance($0) }
    let planned = later.filter(viewpoint.isMaintenance)
    board = BoardView(viewpoint)
    days = DayView.all(viewpoint)
    // Cut to the minute, as every present time on the page is.
    let minute = viewpoint.now.startOfMinute
    let minuteEnd = Timestamp(microseconds: minute.microseconds + 59_999_999)
    self.active = IncidentList(active, viewpoint, from: minute, through: minuteEnd)
    self.running = IncidentList(running, viewpoint, from: minute, through: minuteEnd)
    self.announced = IncidentList(announced, viewpoint, from: minute, through: .latest)
    self.planned = IncidentList(planned, viewpoint, from: minute, through: .latest)
    overall = OverallView(
      board, incidents: active, running: running, planned: planned, announced: announced,
      viewpoint)
  }

  /// By state, else in the order in which they are given.
  private static func worstFirst(_ incidents: [Incident], _ viewpoint: Viewpoint) -> [Incident] {
    let states = incidents.map { viewpoint.state(of: $0) }
    return incidents.indices.sorted { (states[$1], $0) < (states[$0], $1) }.map { incidents[$0] }
  }

  func members(_ viewpoint: Viewpoint) -> Members {
    let words = viewpoint.words
    func list(_ incidents: IncidentList) -> Value { .members(incidents.members(viewpoint)) }
    return board.members(viewpoint).merging([
      .overall: .members(overall.members),
      .hasActive: .flag(!active.isEmpty), .active: list(active),
      .hasRunning: .flag(!running.isEmpty), .running: list(running),
      .hasAnnounced: .flag(!announced.isEmpty), .announced: list(announced),
      .hasPlanned: .flag(!planned.isEmpty), .planned: list(planned),
      .days: .list(days.map { $0.members(viewpoint) }),
      .historyTitle: .text(words.counted(.history, Limits.pageDays)),
    ])
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
    api = "/api/v1/incidents?start=\(start.rfc3339)&end=\(end.rfc3339)"
    let shownMax = Limits.pageIncidentsShownMax
    full = incidents.prefix(shownMax).map { IncidentView($0, viewpoint, .home) }
    others = Fold(
      Array(incidents.dropFirst(shownMax)), shownMax: 0, foldedMax: Limits.pageIncidentsFoldedMax
    ).map { IncidentLine($0, viewpoint) }
  }

  var isEmpty: Bool { full.isEmpty }

  func members(_ viewpoint: Viewpoint) -> Members {
    let words = viewpoint.words
    return [
      .incidents: .list(full.map { $0.members(viewpoint) }),
      .hasFoldedLines: .flag(!others.folded.isEmpty),
      .foldedLines: .list(others.folded.map { $0.members(viewpoint) }),
      .foldedText: .text(words.counted(.moreIncidents, others.folded.count)),
      .unlistedLines: others.unlistedCount == 0
        ? false : .text(words.counted(.unlistedIncidents, others.unlistedCount)),
      .api: .text(api),
    ]
  }
}
