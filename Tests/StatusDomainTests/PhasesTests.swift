import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Phase decisions` {
  @Test func `lists are published as generations 1, 2, 3, also when they repeat`() {
    #expect(
      given().when(.publishPhases(["new", "done"])) == .success([.published(1, ["new", "done"])]))
    #expect(
      given(.published(1, ["new", "done"])).when(.publishPhases(["new", "done"]))
        == .success([.published(2, ["new", "done"])]))
  }

  @Test func `old generations stay readable`() {
    let phases = given(.published(1, ["a"]), .published(2, ["b", "c"])).state.phases
    #expect(phases.newest == 2)
    #expect(phases[1] == ["a"] && phases[2] == ["b", "c"])
    #expect(phases[0] == nil && phases[3] == nil && phases[-1] == nil && phases[.max] == nil)
    #expect(PhaseLists()[1] == nil && PhaseLists()[0] == nil && PhaseLists().newest == 0)
  }

  @Test(arguments: [(1, 0, true), (1, 1, false), (2, 1, true), (0, 0, false), (1, -1, false)])
  func `an incident refers to a phase by generation and order`(
    generation: Int, order: Int, isKnown: Bool
  ) {
    let before = given(.published(1, ["a"]), .published(2, ["b", "c"]), .opened(impacts: []))
    let phase = PhaseReference(generation: generation, order: order)
    let open = before.when(
      .incident(.number(2), .open(IncidentDraft(name: "x", phase: phase))))
    let revise = before.when(
      .incident(.number(1), .revise(IncidentRevision(phase: .set(phase)), .none)))
    if isKnown {
      #expect(open.map(\.count) == .success(1))
      #expect(revise == .success([.incident(.number(1), .phaseChanged(phase))]))
    } else {
      #expect(open == .invalid("phase", .unknownReference))
      #expect(revise == .invalid("phase", .unknownReference))
    }
  }

  @Test func `a list has at least one name and a bound (I11)`() {
    #expect(throws: Rule.required) { () throws in try PhaseNames([]) }
    let many = [Name](repeating: "x", count: Limits.phasesMax + 1)
    #expect(throws: Rule.tooMany(max: Limits.phasesMax)) { () throws in try PhaseNames(many) }
    #expect((try? PhaseNames(Array(many.dropLast()))) != nil)
  }

  @Test func `there are at most so many generations (I11)`() {
    let full = given((1...Limits.generationsMax).map { .published($0, ["x"]) })
    #expect(
      full.when(.publishPhases(["y"]))
        == .failure(.conflict(.tooMany(.phaseList, max: Limits.generationsMax))))
  }
}
