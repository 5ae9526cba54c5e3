import EventLog
import StandardForms
import Synchronization

/// The last events that the writer has committed, as values. Who follows the log at its end takes
/// them from here, and neither reads, parses nor re-hashes what was hashed a moment ago.
///
/// What it holds ends where the last commit ended, a moment after it. Empty for a log that is
/// opened for reading alone.
final class LogTail: Sendable {
  private struct Held {
    /// Consecutive.
    var events: [RecordedEvent] = []
    var byteCount = 0
  }

  private let held = Mutex(Held())

  /// Adds what was committed right after the last one; the oldest go where the bounds are passed.
  func append(_ events: [RecordedEvent]) {
    held.withLock { held in
      held.events += events
      held.byteCount += events.reduce(0) { $0 + $1.byteCount }
      guard held.events.count > Limits.tailCountMax || held.byteCount > Limits.tailBytesMax else {
        return
      }
      // I11: down to half, so that most appends move nothing.
      var dropped = 0
      while held.events.count - dropped > Limits.tailCountMax / 2
        || held.byteCount > Limits.tailBytesMax / 2
      {
        held.byteCount -= held.events[dropped].byteCount
        dropped += 1
      }
      held.events.removeFirst(dropped)
    }
  }

  /// Forgets all of it: another store takes this one's place.
  func clear() { held.withLock { $0 = Held() } }

  /// The events after `position`, within the bounds of a page as `EventRows.events` keeps them, and
  /// the chain value at it; nil if they are to be read.
  func stretch(
    after position: Position, countMax: Int, bytesMax: Int
  ) -> (previousChain: Digest, events: [RecordedEvent])? {
    held.withLock { held in
      guard let first = held.events.first?.position, position >= first,
        position - first < held.events.count
      else { return nil }
      let place = Int(position - first)
      var page: [RecordedEvent] = []
      var byteCount = 0
      for event in held.events[(place + 1)...].prefix(countMax) {
        guard byteCount < bytesMax else { break }
        page.append(event)
        byteCount += event.byteCount
      }
      return (held.events[place].chain, page)
    }
  }
}
