import HashTreeCollections
import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Incident decisions` {
  private func open(_ draft: IncidentDraft, as n: Int = 1) -> StatusCommand {
    .incident(.number(n), .open(draft))
  }

  private func revise(
    _ revision: IncidentRevision, _ precondition: Precondition = .none
  ) -> StatusCommand {
    .incident(.number(1), .revise(revision, precondition))
  }

  private func happened(_ events: IncidentEvent...) -> Result<[StatusEvent], Rejection> {
    .success(events.map { .incident(.number(1), $0) })
  }

  @Test func `an incident without a begin begins now, and is open`() {
    let draft = IncidentDraft(name: "Database down", description: "all of it", impacts: [.on(1)])
    #expect(
      given(StatusEvent.page).when(open(draft), at: minute(7))
        == .success([.opened(description: "all of it", from: minute(7))]))
  }

  @Test func `an incident may name a time in the past or the future, and no impacts`() {
    let past = IncidentDraft(name: "x", beganAt: minute(-900), endedAt: minute(-800))
    let future = IncidentDraft(name: "x", beganAt: minute(900))
    #expect(given().when(open(past)).map(\.count) == .success(1))
    #expect(given().when(open(future)).map(\.count) == .success(1))
  }

  @Test func `a revision records one event for each fact that changed`() {
    let before = given(StatusEvent.page).and(.published(1, ["new", "done"]), .opened())
    let revision = IncidentRevision(
      name: "Database slow", description: .set("better"), impacts: [.on(1, 20)],
      beganAt: minute(1), endedAt: .set(minute(9)),
      phase: .set(PhaseReference(generation: 1, order: 1)))
    let result = before.when(revise(revision))
    #expect(
      result
        == happened(
          .renamed("Database slow"), .described("better"), .impactsReplaced([.on(1, 20)]),
          .rescheduled(beganAt: minute(1)), .ended(at: minute(9)),
          .phaseChanged(PhaseReference(generation: 1, order: 1))))
    guard case .success(let events) = result else { return }
    #expect(before.and(events).when(revise(revision)) == .nothing, "repeating records nothing")
  }

  @Test func `what a revision leaves out stays, what it clears goes`() {
    let phase = PhaseReference(generation: 1, order: 0)
    let before = given(StatusEvent.page).and(
      .published(1, ["new"]), .opened(description: "d", until: minute(5), phase: phase))
    #expect(before.when(revise(IncidentRevision())) == .nothing)
    let clearing = IncidentRevision(description: .clear, endedAt: .clear, phase: .clear)
    #expect(
      before.when(revise(clearing)) == happened(.described(nil), .reopened, .phaseChanged(nil)))
    #expect(given(.opened(impacts: [])).when(revise(clearing)) == .nothing)
  }

  @Test func `an end is set, moved and taken away`() {
    let end = { (time: Timestamp) in IncidentRevision(endedAt: .set(time)) }
    let before = given(StatusEvent.page).and(.opened())
    #expect(before.when(revise(end(minute(5)))) == happened(.ended(at: minute(5))))
    let closed = before.and(.incident(.number(1), .ended(at: minute(5))))
    #expect(closed.when(revise(end(minute(6)))) == happened(.ended(at: minute(6))))
    #expect(closed.when(revise(IncidentRevision(endedAt: .clear))) == happened(.reopened))
  }

  @Test func `the order of impacts counts`() {
    let before = given(StatusEvent.page).and(.registered(2), .opened(impacts: [.on(1), .on(2)]))
    #expect(
      before.when(revise(IncidentRevision(impacts: [.on(2), .on(1)])))
        == happened(.impactsReplaced([.on(2), .on(1)])))
  }

  @Test func `a deleted incident cannot be revised, nor deleted again`() {
    let deleted = given(.opened(impacts: []), .incident(.number(1), .deleted))
    for before in [given(), deleted] {
      let commands: [IncidentCommand] = [
        .revise(IncidentRevision(name: "x"), .exists), .delete(.none), .postUpdate(.saying()),
        .reviseUpdate(order: 0, UpdateRevision(), .none), .deleteUpdate(order: 0, .none),
      ]
      for command in commands {
        #expect(
          before.when(.incident(.number(1), command)) == .failure(.notFound(.incident)))
      }
    }
    #expect(
      given(.opened(impacts: [])).when(.incident(.number(1), .delete(.exists)))
        == happened(.deleted))
  }

  @Test func `a version that is not the expected one is refused`() {
    let before = given(.opened(impacts: []), .posted())
    let stale = Result<[StatusEvent], Rejection>.failure(.preconditionFailed(version: 2))
    #expect(before.when(revise(IncidentRevision(name: "x"), .versions([1]))) == stale)
    #expect(before.when(.incident(.number(1), .delete(.versions([1])))) == stale)
    #expect(
      before.when(revise(IncidentRevision(name: "x"), .versions([2])))
        == happened(.renamed("x")))
  }

  @Test func `faults are told in one order: what is invalid, what is absent, what is stale`() {
    let dangling = IncidentRevision(impacts: [.on(9)])
    let unknown = Result<[StatusEvent], Rejection>.invalid(
      "affects[0].reference", .unknownReference)
    #expect(given().when(revise(dangling, .versions([7]))) == unknown)
    let backwards = IncidentRevision(endedAt: .set(minute(-1)))
    #expect(
      given().when(revise(backwards, .versions([7]))) == .failure(.notFound(.incident)))
    #expect(
      given(.opened(impacts: [])).when(revise(backwards, .versions([7])))
        == .invalid("endedAt", .endBeforeBegin))
    #expect(
      given(.opened(impacts: [])).when(revise(IncidentRevision(), .versions([7])))
        == .failure(.preconditionFailed(version: 1)))
  }

  @Test func `references must exist, and the first that does not is named`() {
    let before = given(StatusEvent.page)
    #expect(
      before.when(open(IncidentDraft(name: "x", impacts: [.on(1), .on(2), .on(3)])))
        == .invalid("affects[1].reference", .unknownReference))
    #expect(
      before.when(open(IncidentDraft(name: "x", impacts: [.on(1, type: 2)])))
        == .invalid("affects[0].type", .unknownReference))
    let retired = before.and(.component(.number(1), .retired))
    #expect(
      retired.when(open(IncidentDraft(name: "x", impacts: [.on(1)])))
        == .invalid("affects[0].reference", .unknownReference))
  }

  @Test func `an incident keeps what it refers to, also when that was taken away`() {
    let before = given(StatusEvent.page).and(
      .registered(2), .published(1, ["x"]),
      .opened(until: minute(5), phase: PhaseReference(generation: 1, order: 0)),
      .component(.number(1), .retired), .impactType(.number(1), .removed))
    #expect(
      before.when(revise(IncidentRevision(impacts: [.on(1, 20)])))
        == happened(.impactsReplaced([.on(1, 20)])))
    #expect(
      before.when(revise(IncidentRevision(name: "renamed"))) == happened(.renamed("renamed")))
    #expect(
      before.when(revise(IncidentRevision(impacts: [.on(3)])))
        == .invalid("affects[0].reference", .unknownReference))
  }

  @Test func `one component is affected in one way once`() {
    #expect(throws: ElementFault(index: 2, rule: .duplicate)) { () throws in
      try ImpactList([.on(1), .on(2), .on(1, 20)])
    }
    #expect((try? ImpactList([.on(1, type: 1), .on(1, type: 2)])) != nil)
  }

  @Test func `there are at most so many impacts (I11)`() {
    let impacts = (0...Limits.impactsMax).map { Impact.on($0) }
    #expect(throws: ElementFault(index: nil, rule: .tooMany(max: Limits.impactsMax))) {
      () throws in try ImpactList(impacts)
    }
    #expect((try? ImpactList(Array(impacts.dropLast()))) != nil)
  }

  @Test(arguments: [-1, 101, Int64.min, Int64.max])
  func `a severity lies within 0 to 100`(value: Int64) {
    #expect(throws: Rule.outOfRange(min: 0, max: 100)) { () throws in try ImpactSeverity(value) }
  }
}
