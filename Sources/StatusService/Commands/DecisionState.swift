package import EventLog
package import LogStore
import ReadModel
import StatusDomain

/// All that the writer must know to decide: the state and the remembered keys, folded from the log.
package struct DecisionState {
  var state = StatusState()
  var keys = IdempotencyIndex()

  /// Before the first event.
  package init() {}

  /// Folds the whole log, page by page.
  /// - Parameter progress: called after each page with the position reached.
  /// - Throws: `LogStoreError` or `CodecError` for a log that cannot be read; `UnknownEventError`
  ///   for an event that this version does not know: whoever decides must know all that happened.
  package init(folding reader: LogReader, progress: (Position) -> Void) throws {
    try LogPages(reader).read { events in
      for event in events {
        let decoded = try EventCodec.decode(event)
        guard let what = decoded.event else { throw UnknownEventError(event.header) }
        evolve(&state, what)
        keys.remember(event, decoded)
      }
      let last = events[events.count - 1].header
      keys.forget(before: last.recordedAt)
      progress(last.position)
    }
  }
}

/// An event whose type or schema version this program does not know, where it must.
package struct UnknownEventError: Error, CustomStringConvertible {
  private let header: EventHeader

  init(_ header: EventHeader) { self.header = header }

  /// The error as one line that says what to do.
  package var description: String {
    "position \(header.position.rawValue) holds \(header.type), version \(header.schemaVersion), "
      + "which this version of heliograph does not know: start the version that wrote it, or newer"
  }
}
