import ReadModel
import StatusDomain

/// A component as an incident names it, in all the ways in which the incident affects it.
struct AffectedView: Hashable {
  let name: TextView
  /// The group that tells it from others of its name.
  let group: String?
  let isRetired: Bool
  /// The worst of the ways.
  let state: StateView
  /// The names of the ways.
  let types: [TextView]

  /// What `incident` affects, the worst first, else in the order in which it was given.
  static func all(
    of incident: Incident, _ viewpoint: Viewpoint, shownMax: Int, foldedMax: Int
  ) -> Fold<AffectedView> {
    var places: [ComponentID: Int] = [:]
    var impacts: [(place: Int, worst: ImpactSeverity, impacts: [Impact])] = []
    for impact in incident.impacts {
      if let place = places[impact.component] {
        impacts[place].worst = max(impacts[place].worst, impact.severity)
        impacts[place].impacts.append(impact)
      } else {
        places[impact.component] = impacts.count
        impacts.append((impacts.count, impact.severity, [impact]))
      }
    }
    impacts.sort { ($1.worst, $0.place) < ($0.worst, $1.place) }
    // Only what is told is made into words: one incident may name a thousand components.
    return Fold(impacts, shownMax: shownMax, foldedMax: foldedMax).map {
      AffectedView($0.impacts, worst: $0.worst, viewpoint)
    }
  }

  private init(_ impacts: [Impact], worst: ImpactSeverity, _ viewpoint: Viewpoint) {
    let (component, isRetired) = viewpoint.component(impacts[0].component)
    name = viewpoint.view(component?.name ?? .known(viewpoint.words[.unknownComponent]))
    group = component.flatMap { viewpoint.grouping.group(of: $0) }
    self.isRetired = isRetired
    state = viewpoint.view(viewpoint.board.severities.state(of: worst))
    types = impacts.compactMap { viewpoint.impactType($0.type) }.map { viewpoint.view($0.name) }
  }

  var members: Members {
    [
      "componentName": name.members, "group": orFalse(group), "isRetired": isRetired,
      "state": state.members, "hasTypes": !types.isEmpty, "types": types.map(\.members),
    ]
  }
}
