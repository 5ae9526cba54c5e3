import HashTreeCollections

/// Takes `event`, which was recorded, into `state`. Never refuses: an event that does not fit means
/// that the log is not the one it claims to be, and traps.
package func evolve(_ state: inout StatusState, _ event: StatusEvent) {
  switch event {
  case .component(let id, let event):
    Component.evolve(&state.components[id], id: id, event)
    if case .registered(_, _, let source?) = event { state.sources[source] = .component(id) }
  case .impactType(let id, let event):
    ImpactType.evolve(&state.impactTypes[id], id: id, event)
    if case .defined(_, _, let source?) = event { state.sources[source] = .impactType(id) }
  case .severity(let event): state.severities.evolve(event)
  case .phases(let event): state.phases.evolve(event)
  case .incident(let id, let event):
    Incident.evolve(&state.incidents[id], id: id, event)
    state.rememberSource(of: event, id)
  case .token(let id, let event): Token.evolve(&state.tokens[id], id: id, event)
  case .log(.epochOpened): state.logVersion += 1
  }
}

extension StatusState {
  fileprivate mutating func rememberSource(of event: IncidentEvent, _ id: IncidentID) {
    if case .opened(let opening) = event, let source = opening.source {
      sources[source] = .incident(id)
    }
    if case .updatePosted(let order, _, _, _, let source?) = event {
      sources[source] = .update(id, order: order)
    }
  }
}
