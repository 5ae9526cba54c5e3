import EventLog
import StandardForms

/// Reads rows of events with their payloads, on the connection at hand.
struct EventRows {
  let path: String
  let prepare: Prepare

  // The columns that stand for themselves first, then those that repeat the entry for queries.
  private static let page = """
    SELECT e.position, e.entry, e.leaf, e.chain,
      p.facts_salt, p.facts, p.texts_salt, p.texts, p.withheld_reason,
      e.epoch, e.event_id, e.stream, e.version, e.type, e.schema_version, e.recorded_at
    FROM events e LEFT JOIN payloads p ON p.position = e.position
    WHERE e.position > ?1 ORDER BY e.position LIMIT ?2
    """

  /// Gives up to `countMax` events after `position` to `body`, each parsed and re-hashed; ends
  /// early once `bytesMax` is passed, but not before the first event, and when `body` says false.
  /// - Parameter known: the chain value at `position`, where it is not to be read from there.
  func forEach(
    after position: Position, following known: Digest? = nil, countMax: Int, bytesMax: Int,
    _ body: (RecordedEvent) -> Bool
  ) throws {
    guard let chain = try known ?? chain(at: position) else { return }
    try forEachRow(after: position, following: chain, countMax: countMax, bytesMax: bytesMax) {
      rows, expected, chain in
      let event = try checked(rows, at: expected, previousChain: chain)
      return (event.chain, event.byteCount, goesOn: body(event))
    }
  }

  /// Steps through the rows: `body` says the chain value there, how many bytes it had read, and
  /// whether more is wanted.
  private func forEachRow(
    after position: Position, following known: Digest, countMax: Int, bytesMax: Int,
    _ body: (RawStatement, Position, Digest) throws -> (Digest, Int, goesOn: Bool)
  ) throws {
    let rows = try pageStatement(after: position, countMax: countMax)
    defer { rows.reset() }
    var (chain, byteCount) = (known, 0)
    var expected = position.next
    while byteCount < bytesMax, try rows.step() {
      let (next, count, goesOn) = try body(rows, expected, chain)
      guard goesOn else { return }
      (chain, byteCount, expected) = (next, byteCount + count, expected.next)
    }
  }

  /// The same events as an array.
  func events(
    after position: Position, following known: Digest? = nil, countMax: Int, bytesMax: Int
  ) throws -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    try forEach(after: position, following: known, countMax: countMax, bytesMax: bytesMax) {
      events.append($0)
      return true
    }
    return events
  }

  /// The same events, re-hashed and not parsed.
  func sealed(
    after position: Position, following known: Digest, countMax: Int, bytesMax: Int
  ) throws -> [SealedEvent] {
    var sealed: [SealedEvent] = []
    try forEachRow(after: position, following: known, countMax: countMax, bytesMax: bytesMax) {
      rows, expected, chain in
      let (entry, facts, texts) = try parts(rows, at: expected)
      let event: SealedEvent
      do throws(EntryError) {
        event = try SealedEvent(entry: entry, facts: facts, texts: texts, previousChain: chain)
      } catch {
        throw corrupt(at: expected, error.reason)
      }
      guard rows.digest(2) == event.leaf, rows.digest(3) == event.chain else {
        throw corrupt(at: expected, Self.otherHashes)
      }
      sealed.append(event)
      return (event.chain, event.byteCount, goesOn: true)
    }
    return sealed
  }

  private static let otherHashes = "leaf or chain value are not those of the entry"

  /// The chain value stored at `position`: zero before the first event, nil beyond the last.
  func chain(at position: Position) throws -> Digest? {
    if position == .zero { return .zero }
    let statement = try prepare("SELECT chain FROM events WHERE position = ?1")
    defer { statement.reset() }
    statement.bind(position.rawValue, at: 1)
    guard try statement.step() else { return nil }
    guard let chain = statement.digest(0) else {
      throw corrupt(at: position, "its chain value is not 32 bytes")
    }
    return chain
  }

  /// The rows as they are stored, unchecked.
  func stored(after position: Position, countMax: Int, bytesMax: Int) throws -> [StoredRow] {
    let rows = try pageStatement(after: position, countMax: countMax)
    defer { rows.reset() }
    var stored: [StoredRow] = []
    var byteCount = 0
    while byteCount < bytesMax, try rows.step() {
      let row = StoredRow(
        position: rows.integer(0), entry: rows.bytes(1) ?? [], leaf: rows.bytes(2) ?? [],
        chain: rows.bytes(3) ?? [], factsSalt: rows.bytes(4), facts: rows.bytes(5),
        textsSalt: rows.bytes(6), texts: rows.bytes(7), withheldReason: rows.text(8),
        epoch: rows.integer(9), eventID: rows.bytes(10) ?? [], stream: rows.text(11) ?? "",
        version: rows.integer(12), type: rows.text(13) ?? "", schemaVersion: rows.integer(14),
        recordedAtMicroseconds: rows.integer(15))
      stored.append(row)
      byteCount += row.entry.count + (row.facts?.count ?? 0) + (row.texts?.count ?? 0)
    }
    return stored
  }

  /// The rows after `position`, to be stepped through by `checked`.
  func pageStatement(after position: Position, countMax: Int) throws -> RawStatement {
    let statement = try prepare(Self.page)
    statement.bind(position.rawValue, at: 1)
    statement.bind(Int64(countMax), at: 2)
    return statement
  }

  /// The current row as an event, if it is what was recorded at `expected`.
  /// - Parameter previousChain: nil where nobody can know it; the chain value is not looked at.
  func checked(
    _ row: RawStatement, at expected: Position, previousChain: Digest?
  ) throws -> RecordedEvent {
    let (entry, facts, texts) = try parts(row, at: expected)
    let event: RecordedEvent
    do throws(EntryError) {
      event = try RecordedEvent(
        entry: entry, facts: facts, texts: texts, previousChain: previousChain ?? .zero)
    } catch {
      throw corrupt(at: expected, error.reason)
    }
    guard row.digest(2) == event.leaf, previousChain == nil || row.digest(3) == event.chain else {
      throw corrupt(at: expected, Self.otherHashes)
    }
    guard repeats(event.header, in: row, at: expected) else {
      throw corrupt(at: expected, "the columns do not say what the entry says")
    }
    return event
  }

  /// What stands for itself in the row at `expected`, unchecked.
  private func parts(
    _ row: RawStatement, at expected: Position
  ) throws -> (entry: [UInt8], facts: PayloadPart, texts: PayloadPart) {
    guard row.integer(0) == expected.rawValue else {
      throw corrupt(at: expected, "I1: the row is missing")
    }
    guard let entry = row.bytes(1), let salt = row.digest(4), let facts = row.bytes(5) else {
      throw corrupt(at: expected, "entry or facts are missing")
    }
    // A salt of another length cannot be the committed one.
    let texts = row.bytes(7).map { PayloadPart.known(salt: row.digest(6) ?? .zero, bytes: $0) }
    return (entry, .known(salt: salt, bytes: facts), texts ?? .withheld)
  }

  private func repeats(
    _ header: EventHeader, in row: RawStatement, at position: Position
  ) -> Bool {
    header.position == position && row.integer(9) == header.epoch.rawValue
      && row.uuid(10) == header.eventID && row.says(header.stream, in: 11)
      && row.integer(12) == header.version && row.says(header.type, in: 13)
      && row.integer(14) == Int64(header.schemaVersion)
      && row.integer(15) == header.recordedAt.microseconds
  }

  private func corrupt(at position: Position, _ reason: String) -> LogStoreError {
    .corrupt(at: position, path: path, reason: reason)
  }
}
