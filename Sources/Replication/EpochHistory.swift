package import EventLog

/// Where each epoch of a log begins: enough to find what two logs have in common, as within one
/// epoch only one node ever appended.
package struct EpochHistory: Hashable, Sendable {
  /// In the order of the log; epochs and positions both grow.
  package private(set) var starts: [EpochStart]

  /// Takes what a log's reader says.
  /// - Precondition: epochs and positions both grow.
  package init(_ starts: [EpochStart]) {
    precondition(
      zip(starts, starts.dropFirst()).allSatisfy {
        $0.epoch < $1.epoch && $0.firstPosition < $1.firstPosition
      }, "I6: epochs only grow along a log")
    self.starts = starts
  }

  /// The log has grown by events of which these begin an epoch.
  mutating func append(_ new: [EpochStart]) { self = EpochHistory(starts + new) }

  /// The log has been cut after `position`.
  mutating func cut(after position: Position) {
    starts.removeAll { $0.firstPosition > position }
  }

  /// The epoch of the event at `position`; nil for the place before the first.
  func epoch(at position: Position) -> Epoch? {
    starts.last { $0.firstPosition <= position }?.epoch
  }

  /// The last epoch here that is not after `epoch`, and where it ends in a log that ends at `head`;
  /// nil if all are after it.
  func end(ofLastUpTo epoch: Epoch, head: Position) -> Refusal.EpochEnd? {
    guard let index = starts.lastIndex(where: { $0.epoch <= epoch }) else { return nil }
    let isLast = index == starts.count - 1
    return Refusal.EpochEnd(
      epoch: starts[index].epoch,
      position: isLast ? head : starts[index + 1].firstPosition + (-1))
  }
}
