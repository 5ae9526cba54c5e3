package import EventLog

/// The first event of a batch that is not what it must be.
package struct BatchFault: Error, Hashable, Sendable {
  /// Where.
  package let position: Position
  /// What, in words.
  package let reason: String

  /// Takes both as they are.
  package init(position: Position, reason: String) {
    self.position = position
    self.reason = reason
  }
}

extension EventBatch {
  /// Recomputes every hash of the batch, and checks that it continues the log that ends at `log`:
  /// log id, gapless positions (I1), chain values (I6), recorded times (I14), epochs.
  ///
  /// An epoch begins with its own `log.epoch_opened` event and with nothing else, so that no frame
  /// can move a replica into another reign. Texts may not be withheld: nothing erases any yet.
  /// Costs a few hash computations and one parse for each event: not for the thread of the sockets.
  /// - Returns: the events, ready to be appended as they are.
  /// - Throws: the first fault. Nothing of the batch may then be appended.
  package func verified(after log: LogPoint) throws(BatchFault) -> [RecordedEvent] {
    guard first == log.position.next, previousChain == log.chain else {
      throw BatchFault(
        position: first, reason: "the batch does not continue the log at \(log.position.rawValue)")
    }
    var verified: [RecordedEvent] = []
    verified.reserveCapacity(events.count)
    var point = log
    for event in events {
      let position = point.position.next
      let recorded: RecordedEvent
      do throws(EntryError) {
        recorded = try RecordedEvent(
          entry: event.entry, facts: event.facts, texts: event.texts, previousChain: point.chain)
      } catch {
        throw BatchFault(position: position, reason: error.reason)
      }
      if let fault = fault(of: recorded, claiming: event.chain, after: point, verified.last) {
        throw BatchFault(position: position, reason: fault)
      }
      verified.append(recorded)
      point = LogPoint(
        logID: recorded.header.log, epoch: recorded.header.epoch, position: position,
        chain: recorded.chain)
    }
    return verified
  }

  private func fault(
    of event: RecordedEvent, claiming chain: Digest, after point: LogPoint,
    _ previous: RecordedEvent?
  ) -> String? {
    let header = event.header
    if header.log != point.logID ?? logID { return "the entry belongs to another log" }
    if header.position != point.position.next {
      return "the entry is that of position \(header.position.rawValue)"  // I1
    }
    if event.chain != chain { return "the entry does not have the chain value that it came with" }
    if event.texts == .withheld { return "the texts are missing, and no event erases them" }
    if header.epoch > epoch { return "the entry is of a later epoch than its sender" }
    if header.epoch != point.epoch {
      guard header.type == EventHeader.epochOpenedType,
        header.epoch > point.epoch ?? Epoch.first
          || point.epoch == nil
      else { return "the epoch changes without an event that opens it" }
    }
    if let previous, header.recordedAt < previous.header.recordedAt {
      return "the entry was recorded before the one before it"  // I14
    }
    return nil
  }
}
