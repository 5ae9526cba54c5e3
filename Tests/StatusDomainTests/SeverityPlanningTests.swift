import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Declared severities` {
  private let before = given(.band("low", 33), .band("middle", 66), .band("high", 100))

  /// What the scale is after the declaration: names by value. Each event keeps names and values
  /// apart.
  private func scale(
    _ before: Given, _ declared: [DeclaredSeverity], prunes: Bool = false
  ) throws -> [Int: String] {
    var after = before
    let command = StatusCommand.declaring(severities: declared, prunes: prunes)
    for event in try before.when(command).get() {
      after = after.and(event)
      let bands = after.state.severities.bands
      #expect(Set(bands.map(\.name)).count == bands.count)
      #expect(Set(bands.map(\.value)).count == bands.count)
      #expect(bands.last?.value == 100 || before.state.severities.bands.last?.value != 100)
    }
    #expect(after.when(command) == .nothing)
    return Dictionary(
      uniqueKeysWithValues: after.state.severities.bands.map { ($0.value, $0.name) })
  }

  @Test func `are found by name and moved`() throws {
    #expect(
      before.when(.declaring(severities: [.band("low", 20), .band("high", 100)]))
        == .success([.severity(.revalued(name: "low", value: 20))]))
  }

  @Test func `are found by value and renamed`() throws {
    #expect(
      before.when(.declaring(severities: [.band("slight", 33), .band("high", 100)]))
        == .success([.severity(.renamed(from: "low", to: "slight"))]))
  }

  @Test func `can change places`() throws {
    #expect(
      try scale(before, [.band("middle", 33), .band("low", 66), .band("high", 100)])
        == [33: "middle", 66: "low", 100: "high"])
    #expect(
      try scale(before, [.band("middle", 33), .band("high", 66), .band("low", 100)])
        == [33: "middle", 66: "high", 100: "low"])
  }

  @Test func `can follow each other`() throws {
    #expect(
      try scale(before, [.band("low", 66), .band("middle", 90), .band("high", 100)])
        == [66: "low", 90: "middle", 100: "high"])
  }

  @Test func `the one with 100 gets another name and never moves`() throws {
    #expect(
      before.when(.declaring(severities: [.band("worst", 100)]))
        == .success([.severity(.renamed(from: "high", to: "worst"))]))
    #expect(
      try scale(before, [.band("high", 90), .band("worst", 100)])
        == [33: "low", 66: "middle", 90: "high", 100: "worst"])
  }

  @Test func `need a 100 unless there are none, and no name or value twice`() {
    func reasons(_ declared: [DeclaredSeverity], prunes: Bool = false) -> [String] {
      guard
        case .failure(.declaration(let faults)) = before.when(
          .declaring(severities: declared, prunes: prunes))
      else { return [] }
      return faults.map { "\($0.path): \($0.reason)" }
    }
    #expect(reasons([.band("low", 33)]) == ["severities: scaleNotClosed"])
    #expect(reasons([]) == [])
    #expect(
      reasons([.band("a", 100), .band("a", 3), .band("b", 100)]) == [
        "severities[1]: duplicate(of: \"severities[0]\")",
        "severities[2]: duplicate(of: \"severities[0]\")",
      ])
    #expect(reasons([], prunes: true) == ["severities: lastBand(\"high\")"])
  }

  @Test func `do not take the name or value of one that is not declared`() {
    #expect(
      before.when(.declaring(severities: [.band("low", 66), .band("middle", 100)]))
        == .failure(
          .declaration([
            DeclarationFault(path: "severities[0]", reason: .valueInUse(by: "middle")),
            DeclarationFault(path: "severities[1]", reason: .nameInUse("middle")),
          ])))
    #expect(
      (try? scale(before, [.band("low", 66), .band("middle", 100)], prunes: true))
        == [66: "low", 100: "middle"])
  }

  @Test func `do not become another that shares neither name nor value`() {
    let declared: [DeclaredSeverity] = [.band("low", 66), .band("extra", 10), .band("high", 100)]
    #expect(
      before.when(.declaring(severities: declared))
        == .failure(
          .declaration([
            DeclarationFault(path: "severities[0]", reason: .valueInUse(by: "middle"))
          ])))
    #expect(
      (try? scale(before, declared, prunes: true)) == [10: "extra", 66: "low", 100: "high"])
  }

  @Test func `change places even where one value alone is free, and are refused where none is`() {
    func full(without: Int?) -> [Int] { (1...100).filter { $0 != without } }
    func declared(_ values: [Int]) -> [DeclaredSeverity] {
      values.map { value in
        let name = value == 1 ? 2 : value == 2 ? 1 : value
        return DeclaredSeverity(
          name: valid { () throws(Rule) in try Name("s\(name)") },
          value: valid { () throws(Rule) in try BandEnd(Int64(value)) })
      }
    }
    let almost = given(full(without: 50).map { .band("s\($0)", $0) })
    #expect((try? scale(almost, declared(full(without: 50))))?[1] == "s2")
    let all = given(full(without: nil).map { .band("s\($0)", $0) })
    #expect(
      all.when(.declaring(severities: declared(full(without: nil))))
        == .failure(
          .declaration([DeclarationFault(path: "severities", reason: .noFreeValue)])))
  }
}
