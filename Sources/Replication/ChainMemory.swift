import EventLog
import StandardForms

/// The chain values of the last positions of the own log, to compare with what a peer says of them.
struct ChainMemory {
  private var last: Position
  private var chains: [Digest]

  init(_ point: LogPoint) {
    self.last = point.position
    self.chains = [point.chain]
  }

  /// The log now has `batch` too.
  mutating func append(_ batch: EventBatch) {
    precondition(batch.first == last.next, "I6: only what continues the log is appended")
    chains.append(contentsOf: batch.events.map(\.chain))
    last = batch.last
    if chains.count > 2 * Limits.chainMemoryMax {  // I11
      chains.removeFirst(chains.count - Limits.chainMemoryMax)
    }
  }

  /// The own chain value at `position`; nil if it is not remembered.
  subscript(position: Position) -> Digest? {
    guard position <= last else { return nil }
    let age = last - position
    return age < chains.count ? chains[chains.count - 1 - Int(age)] : nil
  }

  /// The first position at which `batch` has another chain value than the own log.
  func difference(from batch: EventBatch) -> Position? {
    let oldest = Position(max(0, last.rawValue - Int64(chains.count) + 1))
    var position = max(oldest, Position(batch.first.rawValue - 1))
    while position <= min(last, batch.last) {
      if let ours = self[position], let theirs = batch.chain(at: position), ours != theirs {
        return position
      }
      position = position.next
    }
    return nil
  }
}
