package import HashTreeCollections
package import StandardForms
package import StatusDomain

/// What the status page shows, as it stands at one position: an immutable value with shared
/// structure. Equal positions mean equal boards (I7).
package struct StatusBoard: Hashable, Sendable {
  /// The place of the last event that was taken in.
  package private(set) var position = BoardPosition.start
  /// When that event was recorded.
  package private(set) var recordedAt = Timestamp.earliest
  /// The components that are shown.
  package private(set) var components: TreeDictionary<ComponentID, Component> = [:]
  /// Components that were taken away, in their last words, for what old incidents say of them.
  package private(set) var retiredComponents: TreeDictionary<ComponentID, Component> = [:]
  /// When each component was registered, those that were taken away included.
  package private(set) var registrations: TreeDictionary<ComponentID, Timestamp> = [:]
  /// The impact types in use.
  package private(set) var impactTypes: TreeDictionary<ImpactTypeID, ImpactType> = [:]
  /// Impact types that were removed, in their last words.
  package private(set) var removedImpactTypes: TreeDictionary<ImpactTypeID, ImpactType> = [:]
  /// The severities.
  package private(set) var severities = SeverityScale()
  /// All phase lists.
  package private(set) var phases = PhaseLists()
  /// The incidents that were not deleted.
  package private(set) var incidents: TreeDictionary<IncidentID, Incident> = [:]
  /// Where the incidents lie in time.
  private var timeline = IncidentTimeline()

  /// The board before the first event.
  package init() {}

  /// The board of these parts, which were folded from one log up to `position`; where the incidents
  /// lie in time is worked out anew.
  package init(
    position: BoardPosition, recordedAt: Timestamp,
    components: TreeDictionary<ComponentID, Component>,
    retiredComponents: TreeDictionary<ComponentID, Component>,
    registrations: TreeDictionary<ComponentID, Timestamp>,
    impactTypes: TreeDictionary<ImpactTypeID, ImpactType>,
    removedImpactTypes: TreeDictionary<ImpactTypeID, ImpactType>, severities: SeverityScale,
    phases: PhaseLists, incidents: TreeDictionary<IncidentID, Incident>
  ) {
    self.position = position
    self.recordedAt = recordedAt
    self.components = components
    self.retiredComponents = retiredComponents
    self.registrations = registrations
    self.impactTypes = impactTypes
    self.removedImpactTypes = removedImpactTypes
    self.severities = severities
    self.phases = phases
    self.incidents = incidents
    timeline = IncidentTimeline(of: incidents.values.map { IncidentTimeline.Span($0) })
  }

  /// The version of what shows in lists: the position, which moves with every change.
  package var version: Int64 { position.position }

  /// When the registration of a component was recorded; `nil` for one that never was. It stays
  /// after the component was taken away.
  package func registeredAt(_ id: ComponentID) -> Timestamp? { registrations[id] }
}

/// Takes what was recorded into `board`. Never refuses; a type that is not known moves only the
/// position.
package func apply(_ recorded: Recorded, _ board: inout StatusBoard) {
  board.take(recorded)
}

extension StatusBoard {
  fileprivate mutating func take(_ recorded: Recorded) {
    precondition(
      recorded.position.position == position.position + 1, "I1: a read model skips no position")
    position = recorded.position
    recordedAt = recorded.recordedAt
    switch recorded.event {
    case .component(let id, let event)?:
      if case .registered = event { registrations[id] = recorded.recordedAt }
      if case .retired = event { retiredComponents[id] = components[id] }
      Component.evolve(&components[id], id: id, event)
    case .impactType(let id, let event)?:
      if case .removed = event { removedImpactTypes[id] = impactTypes[id] }
      ImpactType.evolve(&impactTypes[id], id: id, event)
    case .severity(let event)?: severities.evolve(event)
    case .phases(let event)?: phases.evolve(event)
    case .incident(let id, let event)?:
      guard event.movesInTime else { return Incident.evolve(&incidents[id], id: id, event) }
      let old = incidents[id].map { IncidentTimeline.Span($0) }
      Incident.evolve(&incidents[id], id: id, event)
      timeline.replace(old, with: incidents[id].map { IncidentTimeline.Span($0) })
    // What concerns access or the log itself shows nowhere on the page (I12).
    case .token?, .log?, nil: break
    }
  }
}

