import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `The status board` {
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `agrees with the state that decisions depend on, after every event (I7)`(seed: UInt64) {
    var commands = RandomCommands(seed: seed)
    var state = StatusState()
    var board = StatusBoard()
    var access = AccessBoard()
    for _ in 0..<600 {
      guard case .success(let events) = Given(state: state).when(commands.next(for: state)) else {
        continue
      }
      for event in events {
        evolve(&state, event)
        let recorded = recorded(event, after: board.position)
        apply(recorded, &board)
        apply(recorded, &access)
      }
      #expect(board.components == state.components)
      #expect(board.impactTypes == state.impactTypes)
      #expect(board.severities == state.severities)
      #expect(board.phases == state.phases)
      #expect(board.incidents == state.incidents)
      #expect(access.tokens == state.tokens)
    }
    #expect(board.position.position > 200 && board.version == board.position.position)
  }

  @Test func `knows its place and time, and moves on past what it does not know`() {
    #expect(StatusBoard().position == .start)
    let board = board([.log(.epochOpened(epoch: 1)), nil, .registered(), .issued()])
    #expect(board.position == BoardPosition(epoch: 1, position: 4))
    #expect(board.recordedAt == minute(3))
    #expect(board.components.count == 1)
  }

  @Test func `skips no position (I1)`() async {
    await #expect(processExitsWith: .failure) {
      var board = StatusBoard()
      apply(recorded(nil, after: BoardPosition(epoch: 1, position: 1)), &board)
    }
  }

  @Test func `shows nothing of who may change it (I12)`() {
    let without = board([.registered(), nil, nil])
    let with = board([
      .registered(), .issued(), .token(.number(1), .revoked),
    ])
    #expect(without == with)
    #expect(without.canonicalJSON == with.canonicalJSON)
  }

  @Test func `remembers what was taken away in its last words`() {
    let board = board(
      StatusEvent.page + [
        .component(.number(1), .renamed("API v2")), .component(.number(1), .retired),
        .impactType(.number(1), .renamed("Reachability")), .impactType(.number(1), .removed),
      ])
    #expect(board.components.isEmpty && board.impactTypes.isEmpty)
    #expect(board.retiredComponents[.number(1)]?.name == "API v2")
    #expect(board.removedImpactTypes[.number(1)]?.name == "Reachability")
  }

  @Test func `knows since when a component is there, also after it was taken away`() {
    let board = board([
      nil, .registered(1), .component(.number(1), .renamed("New")),
      .component(.number(1), .retired),
    ])
    #expect(board.registeredAt(.number(1)) == minute(1))
    #expect(board.registeredAt(.number(2)) == nil)
  }

  @Test func `lists components and impact types by name, then identity, withheld names last`() {
    let board = board([
      .registered(3, "b"), .registered(2, "a"), .registered(5, .withheld), .registered(4, "B"),
      .registered(1, "b"), .defined(2, "y"), .defined(3, .withheld), .defined(1, "z"),
      .defined(4, "y"),
    ])
    #expect(board.sortedComponents.map(\.id) == [4, 2, 1, 3, 5].map { .number($0) })
    #expect(board.sortedImpactTypes.map(\.id) == [2, 4, 1, 3].map { .number($0) })
  }

  @Test func `tells for each component what affects it now`() {
    let board = board(
      StatusEvent.page + [
        .registered(2), .defined(2),
        .opened(1, impacts: [.on(1, 20), .on(2, 30)], from: minute(0)),
        .opened(2, impacts: [.on(1, type: 2, 40)], from: minute(5), until: minute(10)),
        .opened(3, impacts: [.on(1, 0)], from: minute(90), until: minute(95)),
      ])
    let first = ActiveImpactGolden(board, at: minute(5))
    #expect(first.text == "1: 2/2/40 1/1/20; 2: 1/1/30")
    #expect(ActiveImpactGolden(board, at: minute(10)).text == "1: 1/1/20; 2: 1/1/30")
    #expect(ActiveImpactGolden(board, at: minute(-1)).text.isEmpty)
    #expect(ActiveImpactGolden(board, at: minute(94)).text == "1: 3/1/0 1/1/20; 2: 1/1/30")
  }
}

/// Active impacts as `component: incident/type/severity …; …`.
private struct ActiveImpactGolden {
  let text: String

  init(_ board: StatusBoard, at time: Timestamp) {
    let components = board.activeImpacts(at: time).sorted { $0.key < $1.key }
    text = components.map { component, impacts in
      "\(component.uuid.rawValue): "
        + impacts.map {
          "\($0.incident.uuid.rawValue)/\($0.type.uuid.rawValue)/\($0.severity.value)"
        }.joined(separator: " ")
    }.joined(separator: "; ")
  }
}

@Suite struct `The access board` {
  private func access(_ events: StatusEvent...) -> AccessBoard {
    var access = AccessBoard()
    for event in events { apply(recorded(event, after: .start), &access) }
    return access
  }

  private func digest(_ n: UInt8) -> [UInt8] { [UInt8](repeating: n, count: 32) }

  @Test func `finds a token by the digest of its secret until it is revoked`() {
    let board = access(.issued(1), .issued(2, .reader), .registered())
    #expect(board.token(digest: digest(2))?.role == .reader)
    #expect(board.token(digest: digest(3)) == nil && board.token(digest: []) == nil)
    let after = access(.issued(1), .issued(2), .token(.number(1), .revoked))
    #expect(after.token(digest: digest(1)) == nil && after.token(digest: digest(2)) != nil)
  }

  @Test func `lists tokens oldest first, then by identity`() {
    let later = StatusEvent.token(
      .number(1),
      .issued(name: "x", role: .reader, digest: digest(9), expiresAt: nil, issuedAt: minute(1)))
    #expect(
      access(later, .issued(3), .issued(2)).sortedTokens.map(\.id)
        == [2, 3, 1].map { .number($0) })
  }

  @Test func `goes on knowing a secret of which one of two tokens was revoked`() {
    let twin = StatusEvent.token(
      .number(2),
      .issued(name: "x", role: .reader, digest: digest(1), expiresAt: nil, issuedAt: t0))
    let board = access(.issued(1), twin, .token(.number(1), .revoked))
    #expect(board.token(digest: digest(1))?.id == .number(2))
  }
}
