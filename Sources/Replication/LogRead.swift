package import EventLog

/// What a primary's machine wants to know of its own log. The driver reads it off the sockets'
/// thread and answers with a `LogExcerpt`.
package struct LogRead: Hashable, Sendable {
  /// Names the read in its answer.
  package let id: UInt64
  /// The events after this position, and the chain value at it.
  package let after: Position
  /// Events at most; 0 if only the chain value is wanted.
  package let countMax: Int
  /// Bytes of entries and payloads at most, unless the first event alone is longer.
  package let bytesMax: Int
}

/// A stretch of the own log, as it travels.
package struct LogExcerpt: Hashable, Sendable {
  /// The chain value at `LogRead.after`; nil if the log does not reach it.
  package var previousChain: Digest?
  /// The consecutive events after it; empty at the head.
  package var events: [ReplicatedEvent]

  /// Takes both as they are.
  package init(previousChain: Digest?, events: [ReplicatedEvent]) {
    self.previousChain = previousChain
    self.events = events
  }

  /// The longest beginning that keeps all bounds; the first event counts as fitting.
  func fitting(countMax: Int, bytesMax: Int) -> [ReplicatedEvent] {
    var bytes = 0
    var count = 0
    for event in events.prefix(countMax) {
      bytes += event.byteCount
      guard count == 0 || bytes <= bytesMax else { break }
      count += 1
    }
    return Array(events.prefix(count))
  }
}
