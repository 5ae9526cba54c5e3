import ReadModel
import StandardForms
import StatusDomain

/// An incident in one line.
struct IncidentLine {
  let id: IncidentID
  let name: TextView
  let state: StateView
  let span: SpanView
  let affected: Fold<AffectedView>

  /// Since when it continues; only where it is told in full on an earlier day.
  let continued: String?

  init(_ incident: Incident, _ viewpoint: Viewpoint, isContinued: Bool = false) {
    id = incident.id
    name = viewpoint.view(incident.name)
    state = viewpoint.view(viewpoint.state(of: incident))
    span = SpanView(of: incident, at: viewpoint.now, viewpoint.words)
    continued =
      isContinued
      ? viewpoint.words.filled(
        .continues, ["date": viewpoint.words.shortDate(incident.beganAt)]) : nil
    affected = AffectedView.all(
      of: incident, viewpoint, shownMax: Limits.pageLineAffectedMax, foldedMax: 0)
  }

  func members(_ viewpoint: Viewpoint) -> Members {
    [
      .path: .text(viewpoint.paths.incident(id)), .name: .members(name.members),
      .state: .members(state.members), .span: .members(span.members),
      .continued: .optional(continued),
      .isAffecting: .flag(!affected.shown.isEmpty),
      .affected: .list(affected.shown.enumerated().map { $1.members(isNext: $0 > 0) }),
      .unlistedAffected: affected.unlistedCount == 0
        ? false : .text(viewpoint.words.counted(.andMore, affected.unlistedCount)),
    ]
  }
}
