import HashTreeCollections
import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Import decisions` {
  private let imported: [StatusEvent] = [
    .registered(1, "NYC3", labels: ["group": "Regions"], source: "sp/c/1"),
    .defined(1, "Health", source: "sp/t/1"),
    .opened(1, "Down", until: minute(5), source: "sp/i/1"),
    .posted(1, order: 0, "Investigating", "looking", at: minute(1), source: "sp/u/1"),
  ]

  private func incident(
    _ name: Name = "Down", impacts: [ImportedImpact]? = nil, from begin: Timestamp = t0,
    until end: Timestamp? = minute(5), phase: PhaseReference? = nil,
    updates: [ImportedUpdate]? = nil
  ) -> ImportedIncident {
    ImportedIncident(
      name: name, description: nil, impacts: impacts ?? [affecting("sp/c/1")], beganAt: begin,
      endedAt: end, phase: phase, occurredAt: nil, changedAt: nil,
      updates: updates ?? [update("sp/u/1")])
  }

  private func affecting(
    _ component: Source, _ type: Source = "sp/t/1", _ severity: ImpactSeverity = 50
  ) -> ImportedImpact {
    ImportedImpact(component: .source(component), type: .source(type), severity: severity)
  }

  private func update(
    _ source: Source, _ name: Name = "Investigating", _ text: Description = "looking",
    at time: Timestamp? = minute(1)
  ) -> ImportedUpdate {
    ImportedUpdate(source: source, draft: .saying(name, text, at: time))
  }

  private func command(_ incident: ImportedIncident, _ source: Source = "sp/i/1") -> StatusCommand {
    .importing(.incident(new: .number(77), source, incident))
  }

  private func component(_ source: Source, _ draft: ComponentDraft) -> StatusCommand {
    .importing(.component(new: .number(77), source, draft))
  }

  private func type(_ source: Source, _ draft: ImpactTypeDraft) -> StatusCommand {
    .importing(.impactType(new: .number(77), source, draft))
  }

  @Test func `what is new is recorded with its source, an incident with its updates`() {
    #expect(
      given().when(component("sp/c/9", ComponentDraft(name: "A", labels: ["k": "v"])))
        == .success([.registered(77, "A", labels: ["k": "v"], source: "sp/c/9")]))
    #expect(
      given().when(type("sp/t/9", ImpactTypeDraft(name: "A", description: "d")))
        == .success([.defined(77, "A", description: "d", source: "sp/t/9")]))
    let two = incident(updates: [update("sp/u/8"), update("sp/u/9", "Fixed", "", at: nil)])
    #expect(
      given(imported).when(command(two, "sp/i/9"))
        == .success([
          .opened(77, "Down", until: minute(5), source: "sp/i/9"),
          .posted(77, order: 0, "Investigating", "looking", at: minute(1), source: "sp/u/8"),
          .posted(77, order: 1, "Fixed", "", at: minute(10), source: "sp/u/9"),
        ]))
  }

  @Test func `what is unchanged records nothing`() {
    let before = given(imported)
    let draft = ComponentDraft(name: "NYC3", labels: ["group": "Regions"])
    #expect(before.when(component("sp/c/1", draft)) == .nothing)
    #expect(before.when(type("sp/t/1", ImpactTypeDraft(name: "Health"))) == .nothing)
    #expect(before.when(command(incident())) == .nothing)
    #expect(before.when(command(incident(updates: [update("sp/u/1", at: nil)]))) == .nothing)
    #expect(before.when(command(incident(updates: []))) == .nothing)
  }

  @Test func `what changed is recorded, one event for each fact`() {
    let before = given(imported)
    #expect(
      before.when(component("sp/c/1", ComponentDraft(name: "NYC 3")))
        == .success([
          .component(.number(1), .renamed("NYC 3")), .component(.number(1), .relabelled([:])),
        ]))
    #expect(
      before.when(type("sp/t/1", ImpactTypeDraft(name: "Health", description: "d")))
        == .success([.impactType(.number(1), .described("d"))]))
    let changed = incident(
      "Very down", until: nil,
      updates: [update("sp/u/1", "Investigating", "found"), update("sp/u/2", "Fixed")])
    #expect(
      before.when(command(changed))
        == .success([
          .incident(.number(1), .renamed("Very down")), .incident(.number(1), .reopened),
          .incident(.number(1), .updateDescribed(order: 0, "found")),
          .posted(1, order: 1, "Fixed", "looking", at: minute(1), source: "sp/u/2"),
        ]))
  }

  @Test func `what was deleted here stays deleted`() {
    let deletions: [StatusEvent] = [
      .incident(.number(1), .updateDeleted(order: 0)), .incident(.number(1), .deleted),
      .component(.number(1), .retired), .impactType(.number(1), .removed),
    ]
    let after = given(imported).and(deletions)
    #expect(after.when(component("sp/c/1", ComponentDraft(name: "other"))) == .nothing)
    #expect(after.when(type("sp/t/1", ImpactTypeDraft(name: "other"))) == .nothing)
    #expect(after.when(command(incident("other"))) == .nothing)
    let withoutUpdate = given(imported).and(deletions[0])
    #expect(withoutUpdate.when(command(incident())) == .nothing)
  }

  @Test func `a known incident keeps what was deleted here, a new one cannot name it`() {
    let after = given(imported).and(
      .component(.number(1), .retired), .impactType(.number(1), .removed))
    #expect(after.when(command(incident())) == .nothing)
    #expect(
      after.when(command(incident(updates: []), "sp/i/2"))
        == .invalid("affects[0].component", .unknownReference))
  }

  @Test func `impacts name components and types by source or by identity`() {
    let byIdentity = ImportedImpact(
      component: .id(UUIDValue(1)), type: .id(UUIDValue(1)), severity: 50)
    #expect(given(imported).when(command(incident(impacts: [byIdentity]))) == .nothing)
    let unknown: [(ImportedImpact, String)] = [
      (affecting("sp/c/9"), "component"), (affecting("sp/t/1"), "component"),
      (affecting("sp/c/1", "sp/t/9"), "type"), (affecting("sp/c/1", "sp/c/1"), "type"),
      (
        ImportedImpact(component: .id(UUIDValue(9)), type: .source("sp/t/1"), severity: 50),
        "component"
      ),
      (
        ImportedImpact(component: .source("sp/c/1"), type: .id(UUIDValue(9)), severity: 50),
        "type"
      ),
    ]
    for (impact, member) in unknown {
      #expect(
        given(imported).when(command(incident(impacts: [affecting("sp/c/1"), impact])))
          == .invalid("affects[1].\(member)", .unknownReference))
    }
  }

  @Test func `one component is affected in one way once`() {
    let twice = incident(impacts: [affecting("sp/c/1"), affecting("sp/c/1", "sp/t/1", 20)])
    #expect(given(imported).when(command(twice)) == .invalid("affects[1]", .duplicate))
  }

  @Test func `windows and phases are held to the same rules as elsewhere`() {
    let before = given(imported)
    #expect(
      before.when(command(incident(until: minute(-1)))) == .invalid("endedAt", .endBeforeBegin))
    let maintenance = [affecting("sp/c/1", "sp/t/1", 0)]
    #expect(
      before.when(command(incident(impacts: maintenance, until: nil)))
        == .invalid("endedAt", .maintenanceNeedsWindow))
    #expect(
      before.when(command(incident(phase: PhaseReference(generation: 1, order: 0))))
        == .invalid("phase", .unknownReference))
  }

  @Test func `a source stands for one thing, of one kind, for ever`() {
    let fault = Result<[StatusEvent], Rejection>.invalid("source", .sourceOfAnotherKind)
    let before = given(imported)
    for source: Source in ["sp/t/1", "sp/i/1", "sp/u/1"] {
      #expect(before.when(component(source, ComponentDraft(name: "x"))) == fault)
    }
    for source: Source in ["sp/c/1", "sp/i/1", "sp/u/1"] {
      #expect(before.when(type(source, ImpactTypeDraft(name: "x"))) == fault)
    }
    for source: Source in ["sp/c/1", "sp/t/1", "sp/u/1"] {
      #expect(before.when(command(incident(), source)) == fault)
      #expect(
        before.when(command(incident(updates: [update(source)]), "sp/i/2"))
          == .invalid("updates[0].source", .sourceOfAnotherKind))
    }
  }

  @Test func `a source stands once in one item, the incident's own included`() {
    let twice = incident(updates: [update("sp/u/2"), update("sp/u/2")])
    #expect(given(imported).when(command(twice)) == .invalid("updates[1].source", .duplicate))
    let own = incident(updates: [update("sp/i/9")])
    #expect(
      given(imported).when(command(own, "sp/i/9")) == .invalid("updates[0].source", .duplicate))
  }

  @Test func `one command brings at most so many updates (I11)`() {
    let many = (0...Limits.importedUpdatesMax).map { update(Source(recorded: "sp/u/many/\($0)")) }
    #expect(
      given(imported).when(command(incident(updates: many)))
        == .invalid("updates", .tooMany(max: Limits.importedUpdatesMax)))
    #expect(
      given(imported).when(command(incident(updates: Array(many.dropLast())))).map(\.count)
        == .success(Limits.importedUpdatesMax))
  }

  @Test func `what a source became is remembered after it was deleted`() throws {
    let state = given(imported).and(.incident(.number(1), .deleted)).state
    #expect(state.imported("sp/c/1") == .component(.number(1)))
    #expect(state.imported("sp/t/1") == .impactType(.number(1)))
    #expect(state.imported("sp/i/1") == .incident(.number(1)))
    #expect(state.imported("sp/u/1") == .update(.number(1), order: 0))
    #expect(state.imported("sp/x") == nil)
  }
}
