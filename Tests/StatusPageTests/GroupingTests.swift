import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

@Suite struct `Grouping of components` {
  private var builder = BoardBuilder()

  @Test mutating func `the label group comes before all others`() throws {
    _ = builder.component("a", ["region": "r", "tier": "1"])
    _ = builder.component("b", ["region": "r", "tier": "1", "group": "g"])
    #expect(try groups().map(\.heading) == ["g", nil])
  }

  @Test mutating func `the label region comes next`() throws {
    _ = builder.component("a", ["tier": "1", "region": "north"])
    _ = builder.component("b", ["tier": "1"])
    #expect(try groups().map(\.heading) == ["north", nil])
  }

  @Test mutating func `else the label that most components have groups them`() throws {
    _ = builder.component("a", ["kind": "x"])
    _ = builder.component("b", ["tier": "2", "kind": "y"])
    _ = builder.component("c", ["tier": "1"])
    _ = builder.component("d", ["tier": "1"])
    #expect(try groups().map(\.heading) == ["1", "2", nil])
  }

  @Test mutating func `of two labels as common, the first in the alphabet groups them`() throws {
    _ = builder.component("a", ["zone": "z", "kind": "k"])
    #expect(try groups().map(\.heading) == ["k"])
  }

  @Test mutating func `without labels there is one group without a heading`() throws {
    _ = builder.component("a")
    #expect(try groups().map(\.heading) == [nil])
    #expect(try groups()[0].shown.map(\.name.text) == ["a"])
  }

  @Test mutating func `an empty value is no group`() throws {
    _ = builder.component("a", ["group": ""])
    #expect(try groups().map(\.heading) == [nil])
  }

  @Test mutating func `a large group folds its operational components only`() throws {
    builder.severities()
    let type = builder.impactType(.known("Speed"))
    var ids = (0..<20).map { builder.component("c\($0)", ["group": "g"]) }
    let broken = ids.removeLast()
    _ = builder.incident("i", affects: [.on(broken, type, 50)], from: "2026-11-22T11:00:00Z")
    let group = try #require(try groups().first)
    #expect(group.shown.map(\.name.text) == ["c19"])
    #expect(group.folded.count == 19)
    #expect(group.affectedCount == 1)
  }

  @Test mutating func `on a page with many components small groups fold theirs too`() throws {
    for number in 0...Limits.pageComponentsShownMax {
      _ = builder.component("c", ["group": "g\(number)"])
    }
    #expect(try groups().allSatisfy { $0.shown.isEmpty && $0.folded.count == 1 })
  }

  private func groups() throws -> [GroupView] { GroupView.all(try builder.viewpoint()) }
}
