import EventLog
import Replication

// What becomes of a disk, and how a damaged log is built anew beside itself.
extension SimulatedDisk {
  /// What is no more as it was recorded.
  enum Rot {
    /// The event itself.
    case content
    /// The chain value that is stored with it.
    case chain
  }

  /// A log that is being built to take the place of this one.
  struct Replacement {
    let damage: ClosedRange<Position>
    fileprivate(set) var events: [SimulatedEvent]
    let logID: LogID

    /// Where it ends.
    var head: LogPoint { SimulatedDisk.point(at: events.count, of: events, logID) }
  }

  /// Whether the last event is as it was recorded: without it nothing can be continued, and a node
  /// does not start.
  var isStartable: Bool { rot[events.count - 1] == nil }

  /// The first and the last index of what is damaged.
  var damaged: ClosedRange<Int>? {
    guard let first = rot.keys.min(), let last = rot.keys.max() else { return nil }
    return first...last
  }

  /// Whether a reader that re-hashes gets all these events.
  func isReadable(_ indices: Range<Int>) -> Bool {
    indices.isEmpty
      || rot[indices.lowerBound - 1] != .chain && !rot.keys.contains(where: indices.contains)
  }

  /// Whether the events of these indices are as `other` recorded them.
  func hasWhole(_ indices: ClosedRange<Int>, of other: SimulatedDisk) -> Bool {
    indices.upperBound < events.count && indices.upperBound < other.events.count
      && events[indices] == other.events[indices] && isReadable(Range(indices))
  }

  /// What `read` asks for; nil if some of it is not what was recorded.
  /// - Parameter verifying: whether events are re-hashed, as they must be.
  func excerpt(_ read: LogRead, verifying: Bool) -> LogExcerpt? {
    let start = Int(read.after.rawValue)
    guard start <= events.count else { return LogExcerpt(previousChain: nil, events: []) }
    let indices = start..<min(events.count, start + read.countMax)
    guard !verifying || isReadable(indices) else { return nil }
    return LogExcerpt(
      previousChain: storedChain(at: start),
      events: indices.map { rot[$0] == nil ? events[$0].travelling : events[$0].altered })
  }

  private func storedChain(at count: Int) -> Digest {
    guard rot[count - 1] == .chain else { return point(at: count).chain }
    return SimulatedEvent(after: events[count - 1].chain, in: .first, number: 0).chain
  }

  /// Begins a log of what comes before `damage`; nil if something there is damaged, too.
  func replacing(_ damage: ClosedRange<Position>) -> Replacement? {
    let kept = Int(damage.lowerBound.rawValue) - 1
    guard damage.upperBound <= head.position, isReadable(0..<kept) else { return nil }
    return Replacement(damage: damage, events: Array(events[..<kept]), logID: logID)
  }

  /// Puts `replacement` into the place of this log, with what comes after the damage.
  /// - Returns: why it does not; nil if it did.
  mutating func finish(_ replacement: Replacement, verifying: Bool) -> RepairFailure? {
    let end = replacement.events.count
    if verifying {
      guard replacement.head.chain == point(at: end).chain else {
        return .contradicts(reason: "what replaces it does not end as this log does")
      }
      guard !rot.keys.contains(where: { $0 >= end }) else {
        return .storage(reason: "more of it is damaged")
      }
    }
    events = replacement.events + events[end...]
    rot = rot.filter { $0.key >= end }
    return nil
  }

  /// What is not damaged of it, to be kept.
  var intact: [SimulatedEvent] { events.indices.filter { rot[$0] == nil }.map { events[$0] } }
}

extension SimulatedDisk.Replacement {
  /// Takes events in place of the damaged ones if they continue what is there.
  mutating func append(_ batch: EventBatch, verifying: Bool) -> RepairFailure? {
    guard batch.first == head.position.next, batch.previousChain == head.chain || !verifying else {
      return .contradicts(reason: "the batch does not continue the log")
    }
    for event in batch.events {
      let taken = SimulatedEvent(event, after: head.chain) ?? SimulatedEvent(unverified: event)
      guard !verifying || taken.follows(head.chain) else {
        return .contradicts(reason: "another chain value")
      }
      events.append(taken)
    }
    return nil
  }
}