extension StatusBoard {
  /// The components by name, then identity; withheld names last.
  package var sortedComponents: [Component] {
    components.values.sorted { Self.order($0.name, $0.id.uuid) < Self.order($1.name, $1.id.uuid) }
  }

  /// The impact types by name, then identity; withheld names last.
  package var sortedImpactTypes: [ImpactType] {
    impactTypes.values.sorted { Self.order($0.name, $0.id.uuid) < Self.order($1.name, $1.id.uuid) }
  }

  /// The incidents active at `time`, newest begin first, then by identity.
  package func activeIncidents(at time: Timestamp) -> [Incident] {
    found(timeline.candidates(endingFrom: time, begunBy: time)) { $0.isActive(at: time) }
  }

  /// The incidents that touch the window, both ends included: closed ones that ended at or after
  /// `start` and began at or before `end`, open ones that began at or before `end`. Newest begin
  /// first, then by identity.
  package func incidents(from start: Timestamp, through end: Timestamp) -> [Incident] {
    found(timeline.candidates(endingFrom: start, begunBy: end)) {
      $0.beganAt <= end && ($0.endedAt.map { $0 >= start } ?? true)
    }
  }

  /// When the first of all incidents began; `nil` without any.
  package var firstBegin: Timestamp? { timeline.firstBegin }

  /// The incidents that begin after `time`, soonest first, then by identity.
  package func plannedIncidents(after time: Timestamp) -> [Incident] {
    timeline.candidates(endingFrom: time, begunBy: .latest)
      .compactMap { incidents[$0] }.filter { $0.beganAt > time }
      .sorted { ($0.beganAt, $0.id) < ($1.beganAt, $1.id) }
  }

  /// The first moment after `time` at which an incident begins or ends; `nil` if there is none.
  /// What is active, planned or over stays so until then.
  package func nextBoundary(after time: Timestamp) -> Timestamp? {
    timeline.nextBoundary(after: time)
  }

  /// For each component, what affects it at `time`: the impacts of the incidents active then.
  package func activeImpacts(at time: Timestamp) -> [ComponentID: [ActiveImpact]] {
    var impacts: [ComponentID: [ActiveImpact]] = [:]
    for incident in activeIncidents(at: time) {
      for impact in incident.impacts {
        impacts[impact.component, default: []].append(
          ActiveImpact(incident: incident.id, type: impact.type, severity: impact.severity))
      }
    }
    return impacts
  }

  private func found(
    _ candidates: [IncidentID], where matches: (Incident) -> Bool
  ) -> [Incident] {
    candidates.compactMap { incidents[$0] }.filter(matches).sorted {
      $0.beganAt == $1.beganAt ? $0.id < $1.id : $0.beganAt > $1.beganAt
    }
  }

  private static func order(_ name: Text, _ id: UUIDValue) -> (Int, String, UUIDValue) {
    switch name {
    case .known(let text): (0, text, id)
    case .withheld: (1, "", id)
    }
  }
}

extension IncidentEvent {
  /// Whether the incident may lie elsewhere in time after it.
  fileprivate var movesInTime: Bool {
    switch self {
    case .opened, .rescheduled, .ended, .reopened, .deleted: true
    case .renamed, .described, .impactsReplaced, .phaseChanged, .updatePosted, .updateRenamed,
      .updateDescribed, .updateRedated, .updateDeleted:
      false
    }
  }
}

/// What affects a component: an impact as the component sees it.
package struct ActiveImpact: Hashable, Sendable {
  /// The incident.
  package let incident: IncidentID
  /// The way.
  package let type: ImpactTypeID
  /// How badly.
  package let severity: ImpactSeverity
}
