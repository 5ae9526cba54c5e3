// What an event refers to by a number that each log counts by itself.
extension StatusEvent {
  /// The update, by incident and order, that was there before this event and that it is about;
  /// `nil` for none.
  package var updateOfBefore: (incident: IncidentID, order: Int)? {
    guard case .incident(let id, let event) = self else { return nil }
    switch event {
    case .updateRenamed(let order, _), .updateDescribed(let order, _), .updateRedated(let order, _),
      .updateDeleted(let order):
      return (id, order)
    case .opened, .renamed, .described, .impactsReplaced, .rescheduled, .ended, .reopened,
      .phaseChanged, .updatePosted, .deleted:
      return nil
    }
  }

  /// The generation of phases that it refers to; `nil` for none.
  package var phaseGeneration: Int? {
    guard case .incident(_, let event) = self else { return nil }
    switch event {
    case .opened(let opening): return opening.phase?.generation
    case .phaseChanged(let phase): return phase?.generation
    case .renamed, .described, .impactsReplaced, .rescheduled, .ended, .reopened, .updatePosted,
      .updateRenamed, .updateDescribed, .updateRedated, .updateDeleted, .deleted:
      return nil
    }
  }
}
