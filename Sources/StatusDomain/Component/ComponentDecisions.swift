import HashTreeCollections
import StandardForms

extension StatusState {
  func decide(
    _ command: ComponentCommand, _ id: ComponentID, now: Timestamp
  ) throws(Rejection) -> [ComponentEvent] {
    switch (command, components[id]) {
    case (.register(let draft), nil):
      try roomForComponent()
      return [
        .registered(name: .known(draft.name.text), labels: draft.labels.values, source: nil)
      ]
    case (.register, .some): preconditionFailure("an identity was drawn twice: \(id.text)")
    case (.revise(let revision, let precondition), .some(let component)):
      try precondition.check(component.version)
      return revision.events(changing: component)
    case (.retire(let precondition), .some(let component)):
      try precondition.check(component.version)
      if let incident = unfinishedIncident(at: now, where: { $0.component == id }) {
        throw .conflict(.inUse(by: incident))
      }
      return [.retired]
    case (.revise, nil), (.retire, nil): throw .notFound(.component)
    }
  }

  func roomForComponent() throws(Rejection) {
    guard components.count < Limits.componentsMax else {
      throw .conflict(.tooMany(.component, max: Limits.componentsMax))
    }
  }

  /// The first incident by identity that is open or planned at `now` and has such an impact: the
  /// order of a dictionary differs from process to process, a decision must not.
  func unfinishedIncident(at now: Timestamp, where matches: (Impact) -> Bool) -> IncidentID? {
    unfinishedIncidents(at: now, where: matches).min()
  }

  /// The incidents that are open or planned at `now` and have such an impact, in any order.
  func unfinishedIncidents(at now: Timestamp, where matches: (Impact) -> Bool) -> [IncidentID] {
    incidents.values
      .filter { !$0.isFinished(at: now) && $0.impacts.contains(where: matches) }.map(\.id)
  }
}

extension ComponentRevision {
  func events(changing component: Component) -> [ComponentEvent] {
    var events: [ComponentEvent] = []
    if let name, component.name != .known(name.text) { events.append(.renamed(.known(name.text))) }
    if let labels, !labels.areSame(as: component.labels) {
      events.append(.relabelled(labels.values))
    }
    return events
  }
}

extension Labels {
  /// Whether `other` has the same labels to the byte.
  fileprivate func areSame(as other: [String: String]) -> Bool {
    values.sorted { $0.key < $1.key }.elementsEqual(other.sorted { $0.key < $1.key }) {
      $0.key.hasSameBytes(as: $1.key) && $0.value.hasSameBytes(as: $1.value)
    }
  }
}
