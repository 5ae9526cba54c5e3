import HashTreeCollections

/// Takes `event`, which was recorded, into `state`. Never refuses: an event that does not fit means
/// that the log is not the one it claims to be, and traps.
package func evolve(_ state: inout StatusState, _ event: StatusEvent) {
  switch event {
  case .component(let id, let event):
    Component.evolve(&state.components[id], id: id, event)
  case .impactType(let id, let event):
    ImpactType.evolve(&state.impactTypes[id], id: id, event)
  case .severity(let event): state.severities.evolve(event)
  case .phases(let event): state.phases.evolve(event)
  case .incident(let id, let event):
    Incident.evolve(&state.incidents[id], id: id, event)
  case .token(let id, let event): Token.evolve(&state.tokens[id], id: id, event)
  case .log(let event): state.take(event)
  }
  state.sources.remember(event)
}
