import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Severity decisions` {
  private let scale: [StatusEvent] = [
    .band("minor", 33), .band("outage", 100), .band("major", 66),
  ]

  private func revise(
    _ name: String, to new: Name? = nil, value: BandEnd? = nil, _ precondition: Precondition = .none
  ) -> StatusCommand {
    .severity(.revise(name: name, SeverityRevision(name: new, value: value), precondition))
  }

  private func remove(_ name: String, _ precondition: Precondition = .none) -> StatusCommand {
    .severity(.remove(name: name, precondition))
  }

  @Test func `the first severities may come in any order`() {
    #expect(
      given().when(.severity(.define(name: "minor", value: 33))) == .success([.band("minor", 33)]))
    #expect(
      given(.band("minor", 33)).when(.severity(.define(name: "outage", value: 100)))
        == .success([.band("outage", 100)]))
    #expect(given(.band("minor", 33)).when(remove("minor")).map(\.count) == .success(1))
    #expect(
      given(.band("minor", 33)).when(revise("minor", value: 34)).map(\.count) == .success(1))
  }

  @Test func `names and values are in use once`() {
    #expect(
      given(scale).when(.severity(.define(name: "minor", value: 1)))
        == .failure(.conflict(.severityNameInUse("minor"))))
    #expect(
      given(scale).when(.severity(.define(name: "slow", value: 33)))
        == .failure(.conflict(.severityValueInUse(33))))
    #expect(
      given(scale).when(revise("minor", to: "major"))
        == .failure(.conflict(.severityNameInUse("major"))))
    #expect(
      given(scale).when(revise("minor", value: 66))
        == .failure(.conflict(.severityValueInUse(66))))
    #expect(
      given(scale).when(.severity(.define(name: "Minor", value: 1)))
        == .success([.band("Minor", 1)]), "names are case-sensitive")
  }

  @Test func `a name or value that was given up is free again`() {
    let before = given(scale).and(
      .severity(.renamed(from: "minor", to: "slow")), .severity(.removed(name: "major")))
    #expect(
      before.when(.severity(.define(name: "minor", value: 66))) == .success([.band("minor", 66)]))
  }

  @Test func `the band that ends with 100 is neither removed nor moved`() {
    let last = Result<[StatusEvent], Rejection>.failure(.conflict(.lastBand))
    #expect(given(scale).when(remove("outage")) == last)
    #expect(given(scale).when(revise("outage", value: 99)) == last)
    #expect(given(.band("only", 100)).when(remove("only")) == last)
    #expect(
      given(scale).when(revise("outage", to: "down", value: 99)) == last,
      "a revision applies as a whole or not at all")
    #expect(
      given(scale).when(revise("outage", to: "down", value: 100))
        == .success([.severity(.renamed(from: "outage", to: "down"))]))
  }

  @Test func `a revision records one event for each fact, and nothing if repeated`() {
    #expect(
      given(scale).when(revise("minor", to: "slow", value: 20))
        == .success([
          .severity(.renamed(from: "minor", to: "slow")),
          .severity(.revalued(name: "slow", value: 20)),
        ]))
    #expect(given(scale).when(revise("minor", to: "minor", value: 33)) == .nothing)
    #expect(given(scale).when(revise("minor")) == .nothing)
  }

  @Test func `a severity that is not there is not found`() {
    #expect(given(scale).when(revise("slow")) == .failure(.notFound(.severity)))
    #expect(given(scale).when(remove("Minor")) == .failure(.notFound(.severity)))
  }

  @Test(arguments: [(34, true), (66, true), (33, false), (67, false), (0, false), (100, false)])
  func `a severity is in use if its band holds an impact of an unfinished incident`(
    value: Int64, isInUse: Bool
  ) {
    let severity = valid { () throws(Rule) in try ImpactSeverity(value) }
    let before = given(scale + StatusEvent.page).and(
      .opened(impacts: [.on(1, severity)], from: minute(60), until: minute(70)))
    let expected: Result<[StatusEvent], Rejection> =
      isInUse
      ? .failure(.conflict(.inUse(by: .number(1))))
      : .success([.severity(.removed(name: "major"))])
    #expect(before.when(remove("major"), at: minute(69)) == expected)
    #expect(
      before.when(remove("major"), at: minute(70))
        == .success([.severity(.removed(name: "major"))]))
  }

  @Test func `each severity has the version of its last change`() {
    let before = given(scale).and(.severity(.renamed(from: "minor", to: "slow")))
    #expect(before.state.severities.bands.map(\.version) == [4, 3, 2])
    #expect(
      before.when(remove("major", .versions([4]))) == .failure(.preconditionFailed(version: 3)))
    #expect(
      before.when(revise("outage", value: 1, .versions([4])))
        == .failure(.preconditionFailed(version: 2)), "told before the conflict")
    #expect(before.when(remove("slow", .versions([4]))).map(\.count) == .success(1))
  }

  @Test func `a band begins one above the next lower one`() {
    let severities = given(scale).state.severities
    #expect(severities.bands.map(\.value) == [33, 66, 100])
    let names = [0, 1, 33, 34, 66, 67, 100].map { severities.band(of: $0)?.name }
    #expect(names == [nil, "minor", "minor", "major", "major", "outage", "outage"])
    let open = given(.band("minor", 33)).state.severities
    #expect(open.band(of: 34) == nil, "a value above the highest band is unknown")
  }

  @Test(arguments: [0, 101, -1, Int64.max, Int64.min])
  func `a band ends within 1 to 100`(value: Int64) {
    #expect(throws: Rule.outOfRange(min: 1, max: 100)) { () throws in try BandEnd(value) }
  }
}
