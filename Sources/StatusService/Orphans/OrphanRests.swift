import EventLog
import ReadModel
package import StandardForms
import StatusDomain

/// On which other orphans one rests: it refers to them by numbers that each log counts by itself.
package struct OrphanRests: Hashable, Sendable {
  /// The orphan that posted the update which it is about.
  package var update: UUIDValue?
  /// The orphan that published the phases which it refers to.
  package var phases: UUIDValue?

  /// Takes both as they are.
  package init(update: UUIDValue?, phases: UUIDValue?) {
    self.update = update
    self.phases = phases
  }
}

/// What the orphans of a fork have made that is known by a number: no number is used twice in one
/// log.
struct OrphanOrigins {
  private struct Update: Hashable {
    let incident: IncidentID
    let order: Int
  }

  private var updates: [Update: UUIDValue] = [:]
  private var phases: [Int: UUIDValue] = [:]

  mutating func take(_ event: RecordedEvent) {
    switch (try? EventCodec.decode(event))?.event {
    case .incident(let id, .updatePosted(let order, _, _, _, _))?:
      updates[Update(incident: id, order: order)] = event.header.eventID
    case .phases(.published(let generation, _))?: phases[generation] = event.header.eventID
    case .component?, .impactType?, .severity?, .incident?, .token?, .log?, nil: break
    }
  }

  func rests(of event: RecordedEvent) -> OrphanRests {
    guard let event = (try? EventCodec.decode(event))?.event else {
      return OrphanRests(update: nil, phases: nil)
    }
    return OrphanRests(
      update: event.updateOfBefore.flatMap {
        updates[Update(incident: $0.incident, order: $0.order)]
      }, phases: event.phaseGeneration.flatMap { phases[$0] })
  }
}
