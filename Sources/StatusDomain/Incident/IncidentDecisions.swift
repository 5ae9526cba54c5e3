import HashTreeCollections
import StandardForms

extension StatusState {
  func decide(
    _ command: IncidentCommand, _ id: IncidentID, now: Timestamp
  ) throws(Rejection) -> [IncidentEvent] {
    switch (command, incidents[id]) {
    case (.open(let draft), nil): return [.opened(try opening(draft, now: now))]
    case (.open, .some): preconditionFailure("an identity was drawn twice: \(id.text)")
    case (.revise(let revision, let precondition), let incident):
      return try revise(incident, revision, precondition)
    case (.delete(let precondition), .some(let incident)):
      try precondition.check(incident.version)
      return [.deleted]
    case (.postUpdate(let draft), .some(let incident)):
      guard incident.nextOrder < Limits.updatesMax else {
        throw .conflict(.tooMany(.incidentUpdate, max: Limits.updatesMax))
      }
      return [
        .updatePosted(
          order: incident.nextOrder, name: draft.name.map { .known($0.text) },
          description: draft.description.map { .known($0.text) },
          createdAt: draft.createdAt ?? now, source: nil)
      ]
    case (.reviseUpdate(let order, let revision, let precondition), .some(let incident)):
      return try revise(incident, order, revision, precondition)
    case (.deleteUpdate(let order, let precondition), .some(let incident)):
      guard let update = incident.update(order) else { throw .notFound(.incidentUpdate) }
      try precondition.check(update.version)
      return [.updateDeleted(order: order)]
    case (.delete, nil), (.postUpdate, nil), (.reviseUpdate, nil), (.deleteUpdate, nil):
      throw .notFound(.incident)
    }
  }

  private func opening(
    _ draft: IncidentDraft, now: Timestamp
  ) throws(Rejection) -> IncidentEvent.Opening {
    try checkReferences(of: draft.impacts.impacts, keeping: [])
    try checkPhase(draft.phase, keeping: nil)
    let isMaintenance = draft.impacts.impacts.contains { $0.severity == .maintenance }
    if isMaintenance, draft.beganAt == nil {
      throw .invalid(field: "beganAt", rule: .maintenanceNeedsWindow)
    }
    let beganAt = draft.beganAt ?? now
    try checkWindow(beganAt, draft.endedAt, isMaintenance: isMaintenance)
    return IncidentEvent.Opening(
      name: .known(draft.name.text), description: draft.description.map { .known($0.text) },
      impacts: draft.impacts.impacts, beganAt: beganAt, endedAt: draft.endedAt,
      phase: draft.phase, source: nil)
  }

  /// A reference to what does not exist is told before an absent incident, an absent incident
  /// before a version that is not the expected one.
  private func revise(
    _ incident: Incident?, _ revision: IncidentRevision, _ precondition: Precondition
  ) throws(Rejection) -> [IncidentEvent] {
    if let impacts = revision.impacts?.impacts {
      try checkReferences(of: impacts, keeping: incident?.impacts ?? [])
    }
    if case .set(let phase) = revision.phase { try checkPhase(phase, keeping: incident?.phase) }
    guard let incident else { throw .notFound(.incident) }
    let impacts = revision.impacts?.impacts ?? incident.impacts
    if revision.impacts != nil || revision.beganAt != nil || revision.endedAt != .keep {
      try checkWindow(
        revision.beganAt ?? incident.beganAt, revision.endedAt.applied(to: incident.endedAt),
        isMaintenance: impacts.contains { $0.severity == .maintenance })
    }
    try precondition.check(incident.version)
    return revision.events(changing: incident)
  }

  private func revise(
    _ incident: Incident, _ order: Int, _ revision: UpdateRevision, _ precondition: Precondition
  ) throws(Rejection) -> [IncidentEvent] {
    guard let update = incident.update(order) else { throw .notFound(.incidentUpdate) }
    let name = revision.name.changing(update.name) ?? update.name
    let description = revision.description.changing(update.description) ?? update.description
    guard name != nil || (description != nil && description != .known("")) else {
      throw .invalid(field: "displayName", rule: .nameOrDescriptionNeeded)
    }
    try precondition.check(update.version)
    return revision.events(changing: update)
  }

  /// Whether all that `impacts` refer to exists, or was referred to before by `kept`; `member` is
  /// what the payload calls the component of an impact.
  func checkReferences(
    of impacts: [Impact], keeping kept: [Impact], member: String = "reference"
  ) throws(Rejection) {
    for (index, impact) in impacts.enumerated() {
      let isKnown =
        components[impact.component] != nil
        || kept.contains { $0.component == impact.component }
      guard isKnown else {
        throw .invalid(field: "affects[\(index)].\(member)", rule: .unknownReference)
      }
      let isKnownType =
        impactTypes[impact.type] != nil || kept.contains { $0.type == impact.type }
      guard isKnownType else {
        throw .invalid(field: "affects[\(index)].type", rule: .unknownReference)
      }
    }
  }

  func checkPhase(
    _ phase: PhaseReference?, keeping kept: PhaseReference?
  ) throws(Rejection) {
    guard let phase, phase != kept else { return }
    guard phases[phase] != nil else { throw .invalid(field: "phase", rule: .unknownReference) }
  }

  func checkWindow(
    _ beganAt: Timestamp, _ endedAt: Timestamp?, isMaintenance: Bool
  ) throws(Rejection) {
    guard let endedAt else {
      if isMaintenance { throw .invalid(field: "endedAt", rule: .maintenanceNeedsWindow) }
      return
    }
    guard endedAt >= beganAt else { throw .invalid(field: "endedAt", rule: .endBeforeBegin) }
  }
}
