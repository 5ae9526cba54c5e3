import HashTreeCollections
import StandardForms

/// Compares a declaration with what is here, kind by kind, and gathers what differs.
struct Planner {
  let state: StatusState
  let command: ProvisionCommand
  let now: Timestamp
  /// For what may be pruned, the incidents that are open or planned and refer to it.
  private var componentUses: [ComponentID: [IncidentID]] = [:]
  private var impactTypeUses: [ImpactTypeID: [IncidentID]] = [:]
  var steps: [ProvisioningPlan.Step] = []
  var events: [StatusEvent] = []
  var faults: [DeclarationFault] = []

  init(_ command: ProvisionCommand, _ state: StatusState, now: Timestamp) {
    self.command = command
    self.state = state
    self.now = now
    guard command.prunes else { return }
    for incident in state.incidents.values where !incident.isFinished(at: now) {
      for component in Set(incident.impacts.map(\.component)) {
        componentUses[component, default: []].append(incident.id)
      }
      for type in Set(incident.impacts.map(\.type)) {
        impactTypeUses[type, default: []].append(incident.id)
      }
    }
  }

  mutating func fault(_ path: String, _ reason: DeclarationFault.Reason) {
    faults.append(DeclarationFault(path: path, reason: reason))
  }
}

extension Planner {
  /// What becomes of the components.
  mutating func plan(components declared: [DeclaredComponent]) {
    plan(declared, among: state.components, newIDs: command.newComponents, uses: componentUses)
  }

  /// What becomes of the impact types.
  mutating func plan(impactTypes declared: [DeclaredImpactType]) {
    plan(declared, among: state.impactTypes, newIDs: command.newImpactTypes, uses: impactTypeUses)
  }

  private mutating func plan<Thing: Declarable>(
    _ declared: [Thing.Declared], among things: TreeDictionary<ID<Thing>, Thing>,
    newIDs: [ID<Thing>], uses: [ID<Thing>: [IncidentID]]
  ) {
    precondition(newIDs.count == declared.count, "an identity for each that is new")
    let matching = ThingMatching<Thing>(
      declared.map { .init(id: $0.id, key: $0.key, name: .known($0.name.text)) },
      among: things.values.map { .init(id: $0.id, key: $0.key, name: $0.name) }, list: Thing.list)
    faults += matching.faults
    guard matching.faults.isEmpty else { return }
    var count = things.count
    for (index, wanted) in declared.enumerated() {
      let thing = matching.found[index].flatMap { things[$0] }
      if thing == nil { count += 1 }
      take(wanted, thing, thing?.id ?? newIDs[index])
    }
    if command.prunes {
      let kept = Set(matching.found.compactMap { $0 })
      let others = things.values.filter { !kept.contains($0.id) }
      count -= others.count
      for thing in others.sorted(by: { $0.id < $1.id }) { retire(thing, uses[thing.id] ?? []) }
    }
    if count > Thing.countMax { fault(Thing.list, .tooMany(max: Thing.countMax)) }
  }

  private mutating func take<Thing: Declarable>(
    _ wanted: Thing.Declared, _ thing: Thing?, _ id: ID<Thing>
  ) {
    var changes = thing?.changes(to: wanted) ?? [Thing.making(wanted)]
    if let key = wanted.key, key != thing?.key { changes.append(.keyed(key)) }
    guard !changes.isEmpty else { return }
    events += changes.map { Thing.event(id, $0) }
    let isAdopted = thing?.key == nil && wanted.key.map { [.keyed($0)] } == changes
    tell(
      Thing.kind, wanted.name.text, id.uuid, isNew: thing == nil, isAdopted: isAdopted,
      changes.flatMap { $0.differences(from: thing) })
  }

  private mutating func retire<Thing: Declarable>(_ thing: Thing, _ uses: [IncidentID]) {
    if let first = uses.min() {
      let name = thing.name.known ?? "(withheld)"
      return fault(Thing.list, .inUse(name, by: first, count: uses.count))
    }
    events.append(Thing.event(thing.id, Thing.retirement))
    steps.append(
      .init(
        kind: Thing.kind, action: .retire, name: thing.name.known, id: thing.id.uuid,
        differences: []))
  }
}

extension Planner {
  /// A new generation, if the phases are not those of the newest.
  mutating func plan(phases declared: PhaseNames) {
    let old = state.phases[state.phases.newest] ?? []
    let new = declared.names.map { Text.known($0.text) }
    guard old != new else { return }
    guard state.phases.newest < Limits.generationsMax else {
      return fault("phases", .tooMany(max: Limits.generationsMax))
    }
    let generation = state.phases.newest + 1
    events.append(.phases(.published(generation: generation, names: new)))
    let places = 0..<max(old.count, new.count)
    tell(
      .phases, "generation \(generation)", nil, isNew: generation == 1, isAdopted: false,
      places.compactMap { place in
        let before = place < old.count ? old[place] : nil
        let after = place < new.count ? new[place] : nil
        return before == after ? nil : .init("phases[\(place)]", .init(before), .init(after))
      })
  }

  private mutating func tell(
    _ kind: ProvisioningPlan.Kind, _ name: String, _ id: UUIDValue?, isNew: Bool,
    isAdopted: Bool, _ differences: [ProvisioningPlan.Difference]
  ) {
    steps.append(
      .init(
        kind: kind, action: isNew ? .create : isAdopted ? .adopt : .change, name: name,
        // What is only rehearsed gets its identity when it is made.
        id: isNew && command.isRehearsal ? nil : id, differences: differences))
  }
}
