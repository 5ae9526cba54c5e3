package import StandardForms

/// A request to change what the status page says. Identities of what is new are drawn by the
/// caller.
package enum StatusCommand: Hashable, Sendable {
  case component(ComponentID, ComponentCommand)
  case impactType(ImpactTypeID, ImpactTypeCommand)
  case severity(SeverityCommand)
  case publishPhases(PhaseNames)
  case incident(IncidentID, IncidentCommand)
  case token(TokenID, TokenCommand)
  case importing(ImportCommand)
  case provision(ProvisionCommand)
  case log(LogCommand)
  case reapply(Reapplication)

  /// When `event`, which this command caused, happened; `nil` means when it is recorded.
  ///
  /// What is imported happened when the other system says so; an update, a begin and an end that
  /// are said to lie before `now` happened then.
  package func occurredAt(of event: StatusEvent, now: Timestamp) -> Timestamp? {
    var time: Timestamp?
    if case .incident(_, let change) = event { time = change.businessTime }
    if case .importing(.incident(_, _, let imported)) = self, case .incident(_, let change) = event
    {
      switch change {
      case .opened: time = imported.occurredAt ?? time
      case .updatePosted: break
      case .renamed, .described, .impactsReplaced, .rescheduled, .ended, .reopened,
        .phaseChanged, .updateRenamed, .updateDescribed, .updateRedated, .updateDeleted, .deleted:
        time = imported.changedAt ?? time
      }
    }
    return time.flatMap { $0 < now ? $0 : nil }
  }
}

extension IncidentEvent {
  fileprivate var businessTime: Timestamp? {
    switch self {
    case .opened(let opening): opening.beganAt
    case .ended(let time): time
    case .updatePosted(_, _, _, let createdAt, _): createdAt
    case .renamed, .described, .impactsReplaced, .rescheduled, .reopened, .phaseChanged,
      .updateRenamed, .updateDescribed, .updateRedated, .updateDeleted, .deleted:
      nil
    }
  }
}
