import EventLog
import Replication

/// What a node keeps when it is killed.
struct SimulatedDisk {
  var events: [SimulatedEvent] = []
  /// What was put aside, in the order in which it was.
  private(set) var orphans: [SimulatedEvent] = []
  /// What is damaged, by its index in `events`, which tells what was recorded.
  var rot: [Int: Rot] = [:]
  var standing: Standing
  let logID: LogID

  init(logID: LogID, standing: Standing) {
    self.logID = logID
    self.standing = standing
  }

  var head: LogPoint { point(at: events.count) }

  func point(at count: Int) -> LogPoint { Self.point(at: count, of: events, logID) }

  static func point(at count: Int, of events: [SimulatedEvent], _ logID: LogID) -> LogPoint {
    guard count > 0 else { return .empty }
    let event = events[count - 1]
    return LogPoint(
      logID: logID, epoch: event.epoch, position: Position(Int64(count)), chain: event.chain)
  }

  var history: EpochHistory { EpochHistory(starts(from: 0)) }

  /// The epochs that begin at or after the event of this index.
  func starts(from index: Int) -> [EpochStart] {
    (index..<events.count).compactMap { index in
      let epoch = events[index].epoch
      guard index == 0 || events[index - 1].epoch != epoch else { return nil }
      return EpochStart(epoch: epoch, firstPosition: Position(Int64(index + 1)))
    }
  }

  mutating func append(_ event: SimulatedEvent) { events.append(event) }

  /// Takes a batch if it continues the log.
  mutating func append(_ batch: EventBatch) -> BatchFault? {
    guard batch.first == head.position.next, batch.previousChain == head.chain else {
      return BatchFault(position: batch.first, reason: "it does not continue the log")
    }
    for event in batch.events {
      guard let taken = SimulatedEvent(event, after: head.chain) else {
        return BatchFault(position: head.position.next, reason: "another chain value")
      }
      events.append(taken)
    }
    return nil
  }

  /// Puts aside what lies beyond, and cuts the log there.
  /// - Returns: why it does not; nil if it did.
  mutating func rewind(to count: Int, keepingOrphans keeps: Bool) -> String? {
    guard isReadable(0..<events.count) else { return "an event is not what was recorded" }
    if keeps { orphans += events[count...] }
    events.removeSubrange(count...)
    return nil
  }

  /// An older copy takes its place.
  mutating func restore(_ count: Int) {
    events.removeSubrange(count...)
    rot = rot.filter { $0.key < count }
  }
}
