import ReadModel
import StatusDomain

/// A component as an incident names it, in all the ways in which the incident affects it.
struct AffectedView: Hashable {
  /// The impact types that affect it equally badly, by the word for how badly.
  struct Way: Hashable {
    let label: String
    var types: [TextView]
  }

  let name: TextView
  /// The group that tells it from others of its name.
  let group: String?
  /// What tells it from the others of its name and group that are listed with it.
  var distinction: String?
  let isRetired: Bool
  /// The worst of the ways.
  let state: StateView
  /// The ways, the worst first.
  let ways: [Way]

  /// What `incident` affects, the worst first, else in the order in which the page lists it.
  static func all(
    of incident: Incident, _ viewpoint: Viewpoint, shownMax: Int, foldedMax: Int
  ) -> Fold<AffectedView> {
    var places: [ComponentID: Int] = [:]
    var impacts: [(rank: Rank, impacts: [Impact])] = []
    for impact in incident.impacts {
      if let place = places[impact.component] {
        impacts[place].rank.worst = max(
          impacts[place].rank.worst, viewpoint.weight(of: impact.severity))
        impacts[place].impacts.append(impact)
      } else {
        let rank = Rank(
          worst: viewpoint.weight(of: impact.severity),
          place: viewpoint.place(of: impact.component), given: impacts.count)
        places[impact.component] = impacts.count
        impacts.append((rank, [impact]))
      }
    }
    impacts.sort { $0.rank < $1.rank }
    // Only what is told is made into words: one incident may name a thousand components.
    let fold = Fold(impacts.map(\.impacts), shownMax: shownMax, foldedMax: foldedMax)
    let told = fold.map { (view: AffectedView($0, viewpoint), component: $0[0].component) }
    let distinctions = Distinction.among(
      (told.shown + told.folded).map { view, component in
        // The group is seen before the name and tells apart already.
        ((view.group ?? "") + "\n" + view.name.text, viewpoint.labels(of: component))
      })
    var next = distinctions.makeIterator()
    return told.map { told in
      var view = told.view
      view.distinction = next.next() ?? nil
      return view
    }
  }

  /// Which of two components is told first.
  private struct Rank: Comparable {
    var worst: Int
    let place: Int
    let given: Int

    static func < (a: Rank, b: Rank) -> Bool {
      (b.worst, a.place, a.given) < (a.worst, b.place, b.given)
    }
  }

  private init(_ impacts: [Impact], _ viewpoint: Viewpoint) {
    let (component, isRetired) = viewpoint.component(impacts[0].component)
    name = viewpoint.view(component?.name ?? .known(viewpoint.words[.unknownComponent]))
    group = component.flatMap { viewpoint.grouping.group(of: $0) }
    self.isRetired = isRetired
    let states = impacts.map { viewpoint.state(of: $0.severity) }
    state = viewpoint.view(states.max() ?? .notice)
    // Worst first, else in the order in which they were given.
    let order = impacts.indices.sorted { (states[$1], $0) < (states[$0], $1) }
    var ways: [Way] = []
    for index in order {
      let label = states[index].label(viewpoint.words)
      let types = viewpoint.impactType(impacts[index].type).map { [viewpoint.view($0.name)] } ?? []
      if let way = ways.firstIndex(where: { $0.label == label }) {
        ways[way].types += types
      } else {
        ways.append(Way(label: label, types: types))
      }
    }
    self.ways = ways
  }

  /// What a template sees; `isNext` if another one was listed before.
  func members(isNext: Bool = false) -> Members {
    [
      .isNext: .flag(isNext), .componentName: .members(name.members), .group: .optional(group),
      .distinction: .optional(distinction), .isRetired: .flag(isRetired),
      .state: .members(state.members),
      .ways: .list(ways.enumerated().map { place, way in way.members(isNext: place > 0) }),
    ]
  }
}

extension AffectedView.Way {
  fileprivate func members(isNext: Bool) -> Members {
    [
      .isNextWay: .flag(isNext), .label: .text(label), .hasTypes: .flag(!types.isEmpty),
      .types: .list(
        types.enumerated().map { place, type in
          [.isNextType: .flag(place > 0), .type: .members(type.members)]
        }),
    ]
  }
}
