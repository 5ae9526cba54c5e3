import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

/// A component as it is now and was in the days before; made once, shown in each of its groups.
struct ComponentView {
  let component: Component
  let name: TextView
  let state: StateView
  /// The active incident that affects it worst.
  let incident: IncidentID?
  let uptime: Uptime
  /// Its days, drawn.
  let bars: Markup

  init(
    _ component: Component, _ impacts: [ActiveImpact], _ uptime: Uptime, bars: Markup,
    _ viewpoint: Viewpoint
  ) {
    // Of equally bad ones the first: it comes from the newest incident.
    let worst = impacts.reduce(nil as ActiveImpact?) { worst, impact in
      worst.map { $0.severity >= impact.severity ? $0 : impact } ?? impact
    }
    self.component = component
    name = viewpoint.view(component.name)
    state = viewpoint.view(worst.map { viewpoint.state(of: $0.severity) } ?? .operational)
    incident = worst?.incident
    self.uptime = uptime
    self.bars = bars
  }

  /// Every component, by name.
  static func all(_ viewpoint: Viewpoint, _ tips: inout Tips) -> [ComponentView] {
    let impacts = viewpoint.board.activeImpacts(at: viewpoint.now)
    let uptimes = viewpoint.board.uptimes(in: viewpoint.window)
    let affectionCount = uptimes.values.reduce(0) { $0 + $1.affections.count }
    tips.isBrief = affectionCount > Limits.tipAffectionsMax
    return viewpoint.board.sortedComponents.compactMap { component in
      uptimes[component.id].map { uptime in
        ComponentView(
          component, impacts[component.id] ?? [], uptime,
          bars: viewpoint.listsComponents
            ? Bars.component(uptime, viewpoint, &tips) : Markup(),
          viewpoint)
      }
    }
  }
}

/// A component in one of its groups.
struct ComponentRow {
  let view: ComponentView
  /// Its name; in a group that has just that name, what tells it apart from the others there.
  let name: TextView
  /// What else tells it from others of its name in its group.
  let distinction: String?

  /// `views` as they stand side by side in the groups of these `headings`, by the name that they
  /// have there.
  static func all(_ views: [ComponentView], under headings: [String]) -> [ComponentRow] {
    let names = views.map { ($0.name.text, $0.component.labels) }
    let rows = zip(views, Distinction.among(names)).map { view, distinction in
      if let distinction, headings.contains(view.name.text) {
        return ComponentRow(view: view, name: TextView(distinction), distinction: nil)
      }
      return ComponentRow(view: view, name: view.name, distinction: distinction)
    }
    // Where all bear their own names they are in order already.
    if zip(rows, views).allSatisfy({ $0.name == $1.name }) { return rows }
    return rows.sorted { $0.name.text < $1.name.text }
  }

  func members(_ viewpoint: Viewpoint) -> Members {
    [
      .componentName: .members(name.members), .distinction: .optional(distinction),
      .state: .members(view.state.members), .bars: .markup(view.bars),
      .availability: .text(viewpoint.words.availability(view.uptime.availability)),
      .path: .optional(view.incident.map(viewpoint.paths.incident)),
    ]
  }
}
