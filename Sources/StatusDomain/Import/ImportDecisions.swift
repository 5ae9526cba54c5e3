import HashTreeCollections
import StandardForms

extension StatusState {
  func decide(_ command: ImportCommand, now: Timestamp) throws(Rejection) -> [StatusEvent] {
    switch command {
    case .component(let new, let source, let draft):
      return try importComponent(new, source, draft)
    case .impactType(let new, let source, let draft):
      return try importImpactType(new, source, draft)
    case .incident(let new, let source, let incident):
      return try importIncident(new, source, incident, now: now)
    }
  }

  private func importComponent(
    _ new: ComponentID, _ source: Source, _ draft: ComponentDraft
  ) throws(Rejection) -> [StatusEvent] {
    switch sources[source] {
    case nil:
      try roomForComponent()
      let name = Text.known(draft.name.text)
      return [
        .component(new, .registered(name: name, labels: draft.labels.values, source: source))
      ]
    case .component(let id):
      // What was deleted here stays deleted, however often it is imported.
      guard let component = components[id] else { return [] }
      let revision = ComponentRevision(name: draft.name, labels: draft.labels)
      return revision.events(changing: component).map { .component(id, $0) }
    case .impactType, .incident, .update:
      throw .invalid(field: "source", rule: .sourceOfAnotherKind)
    }
  }

  private func importImpactType(
    _ new: ImpactTypeID, _ source: Source, _ draft: ImpactTypeDraft
  ) throws(Rejection) -> [StatusEvent] {
    switch sources[source] {
    case nil:
      try roomForImpactType()
      let description = draft.description.map { Text.known($0.text) }
      return [
        .impactType(
          new, .defined(name: .known(draft.name.text), description: description, source: source))
      ]
    case .impactType(let id):
      guard let type = impactTypes[id] else { return [] }
      let revision = ImpactTypeRevision(
        name: draft.name, description: draft.description.map { .set($0) } ?? .clear)
      return revision.events(changing: type).map { .impactType(id, $0) }
    case .component, .incident, .update:
      throw .invalid(field: "source", rule: .sourceOfAnotherKind)
    }
  }

  private func importIncident(
    _ new: IncidentID, _ source: Source, _ imported: ImportedIncident, now: Timestamp
  ) throws(Rejection) -> [StatusEvent] {
    guard imported.updates.count <= Limits.importedUpdatesMax else {
      throw .invalid(field: "updates", rule: .tooMany(max: Limits.importedUpdatesMax))
    }
    switch sources[source] {
    case nil:
      let impacts = try resolved(imported.impacts, keeping: [])
      try check(imported, impacts, keeping: nil)
      let opened = IncidentEvent.opened(
        IncidentEvent.Opening(
          name: .known(imported.name.text),
          description: imported.description.map { .known($0.text) }, impacts: impacts.impacts,
          beganAt: imported.beganAt, endedAt: imported.endedAt, phase: imported.phase,
          source: source))
      let updates = try updateEvents(imported.updates, of: nil, new, source, now: now)
      return ([opened] + updates).map { .incident(new, $0) }
    case .incident(let id):
      guard let incident = incidents[id] else { return [] }
      let impacts = try resolved(imported.impacts, keeping: incident.impacts)
      try check(imported, impacts, keeping: incident)
      let revision = IncidentRevision(
        name: imported.name, description: imported.description.map { .set($0) } ?? .clear,
        impacts: impacts, beganAt: imported.beganAt,
        endedAt: imported.endedAt.map { .set($0) } ?? .clear,
        phase: imported.phase.map { .set($0) } ?? .clear)
      let updates = try updateEvents(imported.updates, of: incident, id, source, now: now)
      return (revision.events(changing: incident) + updates).map { .incident(id, $0) }
    case .component, .impactType, .update:
      throw .invalid(field: "source", rule: .sourceOfAnotherKind)
    }
  }

  private func check(
    _ imported: ImportedIncident, _ impacts: ImpactList, keeping incident: Incident?
  ) throws(Rejection) {
    try checkPhase(imported.phase, keeping: incident?.phase)
    try checkWindow(
      imported.beganAt, imported.endedAt,
      isMaintenance: impacts.impacts.contains { $0.severity == .maintenance })
  }

  /// What is new among `imported`, and what differs from what is here.
  private func updateEvents(
    _ imported: [ImportedUpdate], of incident: Incident?, _ id: IncidentID, _ source: Source,
    now: Timestamp
  ) throws(Rejection) -> [IncidentEvent] {
    var events: [IncidentEvent] = []
    var next = incident?.nextOrder ?? 0
    var seen: Set<Source> = [source]
    for (index, update) in imported.enumerated() {
      let draft = update.draft
      guard seen.insert(update.source).inserted else {
        throw .invalid(field: "updates[\(index)].source", rule: .duplicate)
      }
      switch sources[update.source] {
      case nil:
        guard next < Limits.updatesMax else {
          throw .conflict(.tooMany(.incidentUpdate, max: Limits.updatesMax))
        }
        events.append(
          .updatePosted(
            order: next, name: draft.name.map { .known($0.text) },
            description: draft.description.map { .known($0.text) },
            createdAt: draft.createdAt ?? now, source: update.source))
        next += 1
      case .update(id, let order):
        guard let known = incident?.update(order) else { continue }
        let revision = UpdateRevision(
          name: draft.name.map { .set($0) } ?? .clear,
          description: draft.description.map { .set($0) } ?? .clear, createdAt: draft.createdAt)
        events += revision.events(changing: known)
      case .component, .impactType, .incident, .update:
        throw .invalid(field: "updates[\(index)].source", rule: .sourceOfAnotherKind)
      }
    }
    return events
  }

  private func resolved(
    _ imported: [ImportedImpact], keeping kept: [Impact]
  ) throws(Rejection) -> ImpactList {
    var impacts: [Impact] = []
    for (index, impact) in imported.enumerated() {
      guard case .component(let component)? = target(impact.component, { .component(ID($0)) })
      else { throw .invalid(field: "affects[\(index)].component", rule: .unknownReference) }
      guard case .impactType(let type)? = target(impact.type, { .impactType(ID($0)) })
      else { throw .invalid(field: "affects[\(index)].type", rule: .unknownReference) }
      impacts.append(Impact(component: component, type: type, severity: impact.severity))
    }
    try checkReferences(of: impacts, keeping: kept, member: "component")
    do throws(ElementFault) {
      return try ImpactList(impacts)
    } catch {
      throw .invalid(
        field: error.index.map { "affects[\($0)]" } ?? "affects", rule: error.rule)
    }
  }

  private func target(
    _ reference: ImportReference, _ imported: (UUIDValue) -> Imported
  ) -> Imported? {
    switch reference {
    case .id(let uuid): imported(uuid)
    case .source(let source): sources[source]
    }
  }
}
