import EventLog
import LogStore
import StandardForms

/// All that follows from the rows so far.
struct Derivation {
  private(set) var position = Position.zero
  private(set) var chain = Digest.zero
  private(set) var tree = MerkleTree()
  /// Where each epoch begins, oldest first.
  private(set) var epochs: [StoredEpoch] = []
  private var last: EventHeader?
  private var versions: [String: Int64] = [:]
  private var fold = Fold()

  /// Takes the next row in.
  /// - Returns: the subtrees that its leaf completed.
  /// - Throws: `Finding` if the row is not what it must be.
  mutating func take(_ row: StoredRow) throws(Finding) -> [MerkleNode] {
    let place = position.next
    guard row.position == place.rawValue else {
      throw Finding(at: place, "I1: the row is missing")
    }
    let event = try recorded(row, at: place)
    try checkColumns(row, event, at: place)
    try checkContinuity(event.header, at: place)
    try fold.take(event)
    position = place
    chain = event.chain
    last = event.header
    return tree.append(event.leaf)
  }

  /// The end of the log.
  var head: LogHead {
    guard let last else { return .empty }
    return LogHead(
      logID: last.log, epoch: last.epoch, position: position, chain: chain, tree: tree.head,
      recordedAt: last.recordedAt)
  }

  /// How many events are of types that this program does not know.
  var unknownCount: Int { fold.unknownCount }

  /// Whether read model and decision state tell the same (I7).
  var boardAgreesWithState: Bool { fold.boardAgreesWithState }

  private func recorded(_ row: StoredRow, at place: Position) throws(Finding) -> RecordedEvent {
    guard let facts = row.facts, let salt = row.factsSalt.flatMap({ Digest(bytes: $0) }) else {
      throw Finding(at: place, "the facts are missing")
    }
    guard let texts = row.texts, let textsSalt = row.textsSalt.flatMap({ Digest(bytes: $0) })
    else { throw Finding(at: place, "the texts are missing, and no later event erases them") }
    do throws(EntryError) {
      return try RecordedEvent(
        entry: row.entry, facts: .known(salt: salt, bytes: facts),
        texts: .known(salt: textsSalt, bytes: texts), previousChain: chain)
    } catch {
      throw Finding(at: place, error.reason)
    }
  }

  private func checkColumns(
    _ row: StoredRow, _ event: RecordedEvent, at place: Position
  ) throws(Finding) {
    let header = event.header
    let pairs: [(String, Bool)] = [
      ("leaf", row.leaf == event.leaf.bytes), ("chain", row.chain == event.chain.bytes),
      ("epoch", row.epoch == header.epoch.rawValue),
      ("event id", row.eventID == header.eventID.bytes), ("stream", row.stream == header.stream),
      ("version", row.version == header.version), ("type", row.type == header.type),
      ("schema version", row.schemaVersion == Int64(header.schemaVersion)),
      ("recorded time", row.recordedAtMicroseconds == header.recordedAt.microseconds),
    ]
    guard row.withheldReason == nil else {
      throw Finding(at: place, "the texts are said to be withheld, and are there")
    }
    for (column, agrees) in pairs where !agrees {
      throw Finding(at: place, "I2: the stored \(column) is not what the entry says")
    }
  }

  private mutating func checkContinuity(
    _ header: EventHeader, at place: Position
  ) throws(Finding) {
    if let reason = header.discontinuity(after: last.map { Predecessor($0) }) {
      throw Finding(at: place, reason)
    }
    let version = (versions[header.stream] ?? 0) + 1
    guard header.version == version else {
      throw Finding(
        at: place, "I4: it is version \(header.version) of \(header.stream), \(version) is due")
    }
    versions[header.stream] = version
    if header.type == EventHeader.epochOpenedType {
      epochs.append(
        StoredEpoch(epoch: header.epoch.rawValue, firstPosition: place.rawValue))
    }
  }
}
