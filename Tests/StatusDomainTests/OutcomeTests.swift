import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `What a command made and when it happened` {
  @Test func `the caller is told the identity, the generation or the order`() {
    #expect(StatusEvent.registered(4).outcome == .id(UUIDValue(4)))
    #expect(StatusEvent.defined(4).outcome == .id(UUIDValue(4)))
    #expect(StatusEvent.opened(4).outcome == .id(UUIDValue(4)))
    #expect(StatusEvent.issued(4).outcome == .id(UUIDValue(4)))
    #expect(StatusEvent.published(3, ["x"]).outcome == .generation(3))
    #expect(StatusEvent.posted(order: 5).outcome == .order(5))
    #expect(StatusEvent.band("x", 1).outcome == .none)
    #expect(StatusEvent.component(.number(1), .retired).outcome == .none)
  }

  private func time(of event: StatusEvent, _ command: StatusCommand? = nil) -> Timestamp? {
    let command = command ?? .incident(.number(1), .delete(.none))
    return command.occurredAt(of: event, now: minute(10))
  }

  @Test func `what is said to have happened before now happened then`() {
    #expect(time(of: .opened(from: minute(3))) == minute(3))
    #expect(time(of: .posted(at: minute(4))) == minute(4))
    #expect(time(of: .incident(.number(1), .ended(at: minute(5)))) == minute(5))
  }

  @Test func `what is planned, and all else, happens when it is recorded`() {
    #expect(time(of: .opened(from: minute(10))) == nil)
    #expect(time(of: .opened(from: minute(90), until: minute(95))) == nil)
    #expect(time(of: .incident(.number(1), .ended(at: minute(50)))) == nil)
    #expect(time(of: .incident(.number(1), .renamed("x"))) == nil)
    #expect(time(of: .registered()) == nil)
  }

  @Test func `what is imported happened when the other system says so`() {
    let imported = ImportedIncident(
      name: "x", description: nil, impacts: [], beganAt: minute(-50), endedAt: nil, phase: nil,
      occurredAt: minute(-40), changedAt: minute(-30), updates: [])
    let command = StatusCommand.importing(.incident(new: .number(1), "s", imported))
    #expect(time(of: .opened(from: minute(-50)), command) == minute(-40))
    #expect(time(of: .incident(.number(1), .renamed("y")), command) == minute(-30))
    #expect(time(of: .posted(at: minute(-45)), command) == minute(-45))
  }
}
