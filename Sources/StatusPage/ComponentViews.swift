import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

/// A component as it is now.
struct ComponentView: Hashable {
  let name: TextView
  /// What tells it from others of its name in its group.
  let distinction: String?
  let state: StateView
  /// The active incident that affects it worst.
  let incident: IncidentID?

  init(
    _ component: Component, apart distinction: String?, _ impacts: [ActiveImpact],
    _ viewpoint: Viewpoint
  ) {
    // Of equally bad ones the first: it comes from the newest incident.
    let worst = impacts.reduce(nil as ActiveImpact?) { worst, impact in
      worst.map { $0.severity >= impact.severity ? $0 : impact } ?? impact
    }
    name = viewpoint.view(component.name)
    self.distinction = distinction
    state = viewpoint.view(
      worst.map { viewpoint.board.severities.state(of: $0.severity) } ?? .operational)
    incident = worst?.incident
  }

  var members: Members {
    [
      "componentName": name.members, "distinction": orFalse(distinction),
      "state": state.members,
      "path": orFalse(incident.map(IncidentView.path)),
    ]
  }
}

/// The components with one value of the grouping label.
struct GroupView {
  /// The label's value; `nil` for the components without one.
  let heading: String?
  /// The worst state in it.
  let state: StateView
  /// All components that are not operational, then, where there are few, the others; by name.
  let shown: [ComponentView]
  /// The operational ones of a large group or of a page with many components, by name.
  let folded: [ComponentView]

  /// The groups by heading; what has none comes last.
  static func all(_ viewpoint: Viewpoint) -> [GroupView] {
    let impacts = viewpoint.board.activeImpacts(at: viewpoint.now)
    var groups: [String: [Component]] = [:]
    var others: [Component] = []
    for component in viewpoint.board.sortedComponents {
      if let group = viewpoint.grouping.group(of: component) {
        groups[group, default: []].append(component)
      } else {
        others.append(component)
      }
    }
    func view(_ heading: String?, _ components: [Component]) -> GroupView {
      let names = components.map { (viewpoint.view($0.name).text, $0.labels) }
      let views = zip(components, Distinction.among(names)).map { component, distinction in
        ComponentView(component, apart: distinction, impacts[component.id] ?? [], viewpoint)
      }
      return GroupView(heading, views, viewpoint)
    }
    let named = groups.sorted { $0.key < $1.key }.map { view($0.key, $0.value) }
    return others.isEmpty ? named : named + [view(nil, others)]
  }

  private init(_ heading: String?, _ components: [ComponentView], _ viewpoint: Viewpoint) {
    self.heading = heading
    let affected = components.filter { $0.state.state != .operational }
    let operational = components.filter { $0.state.state == .operational }
    let isSmall =
      operational.count <= Limits.pageGroupShownMax
      && viewpoint.board.components.count <= Limits.pageComponentsShownMax
    state = viewpoint.view(affected.map(\.state.state).max() ?? .operational)
    shown = isSmall ? affected + operational : affected
    folded = isSmall ? [] : operational
  }

  /// How many components it has.
  var count: Int { shown.count + folded.count }

  /// How many of them are not operational.
  var affectedCount: Int { shown.count { $0.state.state != .operational } }

  /// How many of them are affected by more than maintenance.
  var impairedCount: Int { shown.count { $0.state.state > .maintenance } }

  func members(_ words: Words, isOnly: Bool) -> Members {
    let affected = affectedCount
    return [
      "heading": orFalse(heading ?? (isOnly ? nil : words[.otherComponents])),
      "state": state.members, "isCalm": affected == 0,
      "summary": affected == 0
        ? words.counted(.allOperational, count)
        : words.counted(.someAffected, count, ["affected": String(affected)]),
      "hasShown": !shown.isEmpty, "shown": shown.map(\.members),
      "hasFolded": !folded.isEmpty, "folded": folded.map(\.members),
      "foldedText": affected == 0
        ? words.counted(.countComponents, count)
        : words.counted(.moreOperational, folded.count),
    ]
  }
}
