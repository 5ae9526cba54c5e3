import EventLog
import LogStore
import ReadModel
import StandardForms
import StatusDomain
import StatusService

/// All that follows from the rows so far.
struct Derivation {
  private(set) var position = Position.zero
  private(set) var chain = Digest.zero
  private(set) var tree = MerkleTree()
  private(set) var unknownCount = 0
  private var last: EventHeader?
  private var versions: [String: Int64] = [:]
  private var state = StatusState()
  private var boards = Boards()

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
    try fold(event, at: place)
    position = place
    chain = event.chain
    last = event.header
    return tree.append(event.leaf)
  }

  /// Two folds of one log that do not share their code's upper half must tell the same.
  var boardAgreesWithState: Bool {
    boards.status.components == state.components && boards.status.incidents == state.incidents
      && boards.status.impactTypes == state.impactTypes && boards.status.phases == state.phases
      && boards.status.severities == state.severities && boards.access.tokens == state.tokens
  }

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
    for (column, agrees) in pairs where !agrees {
      throw Finding(at: place, "I2: the stored \(column) is not what the entry says")
    }
  }

  private mutating func checkContinuity(
    _ header: EventHeader, at place: Position
  ) throws(Finding) {
    guard header.position == place else {
      throw Finding(at: place, "I1: the entry names position \(header.position.rawValue)")
    }
    let opensEpoch = header.type == EventHeader.epochOpenedType
    if let last {
      guard header.log == last.log else { throw Finding(at: place, "it is of another log") }
      guard header.recordedAt >= last.recordedAt else {
        throw Finding(at: place, "I14: it was recorded before the event before it")
      }
      let nextEpoch = opensEpoch ? last.epoch.next : last.epoch
      guard header.epoch >= last.epoch,
        opensEpoch ? header.epoch >= nextEpoch : header.epoch == nextEpoch
      else { throw Finding(at: place, "its epoch does not follow") }
    } else if !opensEpoch {
      throw Finding(at: place, "the log does not begin with an epoch")
    }
    let version = (versions[header.stream] ?? 0) + 1
    guard header.version == version else {
      throw Finding(
        at: place, "I4: it is version \(header.version) of \(header.stream), \(version) is due")
    }
    versions[header.stream] = version
  }

  private mutating func fold(_ event: RecordedEvent, at place: Position) throws(Finding) {
    let decoded: Recorded
    do throws(CodecError) {
      decoded = try EventCodec.decode(event)
    } catch {
      throw Finding(at: place, error.description)
    }
    if let what = decoded.event {
      guard state.canFollow(what) else {
        throw Finding(at: place, "\(event.header.type) cannot follow what was recorded before")
      }
      evolve(&state, what)
    } else {
      unknownCount += 1
    }
    boards.take(decoded)
  }
}
