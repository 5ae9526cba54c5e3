import EventLog
import ReadModel
import StatusDomain

/// All that the writer must know to decide: the state and the remembered keys.
package struct DecisionState {
  var state: StatusState
  var keys: IdempotencyIndex
  var reapplied: ReappliedIndex

  /// Takes over what `boards` hold, at no cost: all structure is shared.
  /// - Throws: `UnknownEventError` if they passed an event that this version does not know: whoever
  ///   decides must know all that happened.
  package init(_ boards: Boards) throws(UnknownEventError) {
    if let unknown = boards.firstUnknown { throw unknown }
    state = boards.state
    keys = boards.memory.keys
    reapplied = boards.memory.reapplied
  }
}

/// An event whose type or schema version this program does not know, where it must.
package struct UnknownEventError: Error, Hashable, CustomStringConvertible {
  let position: Int64
  let type: String
  let schemaVersion: Int

  init(position: Int64, type: String, schemaVersion: Int) {
    self.position = position
    self.type = type
    self.schemaVersion = schemaVersion
  }

  init(_ header: EventHeader) {
    self.init(
      position: header.position.rawValue, type: header.type, schemaVersion: header.schemaVersion)
  }

  /// The error as one line that says what to do.
  package var description: String {
    "position \(position) holds \(type), version \(schemaVersion), "
      + "which this version of heliograph does not know: start the version that wrote it, or newer"
  }
}
