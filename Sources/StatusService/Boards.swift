package import EventLog
package import LogStore
package import ReadModel
import StandardForms
package import StatusDomain

/// All that is folded from a log, at one position, published whole: what is shown, who may change
/// it, and what deciding needs beyond both. A value whose copies share their structure.
package struct Boards: Hashable, Sendable {
  /// What the page shows.
  package private(set) var status = StatusBoard()
  /// Who may change what.
  package private(set) var access = AccessBoard()
  /// What only the writer needs.
  private(set) var memory = DecisionMemory()

  /// The boards before the first event.
  package init() {}

  /// Boards of these parts, which were folded from one log up to one position.
  init(status: StatusBoard, access: AccessBoard, memory: DecisionMemory) {
    self.status = status
    self.access = access
    self.memory = memory
  }

  /// The boards that the whole log of `reader` makes, on this thread.
  /// - Throws: `LogStoreError` or `CodecError` for a log that cannot be read.
  package init(folding reader: LogReader) throws {
    while true {
      let page = try reader.decodedPage(
        after: Position(position.position), countMax: Limits.followerPageCountMax)
      if page.isEmpty { return }
      for event in page { take(event) }
    }
  }

  /// The place of the last event taken in.
  package var position: BoardPosition { status.position }

  /// The first event that this program does not know the meaning of, if there is one.
  package var firstUnknown: UnknownEventError? { memory.firstUnknown }

  /// Takes `event` into every read model.
  /// - Returns: what it meant; without an event for a type that this program does not know.
  /// - Throws: `CodecError` for a payload that its type cannot have; nothing was taken in then.
  package mutating func take(_ event: RecordedEvent) throws(CodecError) -> Recorded {
    let decoded = try DecodedEvent(event)
    take(decoded)
    return decoded.meaning
  }

  /// Takes `event` in, which was decoded before.
  package mutating func take(_ event: DecodedEvent) {
    apply(event.meaning, &status)
    apply(event.meaning, &access)
    memory.take(event)
  }

  /// What decisions depend on: derived, with all structure shared, so that whoever folded the
  /// boards can decide at once. It equals the state folded by `evolve` alone (I7).
  package var state: StatusState {
    StatusState(
      components: status.components, impactTypes: status.impactTypes,
      severities: status.severities, phases: status.phases, incidents: status.incidents,
      tokens: access.tokens, sources: memory.sources, logVersion: memory.logVersion,
      forks: memory.forks)
  }
}
