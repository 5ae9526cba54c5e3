extension IncidentRevision {
  /// One event for each fact that differs from `incident`'s.
  func events(changing incident: Incident) -> [IncidentEvent] {
    var events: [IncidentEvent] = []
    if let name, incident.name != .known(name.text) { events.append(.renamed(.known(name.text))) }
    if let text = description.changing(incident.description) { events.append(.described(text)) }
    if let impacts = impacts?.impacts, impacts != incident.impacts {
      events.append(.impactsReplaced(impacts))
    }
    if let beganAt, beganAt != incident.beganAt { events.append(.rescheduled(beganAt: beganAt)) }
    let end = endedAt.applied(to: incident.endedAt)
    if end != incident.endedAt { events.append(end.map { .ended(at: $0) } ?? .reopened) }
    let newPhase = phase.applied(to: incident.phase)
    if newPhase != incident.phase { events.append(.phaseChanged(newPhase)) }
    return events
  }
}

extension UpdateRevision {
  /// One event for each fact that differs from `update`'s.
  func events(changing update: IncidentUpdate) -> [IncidentEvent] {
    var events: [IncidentEvent] = []
    if let text = name.changing(update.name) {
      events.append(.updateRenamed(order: update.order, text))
    }
    if let text = description.changing(update.description) {
      events.append(.updateDescribed(order: update.order, text))
    }
    if let createdAt, createdAt != update.createdAt {
      events.append(.updateRedated(order: update.order, createdAt: createdAt))
    }
    return events
  }
}
