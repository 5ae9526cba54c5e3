import EventLog
import Replication

/// What a node keeps when it is killed.
struct SimulatedDisk {
  private(set) var events: [SimulatedEvent] = []
  /// What was put aside, in the order in which it was.
  private(set) var orphans: [SimulatedEvent] = []
  var standing: Standing
  let logID: LogID

  init(logID: LogID, standing: Standing) {
    self.logID = logID
    self.standing = standing
  }

  var head: LogPoint { point(at: events.count) }

  func point(at count: Int) -> LogPoint {
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

  mutating func rewind(to count: Int, keepingOrphans keeps: Bool) {
    if keeps { orphans += events[count...] }
    events.removeSubrange(count...)
  }

  func excerpt(_ read: LogRead) -> LogExcerpt {
    let start = Int(read.after.rawValue)
    guard start <= events.count else { return LogExcerpt(previousChain: nil, events: []) }
    return LogExcerpt(
      previousChain: point(at: start).chain,
      events: events[start...].prefix(read.countMax).map(\.travelling))
  }
}
