import ReadModel
import StandardForms
import StatusDomain

/// The components that share a label's value, and the groups among them.
struct GroupView {
  /// The label's value; `nil` for the components that are on no axis.
  let heading: String?
  /// The groups in it, by heading.
  let groups: [GroupView]
  /// The components that are in none of those, by name.
  let rows: [ComponentRow]
  /// The worst state in it.
  let state: StateView
  /// How many components it has, those of its groups included.
  let count: Int
  /// How many of them are affected by more than maintenance.
  let impairedCount: Int
  /// How many of them are not operational, those in maintenance included.
  let unsettledCount: Int
  /// The worst of each day, drawn.
  let bars: Markup
  let availability: Availability

  init(
    _ heading: String?, _ views: [ComponentView], _ axis: Grouping.Axis?, level: Int,
    under headings: [String], _ viewpoint: Viewpoint
  ) {
    self.heading = heading
    let headings = headings + (heading.map { [$0] } ?? [])
    var inner: [String: [ComponentView]] = [:]
    var own: [ComponentView] = []
    for view in views {
      let path = axis?.path(of: view.component) ?? []
      if path.count > level {
        inner[path[level], default: []].append(view)
      } else {
        own.append(view)
      }
    }
    let isShown = level == 0 || viewpoint.listsComponents
    groups = (isShown ? inner : [:]).sorted { $0.key < $1.key }.map {
      GroupView($0.key, $0.value, axis, level: level + 1, under: headings, viewpoint)
    }
    rows = viewpoint.listsComponents ? ComponentRow.all(own, under: headings) : []
    state = viewpoint.view(views.map(\.state.state).max() ?? .operational)
    count = views.count
    impairedCount = views.count { $0.state.state > .maintenance }
    unsettledCount = views.count { $0.state.state != .operational }
    bars = Bars.group(views.map(\.uptime), viewpoint)
    availability = views.reduce(.none) { $0 + $1.uptime.availability }
  }

  /// Which groups are unfolded when the page is opened.
  enum Unfolding: Hashable { case all, unsettled, none }

  /// What a template sees.
  func members(_ viewpoint: Viewpoint, _ unfolding: Unfolding) -> Members {
    let words = viewpoint.words
    let isOpen =
      switch unfolding {
      case .all: true
      case .unsettled: unsettledCount > 0
      case .none: false
      }
    return [
      .heading: .text(heading ?? words[.otherComponents]), .state: .members(state.members),
      .summary: .text(
        impairedCount == 0
          ? words.counted(.countComponents, count)
          : words.counted(.someAffected, count, ["affected": String(impairedCount)])),
      .isOpen: .flag(isOpen), .bars: .markup(bars),
      .availability: .text(words.availability(availability)),
      .groups: .list(groups.map { $0.members(viewpoint, unfolding) }),
      .rows: .list(rows.map { $0.members(viewpoint) }),
    ]
  }
}
