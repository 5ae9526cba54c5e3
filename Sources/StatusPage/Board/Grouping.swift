import ReadModel
import StatusDomain

/// Which labels make groups, and how the groups nest.
///
/// There is an axis for each kind of label that components have, in this order:
///
/// 1. `group`, which says nothing but how to group;
/// 2. the place: `location`, `region` or `site`, and in it `zone`, `az` or `availability-zone`;
/// 3. `service` or `product`.
///
/// Of the words for one thing the first counts that a component has. If no component has any of
/// these labels, another is the axis: one that tells components apart and has at most half as many
/// values as there are components; of these the one that most components have, then the one with
/// the fewest values, then the first in the alphabet. A component appears once on each axis of
/// which it has a label; what appears on none comes last, under a heading of its own. A value
/// of which nothing can be seen is no group, and a place that only repeats the component's `group`
/// is none either. An axis that only repeats groups of `group` is left out.
struct Grouping: Hashable {
  /// What an axis is about.
  enum Kind: Hashable {
    case group, place, service
    case label(String)
  }

  /// One way of laying the components out.
  struct Axis: Hashable {
    let kind: Kind
    /// For each level, outermost first, the labels of which the first that is there counts.
    let levels: [[String]]

    /// The values by which `component` is found on it, outermost first; none if it is not on it.
    func path(of component: Component) -> [String] {
      levels.compactMap { keys in
        keys.lazy.compactMap { component.labels[$0] }.first { value in
          !value.isBlank && !(kind == .place && component.labels["group"] == value)
        }
      }
    }
  }

  private static let known = [
    Axis(kind: .group, levels: [["group"]]),
    Axis(
      kind: .place,
      levels: [["location", "region", "site"], ["zone", "az", "availability-zone"]]),
    Axis(kind: .service, levels: [["service", "product"]]),
  ]

  /// At least one component is on each.
  let axes: [Axis]

  init(of components: some Collection<Component>) {
    let known = Self.known.filter { axis in
      components.contains { !axis.path(of: $0).isEmpty }
    }
    guard known.isEmpty else {
      axes = Self.tellingMore(known, of: components)
      return
    }
    let key = Self.commonLabel(of: components)
    axes = key.map { [Axis(kind: .label($0), levels: [[$0]])] } ?? []
  }

  /// `axes` without those that only repeat the groups of the first, which is `group` where it is
  /// used: the same members under a name that the group's contains, as "North" in "Region North".
  private static func tellingMore(
    _ axes: [Axis], of components: some Collection<Component>
  ) -> [Axis] {
    guard let first = axes.first, first.kind == .group else { return axes }
    func members(_ axis: Axis) -> [[String]: Set<ComponentID>] {
      Dictionary(grouping: components, by: axis.path).filter { !$0.key.isEmpty }
        .mapValues { Set($0.map(\.id)) }
    }
    let groups = members(first)
    return axes.filter { axis in
      axis == first
        || members(axis).contains { path, members in
          !groups.contains { group, all in
            all == members && path.count == 1
              && group[0].lowercased().contains(path[0].lowercased())
          }
        }
    }
  }

  private static func commonLabel(of components: some Collection<Component>) -> String? {
    var labels: [String: (count: Int, values: Set<String>)] = [:]
    for component in components {
      for (key, value) in component.labels where !value.isBlank {
        labels[key, default: (0, [])].count += 1
        labels[key, default: (0, [])].values.insert(value)
      }
    }
    // A value that all have tells nothing apart, but is better than nothing.
    func rank(
      _ label: (key: String, value: (count: Int, values: Set<String>))
    ) -> (Int, Int, Int, String) {
      let (count, values) = label.value
      let tellsApart = values.count > 1 || count < components.count
      return (tellsApart ? 0 : 1, -count, values.count, label.key)
    }
    let grouping = labels.filter { $0.value.values.count * 2 <= components.count }
    return grouping.min { rank($0) < rank($1) }?.key
  }

  /// The group of `component` that is named with it: its path on the first axis on which it is;
  /// `nil` if it is on none.
  func group(of component: Component) -> String? {
    for axis in axes {
      let path = axis.path(of: component)
      if !path.isEmpty { return path.joined(separator: " / ") }
    }
    return nil
  }

  /// For each of `components`, given by name, its place among them as the page lists them: by axis,
  /// group and name, the groups in a group before its own components.
  func places(of components: [Component]) -> [ComponentID: Int] {
    let spots = components.map(spot(of:))
    let order = components.indices.sorted { a, b in
      spots[a].precedes(spots[b]) ?? (a < b)
    }
    return Dictionary(
      order.enumerated().map { (components[$1].id, $0) }, uniquingKeysWith: { a, _ in a })
  }

  /// Where a component is found first.
  private struct Spot {
    let axis: Int
    let path: [String]

    /// `nil` for the same group.
    func precedes(_ other: Spot) -> Bool? {
      if axis != other.axis { return axis < other.axis }
      for (own, others) in zip(path, other.path) where own != others { return own < others }
      return path.count == other.path.count ? nil : path.count > other.path.count
    }
  }

  private func spot(of component: Component) -> Spot {
    for (place, axis) in axes.enumerated() {
      let path = axis.path(of: component)
      if !path.isEmpty { return Spot(axis: place, path: path) }
    }
    return Spot(axis: axes.count, path: [])
  }
}

extension Grouping.Axis {
  /// What it is called among others.
  func heading(_ words: Words) -> String {
    switch kind {
    case .group: words[.byGroup]
    case .place: words[.byPlace]
    case .service: words[.byService]
    case .label(let label): words.filled(.byLabel, ["label": label])
    }
  }
}
