package import StandardForms

/// Orphans to be recorded anew, all of them or none: what one command caused, as its events may
/// keep the rules together only.
package struct Reapplication: Hashable, Sendable {
  /// An event that only a deposed primary had.
  package struct Orphan: Hashable, Sendable {
    /// Its id.
    package let id: UUIDValue
    /// What happened.
    package let event: StatusEvent
    /// When.
    package let occurredAt: Timestamp
    /// The orphan that posted the update which this one is about; `nil` for one that both logs
    /// have.
    package let update: UUIDValue?
    /// The orphan that published the phases which this one refers to; `nil` for some that both logs
    /// have.
    package let phases: UUIDValue?

    /// An orphan of these parts.
    package init(
      id: UUIDValue, event: StatusEvent, occurredAt: Timestamp, update: UUIDValue? = nil,
      phases: UUIDValue? = nil
    ) {
      self.id = id
      self.event = event
      self.occurredAt = occurredAt
      self.update = update
      self.phases = phases
    }
  }

  /// The orphans, in the order of their log.
  package var orphans: [Orphan]

  /// Re-applies these: 1...`Limits.reappliedEventsMax`.
  package init(_ orphans: [Orphan]) {
    precondition((1...Limits.reappliedEventsMax).contains(orphans.count), "I11")
    self.orphans = orphans
  }
}

/// What an orphan becomes.
package struct ReappliedEvent: Hashable, Sendable {
  /// The event that is recorded.
  package let event: StatusEvent
  /// The orphan's id: what led to it.
  package let orphan: UUIDValue
  /// When the orphan happened.
  package let occurredAt: Timestamp

  init(_ event: StatusEvent, from orphan: Reapplication.Orphan) {
    self.event = event
    self.orphan = orphan.id
    occurredAt = orphan.occurredAt
  }
}
