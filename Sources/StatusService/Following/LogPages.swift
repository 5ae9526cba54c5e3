package import EventLog
package import LogStore
import StandardForms

/// Reads a log from a position to its present end, in bounded pages.
package struct LogPages: Sendable {
  private let reader: LogReader

  /// The pages of the log that `reader` reads.
  package init(_ reader: LogReader) { self.reader = reader }

  /// Calls `body` with each page after `position`, never with an empty one, until the log ends.
  /// - Returns: the last position that `body` was given; `position` if there was nothing.
  /// - Throws: what reading or `body` throws; pages before it were given.
  @discardableResult
  package func read(
    after position: Position = .zero, _ body: ([RecordedEvent]) throws -> Void
  ) throws -> Position {
    var cursor = position
    while true {
      let page = try reader.events(
        after: cursor, countMax: Limits.followerPageCountMax,
        bytesMax: Limits.followerPageBytesMax)
      guard let last = page.last else { return cursor }
      try body(page)
      cursor = last.position
    }
  }
}
