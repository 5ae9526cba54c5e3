import StandardForms

/// When an incident began and ended, as far as the export tells.
///
/// An incident begins with `started_at`, else `created_at`; it ends with `resolved_at`, else with
/// the last update that says it is over, else when the page no longer listed it. A maintenance
/// lasts from `scheduled_for` until `scheduled_until`, with the same as a substitute for either.
struct IncidentWindow {
  let beganAt: Timestamp
  let endedAt: Timestamp?
  /// Whether it is known to be over; a maintenance with a planned end need not be.
  let isOver: Bool
  /// What had to be repaired.
  let note: ImportPlan.Note.Kind?

  /// `nil` if no time is told at which it could begin.
  init?(_ incident: StatuspageIncident, isMaintenance: Bool) {
    let firstSaid = incident.updates.compactMap(\.shownAt).min()
    let started = incident.startedAt ?? incident.createdAt ?? firstSaid
    guard let beganAt = isMaintenance ? incident.scheduledFor ?? started : started else {
      return nil
    }
    let lastSaidOver = incident.updates.filter { StatusWords.isFinal($0.status) }
      .compactMap(\.shownAt).max()
    let over = incident.resolvedAt ?? lastSaidOver ?? incident.unlistedAt
    self.beganAt = beganAt
    isOver = over != nil || StatusWords.isFinal(incident.status)
    switch isMaintenance ? incident.scheduledUntil ?? over : over {
    case nil where isMaintenance:
      endedAt = beganAt
      note = .noEndOfMaintenance
    case let end? where end < beganAt:
      endedAt = beganAt
      note = .endBeforeBegin
    case let end:
      endedAt = end
      note = nil
    }
  }
}
