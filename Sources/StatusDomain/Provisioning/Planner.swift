import HashTreeCollections
import StandardForms

/// Compares a declaration with what is here, kind by kind, and gathers what differs.
struct Planner {
  let state: StatusState
  let command: ProvisionCommand
  let now: Timestamp
  /// For what may be pruned, an incident that is open or planned and refers to it.
  private var componentUses: [ComponentID: IncidentID] = [:]
  private var impactTypeUses: [ImpactTypeID: IncidentID] = [:]
  var steps: [ProvisioningPlan.Step] = []
  var events: [StatusEvent] = []
  var faults: [DeclarationFault] = []

  init(_ command: ProvisionCommand, _ state: StatusState, now: Timestamp) {
    self.command = command
    self.state = state
    self.now = now
    guard command.prunes else { return }
    for incident in state.incidents.values where !incident.isFinished(at: now) {
      for impact in incident.impacts {
        componentUses[impact.component] = min(
          componentUses[impact.component] ?? incident.id, incident.id)
        impactTypeUses[impact.type] = min(impactTypeUses[impact.type] ?? incident.id, incident.id)
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
    precondition(command.newComponents.count == declared.count, "an identity for each that is new")
    let matching = ThingMatching<Component>(
      declared.map { .init(id: $0.id, key: $0.key, name: .known($0.name.text)) },
      among: state.components.values.map { .init(id: $0.id, key: $0.key, name: $0.name) },
      list: "components")
    faults += matching.faults
    guard matching.faults.isEmpty else { return }
    var count = state.components.count
    for (index, wanted) in declared.enumerated() {
      if let component = matching.found[index].flatMap({ state.components[$0] }) {
        let revision = ComponentRevision(name: wanted.name, labels: wanted.labels)
        var changes = revision.events(changing: component)
        if let key = wanted.key, key != component.key { changes.append(.keyed(key)) }
        take(changes, changing: component, component.id, wanted)
      } else {
        count += 1
        let made = ComponentEvent.registered(
          name: .known(wanted.name.text), labels: wanted.labels?.values ?? [:], source: nil)
        let changes = [made] + (wanted.key.map { [.keyed($0)] } ?? [])
        take(changes, changing: nil, command.newComponents[index], wanted)
      }
    }
    if command.prunes {
      let kept = Set(matching.found.compactMap { $0 })
      let others = state.components.values.filter { !kept.contains($0.id) }
      count -= others.count
      for component in others.sorted(by: { $0.id < $1.id }) { retire(component) }
    }
    if count > Limits.componentsMax {
      fault("components", .tooMany(max: Limits.componentsMax))
    }
  }

  private mutating func take(
    _ changes: [ComponentEvent], changing component: Component?, _ id: ComponentID,
    _ wanted: DeclaredComponent
  ) {
    guard !changes.isEmpty else { return }
    events += changes.map { .component(id, $0) }
    tell(
      .component, wanted.name.text, id.uuid, isNew: component == nil,
      isAdopted: changes.count == 1 && component?.key == nil && changes[0].isKeyed,
      changes.flatMap { $0.differences(from: component) })
  }

  private mutating func retire(_ component: Component) {
    if let incident = componentUses[component.id] {
      return fault("components", .inUse(component.name.shown, by: incident))
    }
    events.append(.component(component.id, .retired))
    steps.append(
      .init(
        kind: .component, action: .retire, name: component.name.known, id: component.id.uuid,
        differences: []))
  }
}

extension Planner {
  /// What becomes of the impact types.
  mutating func plan(impactTypes declared: [DeclaredImpactType]) {
    precondition(
      command.newImpactTypes.count == declared.count, "an identity for each that is new")
    let matching = ThingMatching<ImpactType>(
      declared.map { .init(id: $0.id, key: $0.key, name: .known($0.name.text)) },
      among: state.impactTypes.values.map { .init(id: $0.id, key: $0.key, name: $0.name) },
      list: "impactTypes")
    faults += matching.faults
    guard matching.faults.isEmpty else { return }
    var count = state.impactTypes.count
    for (index, wanted) in declared.enumerated() {
      if let type = matching.found[index].flatMap({ state.impactTypes[$0] }) {
        let revision = ImpactTypeRevision(name: wanted.name, description: wanted.change)
        var changes = revision.events(changing: type)
        if let key = wanted.key, key != type.key { changes.append(.keyed(key)) }
        take(changes, changing: type, type.id, wanted)
      } else {
        count += 1
        let made = ImpactTypeEvent.defined(
          name: .known(wanted.name.text),
          description: wanted.change.applied(to: nil).map { .known($0.text) }, source: nil)
        let changes = [made] + (wanted.key.map { [.keyed($0)] } ?? [])
        take(changes, changing: nil, command.newImpactTypes[index], wanted)
      }
    }
    if command.prunes {
      let kept = Set(matching.found.compactMap { $0 })
      let others = state.impactTypes.values.filter { !kept.contains($0.id) }
      count -= others.count
      for type in others.sorted(by: { $0.id < $1.id }) { retire(type) }
    }
    if count > Limits.impactTypesMax {
      fault("impactTypes", .tooMany(max: Limits.impactTypesMax))
    }
  }

  private mutating func take(
    _ changes: [ImpactTypeEvent], changing type: ImpactType?, _ id: ImpactTypeID,
    _ wanted: DeclaredImpactType
  ) {
    guard !changes.isEmpty else { return }
    events += changes.map { .impactType(id, $0) }
    tell(
      .impactType, wanted.name.text, id.uuid, isNew: type == nil,
      isAdopted: changes.count == 1 && type?.key == nil && changes[0].isKeyed,
      changes.flatMap { $0.differences(from: type) })
  }

  private mutating func retire(_ type: ImpactType) {
    if let incident = impactTypeUses[type.id] {
      return fault("impactTypes", .inUse(type.name.shown, by: incident))
    }
    events.append(.impactType(type.id, .removed))
    steps.append(
      .init(
        kind: .impactType, action: .retire, name: type.name.known, id: type.id.uuid,
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

extension ComponentEvent {
  fileprivate var isKeyed: Bool { if case .keyed = self { true } else { false } }
}

extension ImpactTypeEvent {
  fileprivate var isKeyed: Bool { if case .keyed = self { true } else { false } }
}

extension DeclaredImpactType {
  /// What is declared of the description: an empty one is none.
  fileprivate var change: Change<Description> {
    description.map { $0.text.isEmpty ? .clear : .set($0) } ?? .keep
  }
}

extension Text {
  fileprivate var shown: String { known ?? "(withheld)" }
}
