import HashTreeCollections
import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Component decisions` {
  private func command(_ command: ComponentCommand) -> StatusCommand {
    .component(.number(1), command)
  }

  @Test func `a component is registered with its name and labels`() {
    let draft = ComponentDraft(name: "API", labels: ["region": "EU"])
    let result = given().when(command(.register(draft)))
    #expect(result == .success([.registered(1, "API", labels: ["region": "EU"])]))
  }

  @Test func `two components may have one name`() {
    #expect(
      given(.registered(1)).when(.component(.number(2), .register(ComponentDraft(name: "API"))))
        == .success([.registered(2)]))
  }

  @Test func `a revision records one event for each fact that changed`() {
    let both = ComponentRevision(name: "API v2", labels: ["region": "EU"])
    #expect(
      given(.registered()).when(command(.revise(both, .none)))
        == .success([
          .component(.number(1), .renamed("API v2")),
          .component(.number(1), .relabelled(["region": "EU"])),
        ]))
    let labels = ComponentRevision(name: "API", labels: [:])
    #expect(
      given(.registered(labels: ["region": "EU"])).when(command(.revise(labels, .none)))
        == .success([.component(.number(1), .relabelled([:]))]))
  }

  @Test func `a repeated revision records nothing`() {
    let revision = ComponentRevision(name: "API v2", labels: ["region": "EU"])
    let after = given(
      .registered(), .component(.number(1), .renamed("API v2")),
      .component(.number(1), .relabelled(["region": "EU"])))
    #expect(after.when(command(.revise(revision, .none))) == .nothing)
    #expect(after.when(command(.revise(ComponentRevision(), .none))) == .nothing)
  }

  @Test func `labels are replaced as a whole`() {
    let state = given(
      .registered(labels: ["a": "1", "b": "2"]), .component(.number(1), .relabelled(["c": "3"]))
    ).state
    #expect(state.components[.number(1)]?.labels == ["c": "3"])
  }

  @Test func `a withheld name differs from every name`() {
    #expect(
      given(.registered(1, .withheld)).when(
        command(.revise(ComponentRevision(name: "API"), .none)))
        == .success([.component(.number(1), .renamed("API"))]))
  }

  @Test func `texts are kept to the byte, not to what looks alike`() {
    let composed = "Caf\u{E9}"
    let decomposed = "Cafe\u{301}"
    let revision = ComponentRevision(
      name: valid { () throws(Rule) in try Name(decomposed) }, labels: ["k": decomposed])
    #expect(
      given(.registered(1, .known(composed), labels: ["k": composed]))
        .when(command(.revise(revision, .none)))
        .map(\.count) == .success(2))
  }

  @Test func `what is not there, or no more, cannot be changed or retired`() {
    let revise = command(.revise(ComponentRevision(name: "x"), .exists))
    let retired = given(.registered(), .component(.number(1), .retired))
    for before in [given(), retired] {
      #expect(before.when(revise) == .failure(.notFound(.component)))
      #expect(before.when(command(.retire(.none))) == .failure(.notFound(.component)))
    }
  }

  @Test func `a component that an open or planned incident affects is not retired`() {
    let inUse = Result<[StatusEvent], Rejection>.failure(.conflict(.inUse(by: .number(1))))
    let open = given(StatusEvent.page).and(.opened())
    let planned = given(StatusEvent.page).and(.opened(from: minute(60), until: minute(90)))
    let running = given(StatusEvent.page).and(.opened(until: minute(11)))
    for before in [open, planned, running] {
      #expect(before.when(command(.retire(.none))) == inUse)
    }
  }

  @Test func `a component is retired once its incidents are over or deleted`() {
    let retired = Result<[StatusEvent], Rejection>.success([.component(.number(1), .retired)])
    let over = given(StatusEvent.page).and(.opened(until: minute(10)))
    let deleted = given(StatusEvent.page).and(.opened(), .incident(.number(1), .deleted))
    let elsewhere = given(StatusEvent.page).and(.registered(2), .opened(impacts: [.on(2)]))
    for before in [given(.registered()), over, deleted, elsewhere] {
      #expect(before.when(command(.retire(.none))) == retired)
    }
  }

  @Test func `of several incidents in the way the first by identity is named`() {
    var before = given(StatusEvent.page)
    for n in (1...40).reversed() { before = before.and(.opened(n)) }
    #expect(
      before.when(command(.retire(.none))) == .failure(.conflict(.inUse(by: .number(1)))))
  }

  @Test func `a version that is not the expected one is refused, with the present one`() {
    let before = given(StatusEvent.page).and(.component(.number(1), .renamed("v2")), .opened())
    let stale = Result<[StatusEvent], Rejection>.failure(.preconditionFailed(version: 2))
    let revision = ComponentRevision(name: "v3")
    #expect(before.when(command(.revise(revision, .versions([1])))) == stale)
    #expect(before.when(command(.revise(revision, .versions([])))) == stale)
    #expect(before.when(command(.revise(ComponentRevision(), .versions([1])))) == stale)
    #expect(before.when(command(.retire(.versions([1, 3])))) == stale, "told before the conflict")
    let renamed = StatusEvent.component(.number(1), .renamed("v3"))
    for precondition in [Precondition.none, .exists, .versions([2]), .versions([1, 2])] {
      #expect(before.when(command(.revise(revision, precondition))) == .success([renamed]))
    }
  }

  @Test func `there are at most so many components (I11)`() {
    let full = given((1...Limits.componentsMax).map { .registered($0) })
    let register = StatusCommand.component(
      .number(0), .register(ComponentDraft(name: "one too many")))
    #expect(
      full.when(register)
        == .failure(.conflict(.tooMany(.component, max: Limits.componentsMax))))
    #expect(
      full.and(.component(.number(1), .retired)).when(register)
        == .success([.registered(0, "one too many")]))
  }
}
