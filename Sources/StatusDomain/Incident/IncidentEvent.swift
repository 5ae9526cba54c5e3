package import StandardForms

/// What can have happened to an incident: one case for each fact that can change.
package enum IncidentEvent: Hashable, Sendable {
  case opened(Opening)
  case renamed(Text)
  case described(Text?)
  case impactsReplaced([Impact])
  /// The begin was moved.
  case rescheduled(beganAt: Timestamp)
  /// The end was set or moved.
  case ended(at: Timestamp)
  /// The end was taken away.
  case reopened
  case phaseChanged(PhaseReference?)
  case updatePosted(
    order: Int, name: Text?, description: Text?, createdAt: Timestamp, source: Source?)
  case updateRenamed(order: Int, Text?)
  case updateDescribed(order: Int, Text?)
  case updateRedated(order: Int, createdAt: Timestamp)
  case updateDeleted(order: Int)
  case deleted

  /// All that was said of an incident when it was opened.
  package struct Opening: Hashable, Sendable {
    /// Its name.
    package let name: Text
    /// What it is about.
    package let description: Text?
    /// What it affects.
    package let impacts: [Impact]
    /// When it began or will begin.
    package let beganAt: Timestamp
    /// When it ended or will end.
    package let endedAt: Timestamp?
    /// The phase that it is in.
    package let phase: PhaseReference?
    /// Where it was imported from.
    package let source: Source?

    /// An opening of these parts.
    package init(
      name: Text, description: Text?, impacts: [Impact], beganAt: Timestamp,
      endedAt: Timestamp?, phase: PhaseReference?, source: Source?
    ) {
      self.name = name
      self.description = description
      self.impacts = impacts
      self.beganAt = beganAt
      self.endedAt = endedAt
      self.phase = phase
      self.source = source
    }
  }
}

extension Incident {
  /// The incident after `event`; `nil` before it was opened and after it was deleted.
  package static func evolve(_ incident: inout Incident?, id: IncidentID, _ event: IncidentEvent) {
    switch event {
    case .opened(let opening):
      precondition(incident == nil, "I4: \(id.text) was opened twice")
      incident = Incident(id: id, opening)
    case .deleted:
      precondition(incident != nil, "I4: \(id.text) was deleted but is not there")
      incident = nil
    case .renamed, .described, .impactsReplaced, .rescheduled, .ended, .reopened, .phaseChanged,
      .updatePosted, .updateRenamed, .updateDescribed, .updateRedated, .updateDeleted:
      precondition(incident != nil, "I4: an event of an incident that is not there")
      incident!.version += 1
      incident!.revise(event)
    }
  }

  private init(id: IncidentID, _ opening: IncidentEvent.Opening) {
    self.init(
      id: id, name: opening.name, description: opening.description, impacts: opening.impacts,
      beganAt: opening.beganAt, endedAt: opening.endedAt, phase: opening.phase,
      source: opening.source)
  }

  private mutating func revise(_ event: IncidentEvent) {
    switch event {
    case .opened, .deleted: preconditionFailure("handled before")
    case .renamed(let name): self.name = name
    case .described(let description): self.description = description
    case .impactsReplaced(let impacts): self.impacts = impacts
    case .rescheduled(let beganAt): self.beganAt = beganAt
    case .ended(let time): endedAt = time
    case .reopened: endedAt = nil
    case .phaseChanged(let phase): self.phase = phase
    case .updatePosted(let order, let name, let description, let createdAt, let source):
      precondition(order == nextOrder, "I4: updates are numbered without a gap")
      nextOrder += 1
      updates.append(
        IncidentUpdate(
          order: order, name: name, description: description, createdAt: createdAt,
          source: source, version: version))
    case .updateRenamed(let order, let name): revise(order) { $0.name = name }
    case .updateDescribed(let order, let text): revise(order) { $0.description = text }
    case .updateRedated(let order, let createdAt): revise(order) { $0.createdAt = createdAt }
    case .updateDeleted(let order): updates.remove(at: place(of: order))
    }
  }

  private mutating func revise(_ order: Int, _ change: (inout IncidentUpdate) -> Void) {
    let place = place(of: order)
    change(&updates[place])
    updates[place].version = version
  }

  private func place(of order: Int) -> Int {
    guard let place = updates.firstIndex(where: { $0.order == order }) else {
      preconditionFailure("I4: an event of an update that is not there")
    }
    return place
  }
}
