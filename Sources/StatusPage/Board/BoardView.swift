import ReadModel
import StandardForms
import StatusDomain

/// All components, as they are and as they were.
struct BoardView {
  let components: [ComponentView]
  let axes: [AxisView]
  let tips: [Tip]

  init(_ viewpoint: Viewpoint) {
    let uptimes = viewpoint.board.uptimes(in: viewpoint.window)
    var tips = Tips(uptimes.values, viewpoint)
    components = ComponentView.all(uptimes, viewpoint, &tips)
    axes = AxisView.all(components, viewpoint)
    self.tips = tips.all
  }

  /// How many components are affected by more than maintenance.
  var impairedCount: Int { components.count { $0.state.state > .maintenance } }

  func members(_ viewpoint: Viewpoint) -> Members {
    let words = viewpoint.words
    let days = ["days": String(Limits.uptimeDays)]
    return [
      .hasComponents: .flag(!components.isEmpty),
      .axes: .list(
        axes.enumerated().map {
          $1.members(viewpoint, place: $0, isOnly: axes.count == 1)
        }),
      .unlistedComponents: viewpoint.listsComponents
        ? false : .text(words.counted(.unlistedComponents, components.count)),
      .tips: .list(tips.map { $0.members(words) }),
      .firstDay: .text(words.filled(.daysAgo, ["days": String(Limits.uptimeDays - 1)])),
      .definition: .text(words.filled(.availabilityDefinition, days)),
      .legend: .list(legend(viewpoint).map(\.members)),
    ]
  }

  /// The states that bars can have here, the best first.
  private func legend(_ viewpoint: Viewpoint) -> [StateView] {
    let bands = viewpoint.board.severities.bands.sorted { $0.value < $1.value }
    let states =
      [ShownState.operational, .maintenance]
      + bands.map {
        ShownState.affected(value: $0.value, name: $0.name, .init(bandValue: $0.value))
      }
    return states.map { viewpoint.view($0) }
  }
}
