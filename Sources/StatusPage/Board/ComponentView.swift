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
  /// The tip that lists what befell it in these days, if anything did.
  let tip: Int?

  init(
    _ component: Component, _ impacts: [ActiveImpact], _ uptime: Uptime, _ viewpoint: Viewpoint,
    _ tips: inout Tips
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
    let isListed = viewpoint.listsComponents
    bars = isListed ? Bars.component(name, uptime, viewpoint, tips) : Markup()
    let hasTip = isListed && !uptime.affections.isEmpty
    tip = hasTip ? tips.number(of: uptime.affections) : nil
  }

  /// Every component, by name.
  static func all(
    _ uptimes: [ComponentID: Uptime], _ viewpoint: Viewpoint, _ tips: inout Tips
  ) -> [ComponentView] {
    let impacts = viewpoint.board.activeImpacts(at: viewpoint.now)
    return viewpoint.components.compactMap { component in
      uptimes[component.id].map { uptime in
        ComponentView(component, impacts[component.id] ?? [], uptime, viewpoint, &tips)
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
    let availability = viewpoint.words.availability(view.uptime.availability)
    return [
      .componentName: .members(name.members), .distinction: .optional(distinction),
      .state: .members(view.state.members), .bars: .markup(view.bars),
      .availability: .text(availability), .told: told(viewpoint.words, availability),
      .tipNumber: .optional(view.tip.map { String($0) }),
      .path: .optional(view.incident.map(viewpoint.paths.incident)),
    ]
  }

  /// The name of the button that opens its tip.
  private func told(_ words: Words, _ availability: String) -> Value {
    guard view.tip != nil else { return false }
    let name = view.name.clipped(bytesMax: Limits.tipNameBytesMax).text
    return .text(
      words.counted(
        .tipButton, view.uptime.affections.count, ["name": name, "availability": availability]))
  }
}
