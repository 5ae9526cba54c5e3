package import StandardForms

/// The 1-based gapless place of an event in the whole log: its leaf index + 1 (I1).
package struct Position: Hashable, Comparable, Sendable {
  /// 0 is the place before the first event; never negative.
  package let rawValue: Int64

  /// The place before the first event: the head of an empty log.
  package static let zero = Position(0)

  /// - Precondition: `rawValue >= 0`.
  package init(_ rawValue: Int64) {
    precondition(rawValue >= 0, "I1: a position is never negative")
    self.rawValue = rawValue
  }

  /// The place right after this one.
  package var next: Position { self + 1 }

  /// Places are ordered as the events in the log.
  package static func < (left: Position, right: Position) -> Bool {
    left.rawValue < right.rawValue
  }

  /// The place `count` events later (earlier if negative, never before `.zero`).
  package static func + (position: Position, count: Int) -> Position {
    Position(position.rawValue + Int64(count))
  }

  /// How many events `left` is ahead of `right`.
  package static func - (left: Position, right: Position) -> Int64 {
    left.rawValue - right.rawValue
  }
}

/// The number of one primary's reign, counted from 1. A higher epoch fences out a lower one.
package struct Epoch: Hashable, Comparable, Sendable {
  /// At least 1.
  package let rawValue: Int64

  /// The epoch that a log begins with.
  package static let first = Epoch(1)

  /// - Precondition: `rawValue >= 1`.
  package init(_ rawValue: Int64) {
    precondition(rawValue >= 1, "an epoch is counted from 1")
    self.rawValue = rawValue
  }

  /// The epoch that the next promotion opens.
  package var next: Epoch { Epoch(rawValue + 1) }

  /// A later reign is greater.
  package static func < (left: Epoch, right: Epoch) -> Bool { left.rawValue < right.rawValue }
}

/// A position as it is named in public: after a fork the same number names something else.
/// Compared as logs are: along a log, and from a deposed primary's log to that of the epoch that
/// followed, it only grows.
package struct EpochPosition: Hashable, Comparable, Sendable {
  /// The reign in which the position was recorded.
  package let epoch: Epoch
  /// The place in the log; `.zero` for an empty log.
  package let position: Position

  /// Pairs the two; any combination is a name, known to a log or not.
  package init(epoch: Epoch, position: Position) {
    self.epoch = epoch
    self.position = position
  }

  /// Reads `1:42`: two decimal numbers without sign or leading zeros, epoch >= 1, position >= 0.
  /// Nil for any other text.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let epoch = Self.decimal(parts[0]), epoch >= 1,
      let position = Self.decimal(parts[1])
    else { return nil }
    self.init(epoch: Epoch(epoch), position: Position(position))
  }

  /// The place before the first event of any log.
  package static let start = EpochPosition(epoch: .first, position: .zero)

  /// A later reign is greater, whatever the position; within one it is the position that counts.
  package static func < (left: EpochPosition, right: EpochPosition) -> Bool {
    (left.epoch, left.position) < (right.epoch, right.position)
  }

  /// The form that `init(_:)` reads, such as `1:42`.
  package var text: String { "\(epoch.rawValue):\(position.rawValue)" }

  private static func decimal(_ text: some StringProtocol) -> Int64? {
    guard let number = Int64(text), number >= 0, String(number) == text else { return nil }
    return number
  }
}

/// The identity of one log, chosen at random when it is created and part of every entry.
package struct LogID: Hashable, Sendable {
  /// The UUID that names the log.
  package let uuid: UUIDValue

  /// Names a log by `uuid`.
  package init(_ uuid: UUIDValue) { self.uuid = uuid }

  /// The UUID's text, in lower case.
  package var text: String { uuid.text }
}
