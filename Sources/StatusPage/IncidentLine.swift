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

  init(_ incident: Incident, _ viewpoint: Viewpoint) {
    id = incident.id
    name = viewpoint.view(incident.name)
    state = viewpoint.view(viewpoint.board.severities.state(of: incident))
    span = SpanView(of: incident, at: viewpoint.now, viewpoint.words)
    affected = AffectedView.all(
      of: incident, viewpoint, shownMax: Limits.pageLineAffectedMax, foldedMax: 0)
  }

  func members(_ words: Words) -> Members {
    [
      "path": IncidentView.path(id), "name": name.members, "state": state.members,
      "span": span.members, "isAffecting": !affected.shown.isEmpty,
      "affected": affected.shown.enumerated().map { $1.members(isNext: $0 > 0) },
      "unlistedAffected": affected.unlistedCount == 0
        ? false : words.counted(.andMore, affected.unlistedCount),
    ]
  }
}
