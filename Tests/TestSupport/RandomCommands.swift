import HashTreeCollections
import StandardForms
package import StatusDomain

/// Draws commands of every kind, sound and unsound ones, mostly about what exists. The same seed
/// gives the same commands for the same states.
package struct RandomCommands {
  var random: SplitMix64
  private var drawn = 0

  /// The commands of this seed.
  package init(seed: UInt64) { self.random = SplitMix64(seed: seed) }

  /// A command that could come in when `state` holds, within some hours around `t0`.
  package mutating func next(for state: StatusState) -> StatusCommand {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<15: component(state)
    case 15..<23: impactType(state)
    case 23..<33: .severity(severity(state))
    case 33..<36: .publishPhases(["new", "known", "done"])
    case 36..<75: incident(state)
    case 75..<80: token(state)
    case _: .importing(importing(state))
    }
  }

  private mutating func fresh<Subject>() -> ID<Subject> {
    drawn += 1
    return .number(drawn)
  }

  /// Mostly one of `known`, sometimes one that never was.
  private mutating func existing<Subject>(_ known: [ID<Subject>]) -> ID<Subject> {
    random.chance(95) ? random.pick(known.sorted()) ?? .number(1_000_000) : .number(1_000_001)
  }

  private mutating func component(_ state: StatusState) -> StatusCommand {
    if random.chance(50) {
      return .component(fresh(), .register(ComponentDraft(name: name(), labels: labels())))
    }
    let id = existing(state.components.values.map(\.id))
    let precondition = precondition(state.version(of: .component(id)))
    if random.chance(40) { return .component(id, .retire(precondition)) }
    let revision = ComponentRevision(
      name: random.chance(50) ? name() : nil, labels: random.chance(50) ? labels() : nil)
    return .component(id, .revise(revision, precondition))
  }

  private mutating func impactType(_ state: StatusState) -> StatusCommand {
    if random.chance(50) {
      return .impactType(
        fresh(), .define(ImpactTypeDraft(name: name(), description: description())))
    }
    let id = existing(state.impactTypes.values.map(\.id))
    let precondition = precondition(state.version(of: .impactType(id)))
    if random.chance(40) { return .impactType(id, .remove(precondition)) }
    let revision = ImpactTypeRevision(
      name: random.chance(50) ? name() : nil, description: change { $0.description() })
    return .impactType(id, .revise(revision, precondition))
  }

  private mutating func severity(_ state: StatusState) -> SeverityCommand {
    let known = random.pick(state.severities.bands)
    let value = valid { () throws(Rule) in
      try BandEnd(random.pick([10, 33, 66, 100, Int64.random(in: 1...100, using: &random)]) ?? 1)
    }
    let precondition = precondition(known?.version ?? 1)
    switch Int.random(in: 0..<3, using: &random) {
    case 0: return .define(name: name(), value: value)
    case 1:
      let revision = SeverityRevision(
        name: random.chance(50) ? name() : nil, value: random.chance(50) ? value : nil)
      return .revise(name: known?.name ?? "none", revision, precondition)
    case _: return .remove(name: known?.name ?? "none", precondition)
    }
  }

  private mutating func token(_ state: StatusState) -> StatusCommand {
    if random.chance(60) {
      let id: TokenID = fresh()
      let draft = TokenDraft(
        name: name(), role: random.pick(Role.allCases) ?? .reader,
        digest: id.uuid.bytes + id.uuid.bytes, expiresAt: random.chance(30) ? time() : nil)
      return .token(id, .issue(draft))
    }
    return .token(existing(state.tokens.values.map(\.id)), .revoke)
  }
}

