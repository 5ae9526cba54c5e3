import HashTreeCollections
import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Random commands` {
  /// Every stream that `state` knows.
  private func streams(_ state: StatusState) -> [Stream] {
    state.components.keys.map { .component($0) } + state.impactTypes.keys.map { .impactType($0) }
      + state.incidents.keys.map { .incident($0) } + state.tokens.keys.map { .token($0) }
      + [.severities, .phases, .log]
  }

  private func isLast(_ event: StatusEvent) -> Bool {
    switch event {
    case .component(_, .retired), .impactType(_, .removed), .incident(_, .deleted),
      .token(_, .revoked):
      true
    case .component, .impactType, .severity, .phases, .incident, .token, .log: false
    }
  }

  /// The history that `count` commands of a seed make; `look` sees each event with the states
  /// before and after it.
  private func history(
    seed: UInt64, count: Int,
    _ look: (_ before: StatusState, StatusEvent, _ after: StatusState) -> Void = { _, _, _ in }
  ) -> (events: [StatusEvent], state: StatusState, refused: Int) {
    var commands = RandomCommands(seed: seed)
    var state = StatusState()
    var all: [StatusEvent] = []
    var refused = 0
    for step in 0..<count {
      switch Given(state: state).when(commands.next(for: state), at: minute(Int64(step % 60))) {
      case .failure: refused += 1
      case .success(let events):
        for event in events {
          let before = state
          evolve(&state, event)
          look(before, event, state)
        }
        all += events
      }
    }
    return (all, state, refused)
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `are decided and taken in without a trap, and mostly accepted`(seed: UInt64) {
    let history = history(seed: seed, count: 1500)
    #expect(history.events.count > 500, "seed \(seed)")
    #expect(history.refused > 100, "seed \(seed)")
    #expect(history.state.incidents.count > 10 && history.state.sources.imported.count > 10)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `twice replayed make equal states`(seed: UInt64) {
    let first = history(seed: seed, count: 800)
    let second = history(seed: seed, count: 800)
    #expect(first.events == second.events, "the same commands are decided in the same way")
    #expect(first.state == second.state)
    #expect(given(first.events).state == first.state)
    #expect(given(first.events).state.hashValue == first.state.hashValue)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `move the version of exactly one stream by one with each event (I4)`(seed: UInt64) {
    _ = history(seed: seed, count: 500) { before, event, after in
      for stream in streams(before) + [event.stream] {
        let version = before.version(of: stream)
        let next = after.version(of: stream)
        if stream != event.stream {
          #expect(next == version, "seed \(seed): \(event)")
        } else if isLast(event) {
          #expect(version > 0 && next == 0, "seed \(seed): \(event)")
        } else {
          #expect(next == version + 1, "seed \(seed): \(event)")
        }
      }
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `record nothing when a change or an import is repeated`(seed: UInt64) {
    var commands = RandomCommands(seed: seed)
    var state = StatusState()
    var repeated = 0
    for _ in 0..<1000 {
      let command = commands.next(for: state)
      guard case .success(let events) = Given(state: state).when(command) else { continue }
      for event in events { evolve(&state, event) }
      guard isIdempotent(command), !events.isEmpty else { continue }
      repeated += 1
      #expect(Given(state: state).when(command) == .nothing, "seed \(seed): \(command)")
    }
    #expect(repeated > 100)
  }

  /// A change without a version, or an import all of whose times are given.
  private func isIdempotent(_ command: StatusCommand) -> Bool {
    switch command {
    case .component(_, .revise(_, .none)), .impactType(_, .revise(_, .none)),
      .incident(_, .revise(_, .none)), .incident(_, .reviseUpdate), .importing, .provision, .log:
      true
    case .component, .impactType, .severity, .publishPhases, .incident, .token, .reapply: false
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `keep what must always hold of the state`(seed: UInt64) {
    var commands = RandomCommands(seed: seed)
    var before = Given(state: StatusState())
    var hadLastBand = false
    for _ in 0..<1000 {
      guard case .success(let events) = before.when(commands.next(for: before.state)) else {
        continue
      }
      before = before.and(events)
      let bands = before.state.severities.bands
      #expect(bands.map(\.value) == Set(bands.map(\.value)).sorted())
      #expect(Set(bands.map(\.name)).count == bands.count)
      hadLastBand = hadLastBand || bands.last?.value == 100
      #expect(!hadLastBand || bands.last?.value == 100, "a scale that was closed stays closed")
      guard case .incident(let id, _)? = events.last, let incident = before.state.incidents[id]
      else { continue }
      #expect(incident.endedAt.map { $0 >= incident.beganAt } ?? true)
      #expect(!incident.isMaintenance || incident.endedAt != nil)
      #expect(incident.updates.map(\.order) == Set(incident.updates.map(\.order)).sorted())
      #expect(incident.updates.allSatisfy { $0.order < incident.nextOrder })
      #expect(incident.updates.allSatisfy { $0.name != nil || $0.description != nil })
    }
  }
}

@Suite struct `A log that is not the one it claims to be` {
  @Test func `traps where it ends a component, type or token that is not there (I4)`() async {
    await #expect(processExitsWith: .failure) {
      _ = given(.component(.number(1), .retired))
    }
    await #expect(processExitsWith: .failure) {
      _ = given(.impactType(.number(1), .removed))
    }
    await #expect(processExitsWith: .failure) {
      _ = given(.token(.number(1), .revoked))
    }
  }

  @Test func `traps where it ends an incident, update or severity that is not there (I4)`() async {
    await #expect(processExitsWith: .failure) {
      _ = given(.incident(.number(1), .deleted))
    }
    await #expect(processExitsWith: .failure) {
      _ = given(.opened(impacts: []), .incident(.number(1), .updateDeleted(order: 0)))
    }
    await #expect(processExitsWith: .failure) {
      _ = given(.severity(.removed(name: "x")))
    }
  }

  @Test func `traps where it makes a thing twice or out of order (I4)`() async {
    await #expect(processExitsWith: .failure) { _ = given(.registered(), .registered()) }
    await #expect(processExitsWith: .failure) { _ = given(.band("x", 1), .band("x", 2)) }
    await #expect(processExitsWith: .failure) { _ = given(.published(2, ["x"])) }
    await #expect(processExitsWith: .failure) {
      _ = given(.opened(impacts: []), .posted(order: 1))
    }
  }
}
