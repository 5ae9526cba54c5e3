import ReadModel
import StandardForms
import StatusDomain

/// The components as one axis lays them out.
struct AxisView {
  /// `nil` where there is nothing to tell it from.
  let heading: String?
  let groups: [GroupView]

  /// One for each axis; what is on none is a group of the last, or all that there is.
  static func all(_ views: [ComponentView], _ viewpoint: Viewpoint) -> [AxisView] {
    let axes = viewpoint.grouping.axes
    var others = views
    var groups: [[GroupView]] = []
    for axis in axes {
      let members = views.filter { !axis.path(of: $0.component).isEmpty }
      others.removeAll { !axis.path(of: $0.component).isEmpty }
      groups.append(GroupView(nil, members, axis, level: 0, under: [], viewpoint).groups)
    }
    if !others.isEmpty {
      let group = GroupView(nil, others, nil, level: 0, under: [], viewpoint)
      if groups.isEmpty { groups = [[group]] } else { groups[groups.count - 1].append(group) }
    }
    return groups.enumerated().map { place, all in
      let groups = viewpoint.listsComponents ? all : worst(of: all)
      let heading = axes.count > 1 ? axes[place].heading(viewpoint.words) : nil
      return AxisView(heading: heading, groups: groups)
    }
  }

  /// Those of the worst state, in their order.
  private static func worst(of groups: [GroupView]) -> [GroupView] {
    let ranked = groups.enumerated().sorted {
      ($1.element.state.state, $0.offset) < ($0.element.state.state, $1.offset)
    }
    let shown = ranked.prefix(Limits.pageGroupsMax).map(\.offset).sorted()
    return shown.map { groups[$0] }
  }

  func members(_ viewpoint: Viewpoint, place: Int, isOnly: Bool) -> Members {
    let unfolding = unfolding(viewpoint, place: place)
    let isFlat = isOnly && groups.count == 1 && groups[0].heading == nil
    return [
      .axisHeading: .optional(heading), .axisNumber: .text(String(place)),
      .flatRows: isFlat ? .list(groups[0].rows.map { $0.members(viewpoint) }) : false,
      .isFlat: .flag(isFlat),
      .groups: isFlat ? false : .list(groups.map { $0.members(viewpoint, unfolding) }),
      .hasGroups: .flag(!isFlat),
    ]
  }

  /// All groups of a small board; of a larger one, on the first axis, those in which something is
  /// not operational, as long as they are few.
  private func unfolding(_ viewpoint: Viewpoint, place: Int) -> GroupView.Unfolding {
    let shownMax = Limits.pageComponentsShownMax
    if viewpoint.board.components.count <= shownMax { return .all }
    let unsettled = groups.filter { $0.unsettledCount > 0 }
    return place == 0 && unsettled.reduce(0) { $0 + $1.count } <= shownMax ? .unsettled : .none
  }
}
