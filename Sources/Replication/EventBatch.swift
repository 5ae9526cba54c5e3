package import EventLog
import StandardForms

/// An event as it travels: nothing of it is believed before `EventBatch.verified`.
package struct ReplicatedEvent: Hashable, Sendable {
  /// The entry's bytes, at most `Limits.entryBytesMax`.
  package var entry: [UInt8]
  /// The facts, at most `Limits.factsBytesMax`.
  package var facts: PayloadPart
  /// The texts, at most `Limits.textsBytesMax`, or withheld.
  package var texts: PayloadPart
  /// The chain value that the sender has at this event.
  package var chain: Digest

  /// Takes all parts as they are.
  package init(entry: [UInt8], facts: PayloadPart, texts: PayloadPart, chain: Digest) {
    self.entry = entry
    self.facts = facts
    self.texts = texts
    self.chain = chain
  }

  /// What a node sends of `event`.
  package init(_ event: SealedEvent) {
    self.init(entry: event.entry, facts: event.facts, texts: event.texts, chain: event.chain)
  }

  /// Bytes of entry, facts and texts.
  var byteCount: Int { entry.count + facts.byteCount + texts.byteCount }
}

/// Consecutive events of a peer, and the chain value on which they build.
package struct EventBatch: Hashable, Sendable {
  /// The log that the sender says they belong to.
  package var logID: LogID
  /// The reign that the sender knows as current: none of the events may be of a later one.
  package var epoch: Epoch
  /// The first event's position.
  package var first: Position
  /// The chain value of the event before the first.
  package var previousChain: Digest
  /// 1 or more events.
  package var events: [ReplicatedEvent]

  /// The events of a live frame or a batch; nil for an empty batch and for every other frame.
  package init?(_ frame: Frame) {
    switch frame.message {
    case .live(let events), .batch(let events):
      guard let logID = frame.logID, let epoch = frame.epoch, !events.isEmpty else { return nil }
      self.init(
        logID: logID, epoch: epoch, first: frame.position, previousChain: frame.chain,
        events: events)
    case .heartbeat, .hello, .welcome, .refuse, .fetch, .acknowledge, .askHandover, .handover:
      return nil
    }
  }

  /// Takes all parts as they are.
  /// - Precondition: `events` is not empty.
  package init(
    logID: LogID, epoch: Epoch, first: Position, previousChain: Digest, events: [ReplicatedEvent]
  ) {
    precondition(!events.isEmpty, "a batch has at least one event")
    self.logID = logID
    self.epoch = epoch
    self.first = first
    self.previousChain = previousChain
    self.events = events
  }

  /// The last event's position.
  package var last: Position { first + (events.count - 1) }

  /// Bytes of all entries and payloads.
  package var byteCount: Int { events.reduce(0) { $0 + $1.byteCount } }

  /// The chain value that the sender has at `position`: of an event of the batch or the one before
  /// it.
  func chain(at position: Position) -> Digest? {
    guard position <= last, position.next >= first else { return nil }
    return position < first ? previousChain : events[Int(position - first)].chain
  }

  /// Adds the events of `next` if the sender says that they go on where these end, and if there are
  /// few enough of both for one transaction.
  /// - Returns: false if it stays as it was.
  mutating func extend(by next: EventBatch) -> Bool {
    guard next.logID == logID, next.epoch == epoch, next.first == last.next,
      next.previousChain == chain(at: last),
      events.count + next.events.count <= Limits.copyCountMax,
      byteCount + next.byteCount <= Limits.copyBytesMax  // I11
    else { return false }
    events += next.events
    return true
  }

  /// Without the events up to `position`, which must lie before the last.
  func dropping(through position: Position) -> EventBatch {
    guard position >= first, let chain = chain(at: position) else { return self }
    return EventBatch(
      logID: logID, epoch: epoch, first: position.next, previousChain: chain,
      events: Array(events.dropFirst(Int(position - first) + 1)))
  }
}
