import EventLog
import LogStore
import ReadModel
import StandardForms

extension LogReader {
  /// The events after `position`, decoded, in order: at most `countMax`, and no more once their
  /// bytes pass the bound of a page. None at the head.
  ///
  /// Each is decoded as it is read, and what was read is let go: its memory is the next one's.
  /// - Throws: `LogStoreError` or `CodecError` for the first event that cannot be read.
  func decodedPage(after position: Position, countMax: Int) throws -> [DecodedEvent] {
    var events: [DecodedEvent] = []
    var failure: CodecError?
    try forEachEvent(
      after: position, countMax: countMax, bytesMax: Limits.followerPageBytesMax
    ) { event in
      do throws(CodecError) {
        events.append(try DecodedEvent(event))
      } catch {
        failure = error
      }
      return failure == nil
    }
    if let failure { throw failure }
    return events
  }
}

extension [DecodedEvent] {
  /// Where the page ends; nil for an empty one.
  var end: Position? { last.map { Position($0.meaning.position.position) } }
}
