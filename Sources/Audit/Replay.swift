package import EventLog
package import LogStore
package import ReadModel
import StandardForms
import StatusService

/// The status board as the log makes it at `position`, folded from the first event.
///
/// Each event's hashes are checked on the way.
/// - Parameter position: at most the head.
/// - Throws: `LogStoreError` or `CodecError` for a log that cannot be read.
package func replay(
  _ reader: LogReader, to position: Position, progress: (Position) -> Void
) throws -> StatusBoard {
  var board = StatusBoard()
  while board.position.position < position.rawValue {
    let cursor = Position(board.position.position)
    let page = try reader.events(
      after: cursor,
      countMax: min(Limits.followerPageCountMax, Int(position - cursor)),
      bytesMax: Limits.followerPageBytesMax)
    precondition(!page.isEmpty, "I1: every position up to the head is there")
    for event in page { apply(try EventCodec.decode(event), &board) }
    progress(Position(board.position.position))
  }
  return board
}
