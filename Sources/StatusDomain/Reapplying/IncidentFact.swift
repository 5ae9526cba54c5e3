/// The one fact of an incident, or of one of its updates, that an event changed.
struct IncidentFact: Hashable {
  enum Part: Hashable {
    case name, description, impacts, begin, end, phase, time
  }

  /// The update's order; `nil` for the incident itself.
  let update: Int?
  let part: Part

  /// `nil` for what makes an incident or an update, or takes it away.
  init?(_ event: IncidentEvent) {
    switch event {
    case .opened, .deleted, .updatePosted, .updateDeleted: return nil
    case .renamed: self.init(.name)
    case .described: self.init(.description)
    case .impactsReplaced: self.init(.impacts)
    case .rescheduled: self.init(.begin)
    case .ended, .reopened: self.init(.end)
    case .phaseChanged: self.init(.phase)
    case .updateRenamed(let order, _): self.init(.name, of: order)
    case .updateDescribed(let order, _): self.init(.description, of: order)
    case .updateRedated(let order, _): self.init(.time, of: order)
    }
  }

  private init(_ part: Part, of update: Int? = nil) {
    self.part = part
    self.update = update
  }
}

/// A change of several facts of one incident, or of one update, that is decided as one: a window
/// whose begin and end both move keeps the rules only with both.
struct IncidentChange {
  let incident: IncidentID
  private let update: Int?
  private var revision = IncidentRevision()
  private var updateRevision = UpdateRevision()
  private var facts: Set<IncidentFact> = []

  /// `nil` for an event that changes no fact of an incident.
  /// - Throws: `Rejection` for a value that no command could have.
  init?(_ event: StatusEvent) throws(Rejection) {
    guard case .incident(let id, let change) = event, let fact = IncidentFact(change) else {
      return nil
    }
    incident = id
    update = fact.update
    try take(change, fact)
  }

  /// Takes in `event` too, if it changes another fact of the same thing.
  /// - Returns: whether it does.
  mutating func join(_ event: StatusEvent) throws(Rejection) -> Bool {
    guard case .incident(incident, let change) = event, let fact = IncidentFact(change),
      fact.update == update, !facts.contains(fact)
    else { return false }
    try take(change, fact)
    return true
  }

  var command: StatusCommand {
    guard let update else { return .incident(incident, .revise(revision, .none)) }
    return .incident(incident, .reviseUpdate(order: update, updateRevision, .none))
  }

  private mutating func take(_ event: IncidentEvent, _ fact: IncidentFact) throws(Rejection) {
    facts.insert(fact)
    switch event {
    case .opened, .deleted, .updatePosted, .updateDeleted: break
    case .renamed(let name): revision.name = try Name(recorded: name)
    case .described(let text):
      revision.description = try Change(text) { text throws(Rejection) in
        try Description(recorded: text)
      }
    case .impactsReplaced(let impacts): revision.impacts = try ImpactList(recorded: impacts)
    case .rescheduled(let time): revision.beganAt = time
    case .ended(let time): revision.endedAt = .set(time)
    case .reopened: revision.endedAt = .clear
    case .phaseChanged(let phase): revision.phase = phase.map { .set($0) } ?? .clear
    case .updateRenamed(_, let text):
      updateRevision.name = try Change(text) { text throws(Rejection) in
        try Name(recorded: text)
      }
    case .updateDescribed(_, let text):
      updateRevision.description = try Change(text) { text throws(Rejection) in
        try Description(recorded: text)
      }
    case .updateRedated(_, let time): updateRevision.createdAt = time
    }
  }
}