extension RandomCommands {
  fileprivate mutating func incident(_ state: StatusState) -> StatusCommand {
    if random.chance(25) { return .incident(fresh(), .open(draft(state))) }
    let id = existing(state.incidents.values.map(\.id))
    let incident = state.incidents[id]
    let precondition = precondition(incident?.version ?? 1)
    let order = random.pick(incident?.updates.map(\.order) ?? []) ?? 3
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return .incident(id, .delete(precondition))
    case 1, 2, 3: return .incident(id, .postUpdate(update()))
    case 4:
      let revision = UpdateRevision(
        name: change { $0.name() }, description: change { $0.description() },
        createdAt: random.chance(30) ? time() : nil)
      return .incident(id, .reviseUpdate(order: order, revision, .none))
    case 5: return .incident(id, .deleteUpdate(order: order, .none))
    case _: return .incident(id, .revise(revision(state), precondition))
    }
  }

  private mutating func draft(_ state: StatusState) -> IncidentDraft {
    IncidentDraft(
      name: name(), description: random.chance(50) ? description() : nil,
      impacts: impacts(state), beganAt: random.chance(80) ? time() : nil,
      endedAt: random.chance(60) ? time() : nil, phase: random.chance(40) ? phase(state) : nil)
  }

  private mutating func revision(_ state: StatusState) -> IncidentRevision {
    IncidentRevision(
      name: random.chance(30) ? name() : nil, description: change { $0.description() },
      impacts: random.chance(30) ? impacts(state) : nil,
      beganAt: random.chance(30) ? time() : nil, endedAt: change { $0.time() },
      phase: change { $0.phase(state) })
  }

  private mutating func impacts(_ state: StatusState) -> ImpactList {
    let impacts = (0..<Int.random(in: 0...3, using: &random)).map { _ in
      Impact(
        component: existing(state.components.values.map(\.id)),
        type: existing(state.impactTypes.values.map(\.id)), severity: impactSeverity())
    }
    do throws(ElementFault) { return try ImpactList(impacts) } catch { return .none }
  }

  private mutating func update() -> UpdateDraft {
    .saying(name(), random.chance(50) ? description() : nil, at: random.chance(50) ? time() : nil)
  }

  /// Sources come from a small stock, so that much is imported again, and some as another kind.
  fileprivate mutating func importing(_ state: StatusState) -> ImportCommand {
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      let draft = ComponentDraft(name: name(), labels: labels())
      return .component(new: fresh(), source("c"), draft)
    case 1:
      return .impactType(
        new: fresh(), source("t"), ImpactTypeDraft(name: name(), description: description()))
    case _: return .incident(new: fresh(), source("i"), importedIncident(state))
    }
  }

  private mutating func importedIncident(_ state: StatusState) -> ImportedIncident {
    let impacts = (0..<Int.random(in: 0...2, using: &random)).map { _ in
      ImportedImpact(
        component: .source(source("c")), type: .source(source("t")), severity: impactSeverity())
    }
    let updates = (0..<Int.random(in: 0...3, using: &random)).map { _ in
      ImportedUpdate(source: source("u"), draft: update())
    }
    let begin = time()
    return ImportedIncident(
      name: name(), description: random.chance(50) ? description() : nil, impacts: impacts,
      beganAt: begin, endedAt: random.chance(70) ? max(begin, time()) : nil,
      phase: random.chance(20) ? phase(state) : nil, occurredAt: nil, changedAt: nil,
      updates: updates)
  }

  private mutating func source(_ kind: String) -> Source {
    let kind = random.chance(97) ? kind : "x"
    return Source(recorded: "page/\(kind)/\(Int.random(in: 0..<12, using: &random))")
  }
}

extension RandomCommands {
  fileprivate mutating func name() -> Name {
    random.pick(["API", "Caf\u{E9}", "Cafe\u{301}", "Database", "Zone \"3\""]) ?? "x"
  }

  fileprivate mutating func description() -> Description {
    random.pick(["", "a text", "another\ntext"]) ?? ""
  }

  fileprivate mutating func labels() -> Labels {
    random.pick([[:], ["region": "EU"], ["region": "NL", "kind": "service"]]) ?? [:]
  }

  fileprivate mutating func time() -> Timestamp {
    minute(Int64.random(in: -120...120, using: &random))
  }

  fileprivate mutating func impactSeverity() -> ImpactSeverity {
    random.pick([0, 1, 33, 34, 66, 100]) ?? 0
  }

  fileprivate mutating func phase(_ state: StatusState) -> PhaseReference {
    PhaseReference(
      generation: Int.random(
        in: 0...state.phases.newest + (random.chance(10) ? 1 : 0), using: &random),
      order: Int.random(in: 0...3, using: &random))
  }

  fileprivate mutating func change<Value>(_ draw: (inout Self) -> Value) -> Change<Value> {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: .clear
    case 1: .set(draw(&self))
    case _: .keep
    }
  }

  fileprivate mutating func precondition(_ version: Int64) -> Precondition {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: .exists
    case 1: .versions([version])
    case 2: .versions([version + 1])
    case _: .none
    }
  }
}
