package import StandardForms
package import StatusDomain

/// A place in a log: the epoch and the position within the whole log. Ordered by epoch, then by
/// position: so it grows along a log, and from a fork that was given up to what took its place.
package struct BoardPosition: Hashable, Comparable, Sendable {
  /// The primary's reign, from 1; 0 before the first event.
  package let epoch: Int64
  /// The place in the log, from 1; 0 before the first event.
  package let position: Int64

  /// The place before the first event.
  package static let start = BoardPosition(epoch: 0, position: 0)

  /// The place `position` that was recorded in `epoch`.
  package init(epoch: Int64, position: Int64) {
    self.epoch = epoch
    self.position = position
  }

  package static func < (a: Self, b: Self) -> Bool {
    (a.epoch, a.position) < (b.epoch, b.position)
  }
}

/// An event as the read models take it in: decoded, with its place and time in the log.
package struct Recorded: Hashable, Sendable {
  /// Its place.
  package let position: BoardPosition
  /// When it was recorded.
  package let recordedAt: Timestamp
  /// What happened; `nil` for a type that this version does not know, which changes nothing here.
  package let event: StatusEvent?

  /// The event `event` at this place.
  package init(position: BoardPosition, recordedAt: Timestamp, event: StatusEvent?) {
    self.position = position
    self.recordedAt = recordedAt
    self.event = event
  }
}
