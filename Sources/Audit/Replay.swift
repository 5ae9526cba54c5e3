package import EventLog
package import LogStore
package import ReadModel
import StandardForms
import StatusService

/// The status board as the log makes it at `position`, folded from the first event.
///
/// Each event's hashes are checked on the way.
/// - Parameter position: at most the head.
/// - Throws: `Finding` for an event that is missing or cannot follow the ones before it;
///   `LogStoreError` for a log that cannot be read or a row that is not what was recorded.
package func replay(
  _ reader: LogReader, to position: Position, progress: (Position) -> Void
) throws -> StatusBoard {
  var fold = Fold()
  while fold.boards.position.position < position.rawValue {
    let cursor = Position(fold.boards.position.position)
    let page = try reader.events(
      after: cursor,
      countMax: min(Limits.followerPageCountMax, Int(position - cursor)),
      bytesMax: Limits.followerPageBytesMax)
    if page.isEmpty { throw Finding(at: cursor.next, "I1: the row is missing") }
    for event in page { try fold.take(event) }
    progress(Position(fold.boards.position.position))
  }
  return fold.boards.status
}
