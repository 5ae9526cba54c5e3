import HashTreeCollections
import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Incident update decisions` {
  private let before = given(.opened(impacts: []), .posted(order: 0), .posted(order: 1, "Fixed"))

  private func command(_ command: IncidentCommand) -> StatusCommand {
    .incident(.number(1), command)
  }

  private func happened(_ events: IncidentEvent...) -> Result<[StatusEvent], Rejection> {
    .success(events.map { .incident(.number(1), $0) })
  }

  @Test func `updates are numbered from 0, and are said now unless told otherwise`() {
    #expect(
      given(.opened(impacts: [])).when(command(.postUpdate(.saying())), at: minute(3))
        == .success([.posted(order: 0, at: minute(3))]))
    #expect(
      before.when(command(.postUpdate(.saying("Late", "text", at: minute(-5)))))
        == .success([.posted(order: 2, "Late", "text", at: minute(-5))]))
  }

  @Test func `an order is never used again, also that of the last update`() {
    let emptied = before.and(
      .incident(.number(1), .updateDeleted(order: 1)),
      .incident(.number(1), .updateDeleted(order: 0)))
    #expect(emptied.state.incidents[.number(1)]?.updates == [])
    #expect(
      emptied.when(command(.postUpdate(.saying())))
        == .success([.posted(order: 2, at: minute(10))]))
  }

  @Test func `a revision records one event for each fact, and nothing if repeated`() {
    let revision = UpdateRevision(
      name: .set("Identified"), description: .set("a disk"), createdAt: minute(4))
    let result = before.when(command(.reviseUpdate(order: 1, revision, .none)))
    #expect(
      result
        == happened(
          .updateRenamed(order: 1, "Identified"), .updateDescribed(order: 1, "a disk"),
          .updateRedated(order: 1, createdAt: minute(4))))
    guard case .success(let events) = result else { return }
    #expect(
      before.and(events).when(command(.reviseUpdate(order: 1, revision, .none))) == .nothing)
  }

  @Test func `one of headline and text must remain`() {
    let fault = Result<[StatusEvent], Rejection>.invalid("displayName", .nameOrDescriptionNeeded)
    let clearName = UpdateRevision(name: .clear)
    #expect(before.when(command(.reviseUpdate(order: 0, clearName, .none))) == fault)
    let swap = UpdateRevision(name: .clear, description: .set("text"))
    #expect(
      before.when(command(.reviseUpdate(order: 0, swap, .none)))
        == happened(.updateRenamed(order: 0, nil), .updateDescribed(order: 0, "text")))
    let empty = UpdateRevision(name: .clear, description: .set(""))
    #expect(before.when(command(.reviseUpdate(order: 0, empty, .none))) == fault)
    #expect(throws: Rule.nameOrDescriptionNeeded) { () throws in
      try UpdateDraft(name: nil, description: nil, createdAt: nil)
    }
    #expect(throws: Rule.nameOrDescriptionNeeded) { () throws in
      try UpdateDraft(name: nil, description: "", createdAt: nil)
    }
  }

  @Test func `an erased text still counts as a text`() {
    let erased = given(.opened(impacts: []), .posted(1, order: 0, nil, .withheld))
    #expect(
      erased.when(command(.reviseUpdate(order: 0, UpdateRevision(name: .clear), .none)))
        == .nothing)
    #expect(
      erased.when(
        command(.reviseUpdate(order: 0, UpdateRevision(description: .set("x")), .none)))
        == happened(.updateDescribed(order: 0, "x")))
  }

  @Test func `an update that is not there, or no more, is not found`() {
    let absent = Result<[StatusEvent], Rejection>.failure(.notFound(.incidentUpdate))
    let deleted = before.and(.incident(.number(1), .updateDeleted(order: 0)))
    for order in [0, 2, -1, .max] {
      #expect(deleted.when(command(.deleteUpdate(order: order, .exists))) == absent)
      #expect(
        deleted.when(command(.reviseUpdate(order: order, UpdateRevision(name: .clear), .none)))
          == absent)
    }
    #expect(
      deleted.when(command(.deleteUpdate(order: 1, .none)))
        == happened(.updateDeleted(order: 1)))
  }

  @Test func `an update's version is that of the incident at its last change`() {
    let later = before.and(
      .incident(.number(1), .updateRenamed(order: 0, "x")), .incident(.number(1), .renamed("y")))
    #expect(later.state.incidents[.number(1)]?.updates.map(\.version) == [4, 3])
    #expect(
      later.when(command(.deleteUpdate(order: 0, .versions([5]))))
        == .failure(.preconditionFailed(version: 4)))
    let clear = UpdateRevision(name: .clear)
    #expect(
      later.when(command(.reviseUpdate(order: 0, clear, .versions([5]))))
        == .invalid("displayName", .nameOrDescriptionNeeded), "told before the version")
  }

  @Test func `an incident has at most so many updates, deleted ones included (I11)`() {
    var full = given(.opened(impacts: []))
    full = full.and((0..<Limits.updatesMax).map { StatusEvent.posted(order: $0, "x") })
    full = full.and(.incident(.number(1), .updateDeleted(order: 0)))
    #expect(
      full.when(command(.postUpdate(.saying())))
        == .failure(.conflict(.tooMany(.incidentUpdate, max: Limits.updatesMax))))
  }
}
