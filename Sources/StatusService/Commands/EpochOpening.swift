package import EventLog
import StandardForms
import StatusDomain

/// The event that begins a primary's reign.
package enum EpochOpening {
  /// The stream that all of them are in.
  package static let stream = StatusEvent.log(.epochOpened(epoch: Epoch.first.rawValue)).stream.name

  /// The event that opens `epoch`, as the next of that stream.
  package static func proposed(
    _ epoch: Epoch, version: Int64, _ effects: Effects
  ) -> ProposedEvent {
    ProposedEvent(
      ofSystem: .log(.epochOpened(epoch: epoch.rawValue)), version: version, at: effects.now(),
      effects)
  }
}

extension ProposedEvent {
  /// An event that no person asked for.
  init(ofSystem event: StatusEvent, version: Int64, at now: Timestamp, _ effects: Effects) {
    let stored = EventCodec.encode(event)
    self.init(
      eventID: .version7(at: now, random: effects.randomID()), stream: event.stream.name,
      version: version, type: stored.type.word, schemaVersion: stored.type.schemaVersion,
      visibility: stored.visibility, occurredAt: nil, actor: Founding.systemActor, causation: nil,
      correlation: nil, facts: stored.facts, texts: stored.texts, idempotency: nil)
  }
}
