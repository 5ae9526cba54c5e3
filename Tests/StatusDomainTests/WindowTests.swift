import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Begin and end of incidents` {
  private let backwards = Result<[StatusEvent], Rejection>.invalid("endedAt", .endBeforeBegin)

  private func open(
    _ severity: ImpactSeverity = 50, from begin: Timestamp?, until end: Timestamp?
  ) -> Result<[StatusEvent], Rejection> {
    given(StatusEvent.page).when(
      .incident(
        .number(1),
        .open(IncidentDraft(name: "x", impacts: [.on(1, severity)], beganAt: begin, endedAt: end))))
  }

  private func revise(
    _ before: Given, _ revision: IncidentRevision
  ) -> Result<[IncidentEvent], Rejection> {
    before.when(.incident(.number(1), .revise(revision, .none))).map {
      $0.compactMap { if case .incident(_, let event) = $0 { event } else { nil } }
    }
  }

  private func stored(
    _ severity: ImpactSeverity = 50, until end: Timestamp? = minute(20)
  ) -> Given {
    given(StatusEvent.page).and(
      .opened(impacts: [.on(1, severity)], from: minute(10), until: end))
  }

  @Test func `the end is not before the begin, but may be the same moment`() {
    #expect(open(from: minute(5), until: minute(4)) == backwards)
    #expect(open(from: minute(5), until: minute(5)).map(\.count) == .success(1))
    #expect(open(from: nil, until: minute(9)) == backwards, "it begins now")
    #expect(open(from: nil, until: minute(10)).map(\.count) == .success(1))
  }

  @Test func `a new end is held against the stored begin, a new begin against the stored end`() {
    let fault = Rejection.invalid(field: "endedAt", rule: .endBeforeBegin)
    #expect(
      revise(stored(), IncidentRevision(endedAt: .set(minute(9)))) == .failure(fault))
    #expect(revise(stored(), IncidentRevision(beganAt: minute(21))) == .failure(fault))
    #expect(
      revise(stored(), IncidentRevision(beganAt: minute(20)))
        == .success([.rescheduled(beganAt: minute(20))]))
    #expect(
      revise(stored(), IncidentRevision(beganAt: minute(30), endedAt: .set(minute(40))))
        == .success([.rescheduled(beganAt: minute(30)), .ended(at: minute(40))]))
    #expect(
      revise(stored(), IncidentRevision(beganAt: minute(30), endedAt: .clear))
        == .success([.rescheduled(beganAt: minute(30)), .reopened]))
  }

  @Test func `a maintenance needs its begin and its end`() {
    #expect(open(0, from: nil, until: minute(90)) == .invalid("beganAt", .maintenanceNeedsWindow))
    #expect(
      open(0, from: minute(60), until: nil) == .invalid("endedAt", .maintenanceNeedsWindow))
    #expect(open(0, from: minute(60), until: minute(50)) == backwards)
    #expect(open(0, from: minute(60), until: minute(90)).map(\.count) == .success(1))
    #expect(open(0, from: minute(-60), until: minute(-30)).map(\.count) == .success(1))
  }

  @Test func `one impact of severity 0 among others makes a maintenance`() {
    let draft = IncidentDraft(name: "x", impacts: [.on(1, 50), .on(2, 0)], beganAt: minute(5))
    #expect(
      given(StatusEvent.page).and(.registered(2)).when(.incident(.number(1), .open(draft)))
        == .invalid("endedAt", .maintenanceNeedsWindow))
  }

  @Test func `a maintenance keeps its end, and an open incident becomes none without one`() {
    let fault = Rejection.invalid(field: "endedAt", rule: .maintenanceNeedsWindow)
    #expect(revise(stored(0), IncidentRevision(endedAt: .clear)) == .failure(fault))
    #expect(
      revise(stored(until: nil), IncidentRevision(impacts: [.on(1, 0)])) == .failure(fault))
    #expect(
      revise(stored(until: nil), IncidentRevision(impacts: [.on(1, 0)], endedAt: .set(minute(30))))
        == .success([.impactsReplaced([.on(1, 0)]), .ended(at: minute(30))]))
    #expect(
      revise(stored(0), IncidentRevision(impacts: [.on(1, 50)], endedAt: .clear))
        == .success([.impactsReplaced([.on(1, 50)]), .reopened]))
  }

  @Test func `a change that touches neither is not held up by them`() {
    #expect(revise(stored(0), IncidentRevision(name: "y")) == .success([.renamed("y")]))
  }

  @Test(arguments: [(9, false), (10, true), (19, true), (20, false)])
  func `an incident is active from its begin until just before its end`(
    at time: Int64, isActive: Bool
  ) throws {
    let incident = try #require(stored().state.incidents.first?.value)
    #expect(incident.isActive(at: minute(time)) == isActive)
    #expect(incident.isFinished(at: minute(time)) == (time >= 20))
  }

  @Test func `an open incident is active for ever, one without duration never`() throws {
    let open = try #require(stored(until: nil).state.incidents.first?.value)
    #expect(open.isActive(at: .latest) && !open.isActive(at: minute(9)))
    let instant = try #require(stored(until: minute(10)).state.incidents.first?.value)
    #expect(!instant.isActive(at: minute(10)))
  }
}
