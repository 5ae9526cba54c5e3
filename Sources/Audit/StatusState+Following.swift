import HashTreeCollections
import StatusDomain

extension StatusState {
  /// Whether `event` can have happened in this state. The rules see to it when an event is decided;
  /// an audit does not take that for granted.
  func canFollow(_ event: StatusEvent) -> Bool {
    switch event {
    case .component(let id, .registered): components[id] == nil
    case .component(let id, _): components[id] != nil
    case .impactType(let id, .defined): impactTypes[id] == nil
    case .impactType(let id, _): impactTypes[id] != nil
    case .severity(let event): canFollow(event)
    case .phases(.published(let generation, _)): generation == phases.newest + 1
    case .incident(let id, .opened): incidents[id] == nil
    case .incident(let id, let event): incidents[id].map { $0.canFollow(event) } ?? false
    case .token(let id, .issued): tokens[id] == nil
    case .token(let id, .revoked): tokens[id] != nil
    case .log: true
    }
  }

  private func canFollow(_ event: SeverityEvent) -> Bool {
    switch event {
    case .defined(let name, _): severities.named(name) == nil
    case .renamed(let old, let new):
      severities.named(old) != nil && severities.named(new) == nil
    case .revalued(let name, _), .removed(let name): severities.named(name) != nil
    }
  }
}

extension Incident {
  fileprivate func canFollow(_ event: IncidentEvent) -> Bool {
    switch event {
    case .updatePosted(let order, _, _, _, _): order == nextOrder
    case .updateRenamed(let order, _), .updateDescribed(let order, _),
      .updateRedated(let order, _), .updateDeleted(let order):
      update(order) != nil
    case .opened: false
    case .renamed, .described, .impactsReplaced, .rescheduled, .ended, .reopened, .phaseChanged,
      .deleted:
      true
    }
  }
}
