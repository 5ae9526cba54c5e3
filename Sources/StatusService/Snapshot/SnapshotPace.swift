package import ReadModel
import StandardForms

/// When the next snapshot is due: after so many events, and after a pause that is the longer the
/// longer the last one took.
package struct SnapshotPace: Sendable {
  private let eventCount: Int
  private var last: BoardPosition
  /// The end of the pause; `nil` before the first try.
  package private(set) var notBefore: ContinuousClock.Instant?

  /// The pace of one that begins with a snapshot of `last`; `.start` for none.
  /// - Parameter eventCount: after so many events the next one is due.
  package init(since last: BoardPosition, eventCount: Int = Limits.snapshotEventCount) {
    self.last = last
    self.eventCount = eventCount
  }

  /// Where the boards stand when the next one is due; an epoch that begins makes it due too.
  package var due: BoardPosition {
    BoardPosition(epoch: max(1, last.epoch), position: last.position + Int64(eventCount))
  }

  /// Whether boards at `position` hold more than what was tried last.
  package func isBehind(_ position: BoardPosition) -> Bool { last < position }

  /// Takes in that a snapshot of `position` was tried between two moments, also if it failed: the
  /// next try is for the events after these.
  package mutating func tried(
    _ position: BoardPosition, from begin: ContinuousClock.Instant,
    to end: ContinuousClock.Instant
  ) {
    last = position
    let pause = max(
      .seconds(Limits.snapshotPauseSeconds), (end - begin) * Limits.snapshotPauseFactor)
    notBefore = end + pause
  }
}
