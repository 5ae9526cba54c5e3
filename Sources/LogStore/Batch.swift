import EventLog
import StandardForms

/// What one transaction adds: rows, tree nodes and the head that covers them, together (I3).
struct Batch {
  let events: [RecordedEvent]
  /// Whether a peer recorded them: a wrong version is then its history's fault, not a decision's.
  let areReplicated: Bool
  let nodes: [MerkleNode]
  let before: LogHead
  let after: LogHead

  func write(_ prepare: Prepare, path: String) throws {
    try writeEvents(prepare, path: path)
    try writePayloads(prepare)
    try writeNodes(prepare)
    try writeEpochs(prepare)
    try writeHead(prepare)
  }

  /// What SQLite's refusal of an event is to the caller. I4 is checked by the trigger alone.
  private func refusal(
    of header: EventHeader, _ failure: SQLiteFailure, _ prepare: Prepare, path: String
  ) throws -> any Error {
    guard failure.primaryCode == SQLiteFailure.constraint, failure.says("I4:") else {
      return failure
    }
    let statement = try prepare(
      "SELECT coalesce(max(version), 0) FROM events WHERE stream = ?1")
    defer { statement.reset() }
    statement.bind(header.stream, at: 1)
    let expected = try statement.step() ? statement.integer(0) + 1 : 1
    let reason = "I4: stream \(header.stream) expects version \(expected), not \(header.version)"
    if areReplicated {
      return LogStoreError.notContinuing(at: header.position, path: path, reason: reason)
    }
    return LogStoreError(
      .wrongVersion(stream: header.stream), path: path, reason: reason,
      hint: "the decision was made on an old state; nothing was recorded")
  }

  private func writeEvents(_ prepare: Prepare, path: String) throws {
    let statement = try prepare(
      """
      INSERT INTO events(position, epoch, event_id, stream, version, type, schema_version,
        recorded_at, entry, leaf, chain)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
      """)
    for event in events {
      let header = event.header
      statement.bind(header.position.rawValue, at: 1)
      statement.bind(header.epoch.rawValue, at: 2)
      statement.bind(header.eventID, at: 3)
      statement.bind(header.stream, at: 4)
      statement.bind(header.version, at: 5)
      statement.bind(header.type, at: 6)
      statement.bind(Int64(header.schemaVersion), at: 7)
      statement.bind(header.recordedAt.microseconds, at: 8)
      statement.bind(event.entry, at: 9)
      statement.bind(event.leaf, at: 10)
      statement.bind(event.chain, at: 11)
      do throws(SQLiteFailure) {
        try statement.run()
      } catch {
        throw try refusal(of: header, error, prepare, path: path)
      }
    }
  }

  private func writePayloads(_ prepare: Prepare) throws {
    let statement = try prepare(
      """
      INSERT INTO payloads(position, facts_salt, facts, texts_salt, texts, withheld_reason)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      """)
    for event in events {
      guard case .known(let salt, let bytes) = event.facts else {
        preconditionFailure("facts are always known")
      }
      statement.bind(event.position.rawValue, at: 1)
      statement.bind(salt, at: 2)
      statement.bind(bytes, at: 3)
      switch event.texts {
      case .known(let salt, let bytes):
        statement.bind(salt, at: 4)
        statement.bind(bytes, at: 5)
        statement.bindNull(at: 6)
      case .withheld:
        statement.bindNull(at: 4)
        statement.bindNull(at: 5)
        statement.bind("withheld by the peer", at: 6)
      }
      try statement.run()
    }
  }

  private func writeNodes(_ prepare: Prepare) throws {
    let statement = try prepare("INSERT INTO tree_nodes(level, place, hash) VALUES (?1, ?2, ?3)")
    for node in nodes {
      statement.bind(Int64(node.level), at: 1)
      statement.bind(node.index, at: 2)
      statement.bind(node.hash, at: 3)
      try statement.run()
    }
  }

  private func writeEpochs(_ prepare: Prepare) throws {
    var epoch = before.position == .zero ? nil : before.epoch
    for event in events where event.header.epoch != epoch {
      let statement = try prepare("INSERT INTO epochs(epoch, first_position) VALUES (?1, ?2)")
      statement.bind(event.header.epoch.rawValue, at: 1)
      statement.bind(event.position.rawValue, at: 2)
      try statement.run()
      epoch = event.header.epoch
    }
  }

  private func writeHead(_ prepare: Prepare) throws {
    guard let log = after.logID else { preconditionFailure("I3: a log with rows has a head") }
    let statement = try prepare(
      before.position == .zero
        ? """
        INSERT INTO head(one, log_id, epoch, position, chain, tree_root, recorded_at)
        VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)
        """
        : """
        UPDATE head SET log_id = ?1, epoch = ?2, position = ?3, chain = ?4, tree_root = ?5,
          recorded_at = ?6
        """)
    statement.bind(log.uuid, at: 1)
    statement.bind(after.epoch.rawValue, at: 2)
    statement.bind(after.position.rawValue, at: 3)
    statement.bind(after.chain, at: 4)
    statement.bind(after.tree.root, at: 5)
    statement.bind(after.recordedAt.microseconds, at: 6)
    try statement.run()
  }
}
