import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

@Suite struct `Grouping of components` {
  private var builder = BoardBuilder()

  @Test mutating func `a component is in each group that its labels name`() throws {
    _ = builder.component(
      "API", ["group": "g", "location": "north", "zone": "n1", "service": "compute"])
    _ = builder.component("Web", ["location": "north", "service": "edge"])
    #expect(
      try outline() == [
        "By group", ["g", ["API"]],
        "By location", ["north", ["n1", ["API"], "Web"]],
        "By service", ["compute", ["API"], "edge", ["Web"]],
      ])
  }

  @Test mutating func `of the words for a place the first that a component has counts`() throws {
    _ = builder.component("a", ["region": "r", "location": "l", "az": "1"])
    _ = builder.component("b", ["region": "r", "site": "s"])
    _ = builder.component("c", ["az": "2"])
    #expect(try outline() == ["2", ["c"], "l", ["1", ["a"]], "r", ["b"]])
  }

  @Test mutating func `what is on no axis comes last`() throws {
    _ = builder.component("a", ["tier": "1"])
    _ = builder.component("b", ["region": "r", "tier": "1"])
    _ = builder.component("c", ["region": ""])
    #expect(try outline() == ["r", ["b"], "a", "c"])
  }

  @Test(arguments: ["", " ", "\t\n", "\u{200B}", "\u{202E} "])
  func `a value of which nothing can be seen is no group`(_ blank: String) throws {
    var builder = builder
    _ = builder.component("a", ["region": blank, "group": blank, "tier": "1"])
    _ = builder.component("b", ["region": "r", "zone": blank])
    let viewpoint = try builder.viewpoint()
    #expect(viewpoint.grouping.axes.map(\.kind) == [.place])
    #expect(builder.board.sortedComponents.map(viewpoint.grouping.group) == [nil, "r"])
  }

  @Test func `without a known label, a value of which nothing can be seen groups nothing`() throws {
    var builder = builder
    for name in ["a", "b", "c"] { _ = builder.component(name, ["tier": " "]) }
    #expect(Grouping(of: builder.board.components.values).axes.isEmpty)
  }

  @Test mutating func `without a known label, the one that most components have groups them`()
    throws
  {
    _ = builder.component("a", ["kind": "x"])
    _ = builder.component("b", ["tier": "2", "kind": "y"])
    _ = builder.component("c", ["tier": "1"])
    _ = builder.component("d", ["tier": "1"])
    #expect(try outline() == ["1", ["c", "d"], "2", ["b"], "a"])
  }

  @Test mutating func `of two labels as common, the first in the alphabet groups them`() throws {
    for name in ["a", "b"] { _ = builder.component(name, ["shelf": "z", "kind": "k"]) }
    #expect(try outline() == ["k", ["a", "b"]])
  }

  @Test mutating func `a label that is another's for nearly each component groups nothing`() throws
  {
    for number in 1...6 { _ = builder.component("c\(number)", ["host": "h\(number)"]) }
    #expect(try outline() == ["c1", "c2", "c3", "c4", "c5", "c6"])
    _ = builder.component("d", ["host": "h7", "tier": "1"])
    #expect(try outline() == ["1", ["d"], "c1", "c2", "c3", "c4", "c5", "c6"])
  }

  @Test mutating func `of two labels as common, the one that tells fewer apart groups them`() throws
  {
    for number in 0..<8 {
      let labels = ["all": "x", "rack": "\(number / 2)", "tier": "\(number / 4)"]
      _ = builder.component("c\(number)", labels)
    }
    #expect(
      try outline() == ["0", ["c0", "c1", "c2", "c3"], "1", ["c4", "c5", "c6", "c7"]])
  }

  @Test mutating func `without labels there is one list without groups`() throws {
    _ = builder.component("b")
    _ = builder.component("a")
    #expect(try outline() == ["a", "b"])
  }

  @Test mutating func `a place that only repeats the group is no place`() throws {
    _ = builder.component("NYC1", ["group": "Volumes", "region": "NYC1"])
    _ = builder.component("DNS", ["group": "Services", "region": "Services"])
    #expect(
      try outline() == [
        "By group", ["Services", ["DNS"], "Volumes", ["NYC1"]],
        "By location", ["NYC1", ["NYC1"]],
      ])
  }

  @Test mutating func `an axis that only repeats groups is left out`() throws {
    _ = builder.component("a", ["group": "Region North", "region": "north"])
    _ = builder.component("b", ["group": "Region South", "region": "south"])
    _ = builder.component("c", ["group": "Everywhere"])
    let groups: [Item] = ["Everywhere", ["c"], "Region North", ["a"], "Region South", ["b"]]
    #expect(try outline() == groups)
    _ = builder.component("d", ["region": "south"])
    #expect(
      try outline() == [
        "By group", .list(groups), "By location", ["north", ["a"], "south", ["b", "d"]],
      ])
  }

  @Test mutating func `in a group of its own name, a component bears what tells it apart`() throws {
    for group in ["Volumes", "Servers"] {
      _ = builder.component("NYC1", ["group": group, "region": "NYC1"])
    }
    #expect(
      try outline() == [
        "By group", ["Servers", ["NYC1"], "Volumes", ["NYC1"]],
        "By location", ["NYC1", ["Servers", "Volumes"]],
      ])
  }

  @Test mutating func `a group has the worst state, all its components and their mean`() throws {
    builder.severities()
    let type = builder.impactType(.known("Speed"))
    let ids = ["a", "b", "c"].map { builder.component($0, ["region": "r", "zone": $0]) }
    _ = builder.incident("i", affects: [.on(ids[1], type, 90)], from: "2026-11-22T11:00:00Z")
    _ = builder.incident("m", affects: [.on(ids[2], type, 0)], from: "2026-11-22T11:00:00Z")
    let group = try #require(try axes().first?.groups.first)
    #expect(group.state.label == "Outage")
    #expect(group.count == 3 && group.impairedCount == 1 && group.unsettledCount == 2)
    #expect(group.groups.map(\.availability.hundredthsOfPercent) == [10_000, 9995, 10_000])
    #expect(group.availability.hundredthsOfPercent == 9998)
  }

  /// Headings and names, a group's own in a list after its heading.
  private enum Item: Equatable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    case name(String)
    case list([Item])

    init(stringLiteral value: String) { self = .name(value) }
    init(arrayLiteral elements: Item...) { self = .list(elements) }
  }

  private func outline() throws -> [Item] {
    try axes().flatMap { axis in
      let groups = axis.groups.flatMap(Self.outline)
      return axis.heading.map { [.name($0), .list(groups)] } ?? groups
    }
  }

  private static func outline(_ group: GroupView) -> [Item] {
    let items = group.groups.flatMap(outline) + group.rows.map { .name($0.name.text) }
    return group.heading.map { [.name($0), .list(items)] } ?? items
  }

  private func axes() throws -> [AxisView] { BoardView(try builder.viewpoint()).axes }
}
