import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Re-applying orphans` {
  private func orphan(
    _ event: StatusEvent, _ number: UInt128 = 1, update: UUIDValue? = nil,
    phases: UUIDValue? = nil
  ) -> Reapplication.Orphan {
    Reapplication.Orphan(
      id: UUIDValue(number), event: event, occurredAt: minute(1), update: update, phases: phases)
  }

  private func reapply(_ events: StatusEvent...) -> StatusCommand { reapply(events) }

  private func reapply(_ events: [StatusEvent]) -> StatusCommand {
    .reapply(
      Reapplication(events.enumerated().map { orphan($1, UInt128($0) + 1) }))
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `leads from the state before a command to the very events that it caused`(seed: UInt64) {
    var commands = RandomCommands(seed: seed)
    var state = StatusState()
    var kinds: Set<String> = []
    for step in 0..<1500 {
      let (before, now) = (Given(state: state), minute(Int64(step % 60)))
      guard case .success(let events) = before.when(commands.next(for: state), at: now),
        !events.isEmpty
      else { continue }
      #expect(before.when(reapply(events), at: now) == .success(events), "seed \(seed) \(step)")
      for event in events {
        kinds.insert("\(event.kind)")
        evolve(&state, event)
      }
    }
    #expect(kinds.count >= 28, "nearly all but keys and the log: \(kinds.sorted())")
  }

  @Test func `makes nothing a second time`() {
    let all = StatusEvent.page + [.opened(), .issued(), .issued(2)]
    for event in all { #expect(given(all).when(reapply(event)) == .nothing) }
    #expect(given(.registered()).when(reapply(.registered(1, "Other"))) == .nothing)
  }

  @Test func `keeps the rules`() {
    let given = given(StatusEvent.page)
    #expect(
      given.when(reapply(.component(.number(9), .retired)))
        == .failure(.notFound(.component)))
    #expect(
      given.when(reapply(.opened(impacts: [.on(9)])))
        == .invalid("affects[0].reference", .unknownReference))
    #expect(
      given.and(.band("outage", 100)).when(reapply(.band("outage", 50)))
        == .failure(.conflict(.severityNameInUse("outage"))))
    #expect(given.when(reapply(.registered(2, " "))) == .invalid("texts.name", .empty))
    #expect(
      given.when(reapply(.registered(2, "x", labels: ["": "y"])))
        == .invalid("facts.labels.", .empty))
    #expect(
      given.when(reapply(.opened(impacts: [.on(1), .on(1)])))
        == .invalid("facts.affects[1]", .duplicate))
    #expect(
      given.when(reapply(.band("outage", 101)))
        == .invalid("facts.value", .outOfRange(min: 1, max: 100)))
    #expect(given.when(reapply(.published(1, []))) == .invalid("texts.names", .required))
    let short = TokenEvent.issued(
      name: "t", role: .reader, digest: [1], expiresAt: nil, issuedAt: t0)
    #expect(
      given.when(reapply(.token(.number(1), short)))
        == .invalid("facts.digest", .outOfRange(min: 32, max: 32)))
  }

  @Test func `of which one is refused changes nothing`() {
    let events: [StatusEvent] = [.registered(3), .component(.number(9), .retired)]
    #expect(given().when(reapply(events)) == .failure(.notFound(.component)))
  }

  @Test func `cannot say again what was erased`() {
    #expect(given().when(reapply(.registered(1, .withheld))) == .invalid("texts.name", .required))
    let before = given([.defined()])
    #expect(
      before.when(reapply(.impactType(.number(1), .described(.withheld))))
        == .invalid("texts.description", .required))
  }

  @Test func `decides what one command changed of an incident as one`() {
    let before = given([.opened(impacts: [], from: minute(10), until: minute(20))])
    let moved: [IncidentEvent] = [
      .rescheduled(beganAt: minute(40)), .ended(at: minute(60)),
    ]
    let events = moved.map { StatusEvent.incident(.number(1), $0) }
    #expect(before.when(reapply(events)) == .success(events))
    #expect(before.when(reapply(events[0])) == .invalid("endedAt", .endBeforeBegin))
    // What is so already is left out, the rest keeps its origin.
    let state = before.and(.incident(.number(1), .ended(at: minute(60)))).state
    let reapplied = try? state.reapplying(
      Reapplication([orphan(events[0], 7), orphan(events[1], 8)]), now: minute(1),
      known: { _ in nil })
    #expect(reapplied?.map(\.event) == [events[0]])
    #expect(reapplied?.map(\.orphan) == [UUIDValue(7)])
    #expect(reapplied?.map(\.occurredAt) == [minute(1)])
  }

  @Test func `follows an update to the order that it has here`() throws {
    let before = given([.opened(impacts: []), .posted(order: 0, "Of the others")])
    let posting = orphan(.posted(order: 0, "Ours"), 1)
    let correction = orphan(
      .incident(.number(1), .updateRenamed(order: 0, "Ours, corrected")), 2,
      update: UUIDValue(1))
    let deletion = orphan(
      .incident(.number(1), .updateDeleted(order: 0)), 3, update: UUIDValue(1))
    let together = Reapplication([posting, correction, deletion])
    #expect(
      before.when(.reapply(together))
        == .success([
          .posted(order: 1, "Ours"),
          .incident(.number(1), .updateRenamed(order: 1, "Ours, corrected")),
          .incident(.number(1), .updateDeleted(order: 1)),
        ]))
    #expect(
      before.when(.reapply(Reapplication([correction])))
        == .failure(.conflict(.restsOnOrphan(UUIDValue(1)))))
    let later = try before.and(.posted(order: 1, "Ours")).state.reapplying(
      Reapplication([correction]), now: minute(1),
      known: { $0 == UUIDValue(1) ? .order(1) : nil })
    #expect(
      later.map(\.event)
        == [.incident(.number(1), .updateRenamed(order: 1, "Ours, corrected"))])
  }

  @Test func `follows a phase to the generation that it has here`() {
    let before = given([.published(1, ["other", "list"])])
    let list = orphan(.published(1, ["seen", "fixed"]), 1)
    let phase = PhaseReference(generation: 1, order: 1)
    let here = PhaseReference(generation: 2, order: 1)
    let opened = orphan(.opened(impacts: [], phase: phase), 2, phases: UUIDValue(1))
    let changed = orphan(
      .incident(.number(1), .phaseChanged(PhaseReference(generation: 1, order: 0))), 3,
      phases: UUIDValue(1))
    #expect(
      before.when(.reapply(Reapplication([list, opened, changed])))
        == .success([
          .published(2, ["seen", "fixed"]), .opened(impacts: [], phase: here),
          .incident(.number(1), .phaseChanged(PhaseReference(generation: 2, order: 0))),
        ]))
    #expect(
      before.when(.reapply(Reapplication([opened])))
        == .failure(.conflict(.restsOnOrphan(UUIDValue(1)))))
  }

  @Test func `gives a key to one thing only`() {
    let keyed = StatusEvent.component(.number(1), .keyed("api"))
    let typed = StatusEvent.impactType(.number(1), .keyed("slow"))
    let before = given(StatusEvent.page + [.registered(2), .defined(2)])
    #expect(before.when(reapply(keyed, typed)) == .success([keyed, typed]))
    #expect(before.and(keyed, typed).when(reapply(keyed, typed)) == .nothing)
    #expect(
      before.and(.component(.number(2), .keyed("api"))).when(reapply(keyed))
        == .failure(.conflict(.keyInUse("api"))))
    #expect(
      before.and(.impactType(.number(2), .keyed("slow"))).when(reapply(typed))
        == .failure(.conflict(.keyInUse("slow"))))
    #expect(given().when(reapply(keyed)) == .failure(.notFound(.component)))
    #expect(given().when(reapply(typed)) == .failure(.notFound(.impactType)))
    #expect(
      before.when(reapply(.component(.number(1), .keyed(" "))))
        == .invalid("facts.key", .empty))
  }

  @Test func `keeps a source for one thing only`() {
    let taken = given([
      .registered(1, source: "s/1"), .defined(1, source: "s/2"),
      .opened(1, impacts: [], source: "s/3"), .posted(1, source: "s/4"),
    ])
    for event: StatusEvent in [
      .registered(2, source: "s/1"), .defined(2, source: "s/2"),
      .opened(2, impacts: [], source: "s/3"), .posted(1, order: 1, source: "s/4"),
    ] {
      #expect(taken.when(reapply(event)) == .failure(.conflict(.sourceInUse)))
    }
  }

  @Test func `is not for what happened to a log`() {
    let fork = Fork(node: "a", epoch: 1, after: 2, through: 3)
    for event in [LogEvent.epochOpened(epoch: 3), .forkDetected(fork)] {
      #expect(given().when(reapply(.log(event))) == .failure(.conflict(.ofTheLog)))
    }
  }
}

@Suite struct `Forks` {
  private func fork(_ number: Int64) -> Fork {
    Fork(node: "fra-1", epoch: 1, after: number, through: number + 1)
  }

  @Test func `are recorded once each`() {
    let report = StatusCommand.log(.reportFork(fork(1)))
    #expect(given().when(report) == .success([.log(.forkDetected(fork(1)))]))
    #expect(given([.log(.forkDetected(fork(1)))]).when(report) == .nothing)
    #expect(
      given([.log(.forkDetected(fork(2)))]).when(report)
        == .success([.log(.forkDetected(fork(1)))]))
  }

  @Test func `are remembered up to a bound, the newest`() {
    let count = Int64(Limits.forksRememberedMax)
    let all = (0...count).map { StatusEvent.log(.forkDetected(fork($0))) }
    #expect(given(all).state.forks.forks == (1...count).map(fork))
    #expect(given(all).state.version(of: .log) == count + 1)
  }
}

extension StatusEvent {
  /// Its kind, without what it is about.
  fileprivate var kind: String {
    let inner: Any =
      switch self {
      case .component(_, let event): event
      case .impactType(_, let event): event
      case .severity(let event): event
      case .phases(let event): event
      case .incident(_, let event): event
      case .token(_, let event): event
      case .log(let event): event
      }
    let whole = "\(self)".prefix { $0 != "(" }
    return whole + "." + "\(inner)".prefix { $0 != "(" }
  }
}
