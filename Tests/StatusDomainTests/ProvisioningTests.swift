import HashTreeCollections
import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Provisioning decisions` {
  private func plan(_ before: Given, _ command: StatusCommand) -> ProvisioningPlan? {
    guard case .provision(let command) = command else { return nil }
    return try? before.state.provisioning(command, now: minute(10)).plan
  }

  private func refused(_ faults: (String, DeclarationFault.Reason)...)
    -> Result<[StatusEvent], Rejection>
  {
    .failure(.declaration(faults.map { DeclarationFault(path: $0.0, reason: $0.1) }))
  }

  @Test func `what is not there is made, with its key`() {
    let command = StatusCommand.declaring(
      impactTypes: [DeclaredImpactType(key: "slow", name: "Slowness", description: "It waits.")],
      components: [
        DeclaredComponent(key: "api", name: "API", labels: ["zone": "1"]),
        DeclaredComponent(name: "Store"),
      ], severities: [.band("broken", 100), .band("limited", 50)], phases: ["New", "Done"])
    #expect(
      given().when(command)
        == .success([
          .defined(103, "Slowness", description: "It waits."),
          .impactType(.number(103), .keyed("slow")),
          .registered(101, "API", labels: ["zone": "1"]), .component(.number(101), .keyed("api")),
          .registered(102, "Store"), .band("broken", 100), .band("limited", 50),
          .published(1, ["New", "Done"]),
        ]))
    let made = plan(given(), command)
    #expect(made?.count(.create) == 6 && made?.steps.count == 6)
    #expect(made?.steps.map(\.kind).first == .impactType)
  }

  @Test func `what is there as declared changes nothing`() {
    let before = given(
      .registered(1, "API", labels: ["zone": "1"]), .registered(2, "API"), .defined(1, "Slowness"),
      .band("broken", 100), .published(1, ["New"]), .component(.number(2), .keyed("second")))
    let command = StatusCommand.declaring(
      impactTypes: [DeclaredImpactType(name: "Slowness", description: "")],
      components: [
        DeclaredComponent(key: "second", name: "API"),
        DeclaredComponent(name: "API", labels: ["zone": "1"]),
      ], severities: [.band("broken", 100)], phases: ["New"])
    #expect(before.when(command) == .nothing)
    #expect(plan(before, command)?.steps == [])
  }

  @Test func `what is spelt with other bytes is told wherever it is recorded`() throws {
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    let before = given(
      .registered(1, "API", labels: [composed: "1"]), .component(.number(1), .keyed("api")))
    let command = StatusCommand.declaring(
      components: [DeclaredComponent(key: "api", name: "API", labels: [decomposed: "1"])])
    #expect(try before.when(command).get().count == 1)
    let step = try #require(plan(before, command)?.steps.first)
    #expect(step.action == .change)
    #expect(
      step.differences.map { Array($0.field.utf8) } == [
        Array("labels.\(decomposed)".utf8), Array("labels.\(composed)".utf8),
      ])
    #expect(step.differences.map(\.new) == [.text("1"), nil])
  }

  @Test func `what differs changes, fact by fact, and what is not declared stays`() {
    let before = given(
      .registered(1, "API", labels: ["zone": "1", "kind": "x"]), .registered(2, "Store"),
      .component(.number(1), .keyed("api")))
    let command = StatusCommand.declaring(
      components: [DeclaredComponent(key: "api", name: "Interface", labels: ["zone": "2"])])
    #expect(
      before.when(command)
        == .success([
          .component(.number(1), .renamed("Interface")),
          .component(.number(1), .relabelled(["zone": "2"])),
        ]))
    #expect(
      plan(before, command)?.steps == [
        .init(
          kind: .component, action: .change, name: "Interface", id: ID<Component>.number(1).uuid,
          differences: [
            .init("displayName", .text("API"), .text("Interface")),
            .init("labels.kind", .text("x"), nil),
            .init("labels.zone", .text("1"), .text("2")),
          ])
      ])
  }

  @Test func `a thing found by its name is adopted under its key, wherever it came from`() {
    let before = given(.registered(1, "API", source: "sp/c/1"), .defined(1, source: "sp/t/1"))
    let command = StatusCommand.declaring(
      impactTypes: [DeclaredImpactType(key: "net", name: "Connectivity")],
      components: [DeclaredComponent(key: "api", name: "API")])
    let adopted: [StatusEvent] = [
      .impactType(.number(1), .keyed("net")), .component(.number(1), .keyed("api")),
    ]
    #expect(before.when(command) == .success(adopted))
    #expect(plan(before, command)?.count(.adopt) == 2)
    let after = before.and(adopted)
    #expect(after.when(command) == .nothing)
    #expect(after.state.imported("sp/c/1") == .component(.number(1)))
    let renamed = StatusCommand.declaring(components: [DeclaredComponent(key: "api", name: "B")])
    #expect(after.when(renamed) == .success([.component(.number(1), .renamed("B"))]))
  }

  @Test func `an id finds a thing whatever its name, and gives it another key`() {
    let before = given(.registered(1, "API"), .component(.number(1), .keyed("old")))
    let command = StatusCommand.declaring(
      components: [DeclaredComponent(id: .number(1), key: "new", name: "B")])
    #expect(
      before.when(command)
        == .success([
          .component(.number(1), .renamed("B")), .component(.number(1), .keyed("new")),
        ]))
  }

  @Test func `a thing that was retired is made anew under its key`() {
    let before = given(
      .registered(1, "API"), .component(.number(1), .keyed("api")),
      .component(.number(1), .retired))
    #expect(
      before.when(.declaring(components: [DeclaredComponent(key: "api", name: "API")]))
        == .success([.registered(101, "API"), .component(.number(101), .keyed("api"))]))
  }

  @Test func `what could be several things is refused, and all of it is told`() {
    let before = given(
      .registered(1, "API"), .registered(2, "API"), .registered(3, "Store"),
      .component(.number(3), .keyed("store")))
    let both = [ComponentID.number(1).uuid, ComponentID.number(2).uuid]
    #expect(
      before.when(.declaring(components: [DeclaredComponent(name: "API")]))
        == refused(("components[0]", .ambiguous(both))))
    #expect(
      before.when(.declaring(components: [DeclaredComponent(key: "shop", name: "Store")]))
        == refused(("components[0]", .nameHasKey("store", ComponentID.number(3).uuid))))
    #expect(
      before.when(
        .declaring(components: [
          DeclaredComponent(id: .number(9), name: "X"),
          DeclaredComponent(id: .number(1), key: "store", name: "Y"),
        ]))
        == refused(
          ("components[0]", .unknownID),
          ("components[1]", .keyOfAnother(ComponentID.number(3).uuid))))
  }

  @Test func `two things of one name are told apart by key or id`() {
    let command = StatusCommand.declaring(components: [
      DeclaredComponent(key: "a", name: "API"), DeclaredComponent(key: "b", name: "API"),
    ])
    guard case .success(let events) = given().when(command) else {
      Issue.record("it is refused")
      return
    }
    #expect(given(events).when(command) == .nothing)
    #expect(
      given(.registered(1, "API")).when(command)
        == refused(
          ("components[0]", .ambiguous([ComponentID.number(1).uuid])),
          ("components[1]", .ambiguous([ComponentID.number(1).uuid]))))
    #expect(
      given(.registered(1, "API")).when(
        .declaring(components: [
          DeclaredComponent(id: .number(1), key: "a", name: "API"),
          DeclaredComponent(key: "b", name: "API"),
        ]))
        == .success([
          .component(.number(1), .keyed("a")), .registered(102, "API"),
          .component(.number(102), .keyed("b")),
        ]))
  }

  @Test func `nothing is declared twice`() {
    let duplicate = DeclarationFault.Reason.duplicate(of: "components[0]")
    #expect(
      given().when(
        .declaring(components: [DeclaredComponent(name: "A"), DeclaredComponent(name: "A")]))
        == refused(("components[1]", duplicate)))
    #expect(
      given().when(
        .declaring(components: [
          DeclaredComponent(key: "k", name: "A"), DeclaredComponent(key: "k", name: "B"),
        ]))
        == refused(("components[1]", duplicate)))
    #expect(
      given(.registered(1), .component(.number(1), .keyed("k"))).when(
        .declaring(components: [
          DeclaredComponent(id: .number(1), name: "A"), DeclaredComponent(key: "k", name: "B"),
        ]))
        == refused(("components[1]", duplicate)))
  }

  @Test func `only what is asked for is retired, and only of the declared kinds`() {
    let before = given(
      .registered(1, "API"), .registered(2, "Old"), .defined(1, "Slowness"),
      .band("limited", 50), .band("broken", 100))
    let components = [DeclaredComponent(name: "API")]
    #expect(before.when(.declaring(components: components)) == .nothing)
    #expect(
      before.when(.declaring(components: components, prunes: true))
        == .success([.component(.number(2), .retired)]))
    #expect(
      before.when(.declaring(impactTypes: [], severities: [.band("broken", 100)], prunes: true))
        == .success([.impactType(.number(1), .removed), .severity(.removed(name: "limited"))]))
  }

  @Test func `what an open or planned incident refers to is not retired`() {
    let before = given(StatusEvent.page).and(
      .band("limited", 50), .band("broken", 100), .opened(1, impacts: [.on(1, 40)]))
    #expect(
      before.when(
        .declaring(
          impactTypes: [], components: [], severities: [.band("broken", 100)], prunes: true))
        == refused(
          ("impactTypes", .inUse("Connectivity", by: .number(1), count: 1)),
          ("components", .inUse("API", by: .number(1), count: 1)),
          ("severities", .inUse("limited", by: .number(1), count: 1))))
    let ended = before.and(.incident(.number(1), .ended(at: minute(1))))
    #expect(
      ended.when(.declaring(components: [], prunes: true))
        == .success([.component(.number(1), .retired)]))
  }

  @Test func `what several incidents refer to is told once, with their number and one of them`() {
    let before = given(StatusEvent.page).and(
      .band("limited", 50), .band("broken", 100), .opened(3, impacts: [.on(1, 40), .on(1, 45)]),
      .opened(2, impacts: [.on(1, 40)]), .opened(4, impacts: [.on(1, 30)]))
    let command = StatusCommand.declaring(
      impactTypes: [], components: [], severities: [.band("broken", 100)], prunes: true)
    #expect(
      before.when(command)
        == refused(
          ("impactTypes", .inUse("Connectivity", by: .number(2), count: 3)),
          ("components", .inUse("API", by: .number(2), count: 3)),
          ("severities", .inUse("limited", by: .number(2), count: 3))))
    let fault = DeclarationFault(
      path: "components", reason: .inUse("API", by: .number(2), count: 3))
    #expect(
      fault.sentence == """
        "API" is not declared, and 3 incidents, open or planned, refer to it, such as \
        00000000-0000-0000-0000-000000000002: declare it, or end them first
        """)
  }

  @Test func `a new list of phases is a new generation`() {
    let before = given(.published(1, ["New", "Done"]))
    #expect(
      before.when(.declaring(phases: ["New", "Closed"]))
        == .success([.published(2, ["New", "Closed"])]))
    #expect(
      plan(before, .declaring(phases: ["New", "Closed", "Told"]))?.steps.first?.differences == [
        .init("phases[1]", .text("Done"), .text("Closed")),
        .init("phases[2]", nil, .text("Told")),
      ])
  }

  @Test func `a rehearsal records nothing, and is refused like the real thing`() {
    let command = StatusCommand.declaring(
      components: [DeclaredComponent(name: "API")], isRehearsal: true)
    #expect(given().when(command) == .nothing)
    #expect(plan(given(), command)?.steps.map(\.action) == [.create])
    #expect(plan(given(), command)?.steps.first?.id == nil, "it gets one when it is made")
    #expect(
      given(.registered(1, "API"), .registered(2, "API")).when(command) != .nothing)
  }

  @Test func `I11 more than a transaction holds is refused`() {
    let many = (0...Limits.provisionedEventsMax).map { number in
      DeclaredComponent(name: valid { () throws(Rule) in try Name("c\(number)") })
    }
    #expect(
      given().when(.declaring(components: many))
        == refused(
          ("", .tooManyChanges(many.count, things: many.count, prunes: false))))
    let most = StatusCommand.declaring(components: Array(many.dropLast()))
    guard case .success(let events) = given().when(most) else {
      Issue.record("it is refused")
      return
    }
    #expect(events.count == Limits.provisionedEventsMax)
  }

  @Test func `I11 what is too much says what is counted, and how to go on`() {
    let keyed = (0...Limits.provisionedEventsMax / 2).map { number in
      DeclaredComponent(
        key: DeclarationKey(recorded: "k\(number)"),
        name: valid { () throws(Rule) in try Name("c\(number)") })
    }
    func told(_ before: Given, _ command: StatusCommand) -> String? {
      guard case .failure(.declaration(let faults)) = before.when(command) else { return nil }
      return faults.count == 1 ? faults[0].sentence : nil
    }
    let tooMuch = """
      it takes 4098 changes of 2049 things (a thing's key is a change beside it), and at most \
      4096 are recorded at once: declare it in parts
      """
    #expect(told(given(), .declaring(components: keyed)) == tooMuch)
    // Parts with pruning would retire each other.
    #expect(
      told(given(), .declaring(components: keyed, prunes: true))
        == tooMuch + " without pruning, and at last as a whole with it")
    let full = given((0...Limits.provisionedEventsMax).map { .registered($0 + 1) })
    #expect(
      told(full, .declaring(components: [], prunes: true)) == """
        it retires 4097 things, and at most 4096 changes are recorded at once: leave some of them \
        declared at first
        """)
  }
}
