package import StandardForms

/// The last event of a log, as far as the next one must continue it.
package struct Predecessor: Hashable, Sendable {
  /// The log that it belongs to.
  package let log: LogID
  /// The reign in which it was recorded.
  package let epoch: Epoch
  /// Its place; at least 1.
  package let position: Position
  /// When it was recorded.
  package let recordedAt: Timestamp

  /// Takes the parts as they are.
  package init(log: LogID, epoch: Epoch, position: Position, recordedAt: Timestamp) {
    self.log = log
    self.epoch = epoch
    self.position = position
    self.recordedAt = recordedAt
  }

  /// The event with this header.
  package init(_ header: EventHeader) {
    self.init(
      log: header.log, epoch: header.epoch, position: header.position,
      recordedAt: header.recordedAt)
  }
}

extension EventHeader {
  /// Why this event cannot stand right after `previous`, as half a sentence; nil if it can.
  ///
  /// The one place of the rules on position (I1), log, epoch and time (I14), for whoever records,
  /// copies or verifies. Stream versions, chain and payload are not looked at.
  /// - Parameter previous: nil before the first event of a log.
  package func discontinuity(after previous: Predecessor?) -> String? {
    // Subtracted, as a forged position may be the greatest number there is.
    guard position.rawValue - 1 == previous?.position.rawValue ?? 0 else {
      return "I1: it names position \(position.rawValue)"
    }
    let opensEpoch = type == Self.epochOpenedType
    guard let previous else {
      return opensEpoch ? nil : "the log does not begin with \(Self.epochOpenedType)"
    }
    if log != previous.log { return "it belongs to another log" }
    if epoch < previous.epoch { return "its epoch is over" }
    if epoch > previous.epoch, !opensEpoch {
      return "an epoch begins without \(Self.epochOpenedType)"
    }
    if epoch == previous.epoch, opensEpoch {
      return "\(Self.epochOpenedType) does not raise the epoch"
    }
    if recordedAt < previous.recordedAt {
      return "I14: it was recorded before the event before it"
    }
    return nil
  }
}
