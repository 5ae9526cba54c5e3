package import EventLog
package import LogStore
import StandardForms

/// Reads a log from a position to its present end, in bounded pages.
package struct LogPages: Sendable {
  private let reader: LogReader

  /// The pages of the log that `reader` reads.
  package init(_ reader: LogReader) { self.reader = reader }

  /// Calls `each` with every event after `position`, in order, until the log ends; each page is one
  /// short transaction, and no more than one event is in memory.
  /// - Parameter page: called after each page, outside its transaction, with the last event.
  /// - Returns: the last position that `each` was given; `position` if there was nothing.
  /// - Throws: what reading, `each` or `page` throws; events before it were given.
  @discardableResult
  package func read(
    after position: Position = .zero, each: (RecordedEvent) throws -> Void,
    page: (RecordedEvent) throws -> Void = { _ in }
  ) throws -> Position {
    var cursor = position
    while true {
      var last: RecordedEvent?
      var failure: (any Error)?
      try reader.forEachEvent(
        after: cursor, countMax: Limits.followerPageCountMax,
        bytesMax: Limits.followerPageBytesMax
      ) { event in
        do {
          try each(event)
          last = event
        } catch {
          failure = error
        }
        return failure == nil
      }
      if let failure { throw failure }
      guard let last else { return cursor }
      try page(last)
      cursor = last.position
    }
  }
}
