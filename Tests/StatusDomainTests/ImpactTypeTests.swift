import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Impact type decisions` {
  private func command(_ command: ImpactTypeCommand) -> StatusCommand {
    .impactType(.number(1), command)
  }

  @Test func `an impact type is defined with its name and description`() {
    #expect(
      given().when(command(.define(ImpactTypeDraft(name: "Latency", description: "slow"))))
        == .success([.defined(1, "Latency", description: "slow")]))
    #expect(
      given().when(command(.define(ImpactTypeDraft(name: "Latency"))))
        == .success([.defined(1, "Latency")]))
  }

  @Test func `a revision records one event for each fact that changed`() {
    let described = StatusEvent.defined(1, "Latency", description: "slow")
    let before = given(described)
    let revise = { (name: Name?, description: Change<Description>) in
      before.when(
        command(.revise(ImpactTypeRevision(name: name, description: description), .none)))
    }
    #expect(revise(nil, .keep) == .nothing)
    #expect(revise("Latency", .set("slow")) == .nothing)
    #expect(revise(nil, .clear) == .success([.impactType(.number(1), .described(nil))]))
    #expect(
      revise("Delay", .set(""))
        == .success([
          .impactType(.number(1), .renamed("Delay")), .impactType(.number(1), .described("")),
        ]))
    #expect(
      given(.defined()).when(command(.revise(ImpactTypeRevision(description: .clear), .none)))
        == .nothing)
  }

  @Test func `what is not there cannot be changed or removed`() {
    #expect(
      given().when(command(.revise(ImpactTypeRevision(name: "x"), .none)))
        == .failure(.notFound(.impactType)))
    #expect(given().when(command(.remove(.exists))) == .failure(.notFound(.impactType)))
  }

  @Test func `an impact type of an open or planned incident is not removed, of a closed one it is`()
  {
    let open = given(StatusEvent.page).and(.opened())
    let planned = given(StatusEvent.page).and(.opened(from: minute(60), until: minute(90)))
    for before in [open, planned] {
      #expect(
        before.when(command(.remove(.none))) == .failure(.conflict(.inUse(by: .number(1)))))
    }
    #expect(
      open.and(.incident(.number(1), .ended(at: minute(5)))).when(command(.remove(.none)))
        == .success([.impactType(.number(1), .removed)]))
  }

  @Test func `a version that is not the expected one is refused, before a conflict`() {
    let before = given(StatusEvent.page).and(.opened())
    let stale = Result<[StatusEvent], Rejection>.failure(.preconditionFailed(version: 1))
    #expect(before.when(command(.remove(.versions([2])))) == stale)
    #expect(before.when(command(.revise(ImpactTypeRevision(), .versions([2])))) == stale)
  }

  @Test func `there are at most so many impact types (I11)`() {
    let full = given((1...Limits.impactTypesMax).map { .defined($0) })
    #expect(
      full.when(.impactType(.number(0), .define(ImpactTypeDraft(name: "x"))))
        == .failure(.conflict(.tooMany(.impactType, max: Limits.impactTypesMax))))
  }
}
