import StandardForms

/// What is decided at once.
enum ReapplyingStep {
  case single(Reapplication.Orphan, StatusEvent)
  case change(IncidentChange, [IncidentFact: Reapplication.Orphan])

  /// Takes the next orphans off `rest`, at least one.
  init(
    _ rest: inout ArraySlice<Reapplication.Orphan>, known: (UUIDValue) -> Outcome?
  ) throws(Rejection) {
    let first = rest.removeFirst()
    let event = try first.eventHere(known)
    guard var change = try IncidentChange(event), let fact = event.incidentFact else {
      self = .single(first, event)
      return
    }
    var orphans = [fact: first]
    while let next = rest.first {
      let event = try next.eventHere(known)
      guard try change.join(event), let fact = event.incidentFact else { break }
      orphans[fact] = next
      rest.removeFirst()
    }
    self = .change(change, orphans)
  }
}

extension StatusEvent {
  fileprivate var incidentFact: IncidentFact? {
    guard case .incident(_, let event) = self else { return nil }
    return IncidentFact(event)
  }
}

extension Reapplication.Orphan {
  /// What happened, with orders and generations as they are here.
  fileprivate func eventHere(_ known: (UUIDValue) -> Outcome?) throws(Rejection) -> StatusEvent {
    guard case .incident(let id, var event) = event else { return event }
    if let update {
      guard case .order(let order)? = known(update) else {
        throw .conflict(.restsOnOrphan(update))
      }
      event = event.of(update: order)
    }
    if let phases {
      guard case .generation(let generation)? = known(phases) else {
        throw .conflict(.restsOnOrphan(phases))
      }
      event = event.referring(to: generation)
    }
    return .incident(id, event)
  }
}

extension IncidentEvent {
  /// The same of the update with this order.
  fileprivate func of(update order: Int) -> IncidentEvent {
    switch self {
    case .updateRenamed(_, let name): .updateRenamed(order: order, name)
    case .updateDescribed(_, let text): .updateDescribed(order: order, text)
    case .updateRedated(_, let time): .updateRedated(order: order, createdAt: time)
    case .updateDeleted: .updateDeleted(order: order)
    case .opened, .renamed, .described, .impactsReplaced, .rescheduled, .ended, .reopened,
      .phaseChanged, .updatePosted, .deleted:
      self
    }
  }

  /// The same with a phase of this generation.
  fileprivate func referring(to generation: Int) -> IncidentEvent {
    switch self {
    case .opened(let opening):
      .opened(
        Opening(
          name: opening.name, description: opening.description, impacts: opening.impacts,
          beganAt: opening.beganAt, endedAt: opening.endedAt,
          phase: opening.phase.map {
            PhaseReference(generation: generation, order: $0.order)
          }, source: opening.source))
    case .phaseChanged(let phase):
      .phaseChanged(phase.map { PhaseReference(generation: generation, order: $0.order) })
    case .renamed, .described, .impactsReplaced, .rescheduled, .ended, .reopened, .updatePosted,
      .updateRenamed, .updateDescribed, .updateRedated, .updateDeleted, .deleted:
      self
    }
  }
}
