package import EventLog
import StandardForms

/// Reads a log, from any thread, beside the writer and beside other readers. Each call is one short
/// transaction. An event is parsed and re-hashed whenever it is read from the disk; the last ones
/// that were committed are at hand (`LogTail`). When the writer exchanges the store for a rebuilt
/// one, the next call sees that one.
///
/// All calls throw `LogStoreError`: `.corrupt(at:)` for a row that is not what was recorded,
/// `.torn`, `.inaccessible` or `.storage` if SQLite cannot read.
package struct LogReader: Sendable {
  let database: LogDatabase

  init(_ database: LogDatabase) { self.database = database }

  /// The database's file.
  var path: String { database.path }

  /// How often the store was exchanged for a rebuilt one, which has re-hashed all that it kept:
  /// what was read before and after a change of it may be of two histories.
  package var generation: Int { database.generation }

  /// The end of the log as the head row says it.
  package func head() throws(LogStoreError) -> LogHead {
    try database.read { try StoredEnd(path: $0.path, prepare: $0.prepare).head() }
  }

  /// The events after `position`, in order; none if it is the head or beyond.
  /// - Parameters:
  ///   - countMax: at most so many events, 1...`Limits.readBatchCountMax`.
  ///   - bytesMax: stops once so many bytes of entries, facts and texts are reached, but never
  ///     before the first event.
  package func events(
    after position: Position, countMax: Int, bytesMax: Int
  ) throws(LogStoreError) -> [RecordedEvent] {
    Self.check(countMax)
    if let held = database.tail.stretch(after: position, countMax: countMax, bytesMax: bytesMax) {
      return held.events
    }
    return try database.read {
      try $0.events(after: position, countMax: countMax, bytesMax: bytesMax)
    }
  }

  /// Gives the events after `position` to `body`, in order, one at a time: what is taken in at once
  /// needs no page in memory. None if it is the head or beyond; bounds as for `events`.
  /// - Parameter body: runs within the transaction, and so must not take long; false ends the page.
  package func forEachEvent(
    after position: Position, countMax: Int, bytesMax: Int, _ body: (RecordedEvent) -> Bool
  ) throws(LogStoreError) {
    Self.check(countMax)
    if let held = database.tail.stretch(after: position, countMax: countMax, bytesMax: bytesMax) {
      for event in held.events { guard body(event) else { return } }
      return
    }
    try database.read {
      try $0.forEach(after: position, countMax: countMax, bytesMax: bytesMax, body)
    }
  }

  /// The events after `position` to be passed on, re-hashed and not parsed, and the chain value at
  /// it, all of one moment. Bounds as for `events`; none for a `countMax` of 0.
  /// - Returns: nil for a position beyond the head.
  package func stretch(
    after position: Position, countMax: Int, bytesMax: Int
  ) throws(LogStoreError) -> (previousChain: Digest, events: [SealedEvent])? {
    if countMax > 0 { Self.check(countMax) }
    if let held = database.tail.stretch(after: position, countMax: countMax, bytesMax: bytesMax) {
      return (held.previousChain, held.events.map { SealedEvent($0) })
    }
    return try database.read { rows in
      guard let chain = try rows.chain(at: position) else { return nil }
      let events = try rows.sealed(
        after: position, following: chain, countMax: countMax, bytesMax: bytesMax)
      return (chain, events)
    }
  }

  /// The event at `position`; nil beyond the head and at `.zero`.
  package func event(at position: Position) throws(LogStoreError) -> RecordedEvent? {
    guard position > .zero else { return nil }
    return try database.read {
      try $0.events(after: Position(position.rawValue - 1), countMax: 1, bytesMax: .max).first
    }
  }

  /// The chain value after `position`: zero at `.zero`, nil beyond the head.
  package func chain(at position: Position) throws(LogStoreError) -> Digest? {
    try database.read { try $0.chain(at: position) }
  }

  /// The tree over the events up to `position`, from what is stored of it; nil beyond the head.
  /// - Throws: also `.torn` for a tree of which a part is missing.
  package func treeHead(at position: Position) throws(LogStoreError) -> TreeHead? {
    try database.read { rows in
      let end = StoredEnd(path: rows.path, prepare: rows.prepare)
      guard try position <= end.head().position else { return nil }
      return try end.storedTree(size: position).head
    }
  }

  /// How many events the stream of this name has; 0 for one that is not there (I4).
  package func version(of stream: String) throws(LogStoreError) -> Int64 {
    try database.read { rows in
      let statement = try rows.prepare(
        "SELECT coalesce(max(version), 0) FROM events WHERE stream = ?1")
      defer { statement.reset() }
      statement.bind(stream, at: 1)
      return try statement.step() ? statement.integer(0) : 0
    }
  }

  /// Where each epoch begins, oldest first.
  package func epochs() throws(LogStoreError) -> [EpochStart] {
    try database.read { rows in
      let statement = try rows.prepare("SELECT epoch, first_position FROM epochs ORDER BY epoch")
      defer { statement.reset() }
      var starts: [EpochStart] = []
      while try statement.step() {
        guard statement.integer(0) >= 1, statement.integer(1) >= 1 else {
          throw LogStoreError.torn(path: rows.path, reason: "an epoch is malformed")
        }
        starts.append(
          EpochStart(
            epoch: Epoch(statement.integer(0)), firstPosition: Position(statement.integer(1))))
      }
      return starts
    }
  }

  static func check(_ countMax: Int) {
    precondition(
      (1...Limits.readBatchCountMax).contains(countMax), "I11: a page of a read has a bound")
  }
}

extension LogReader {
  /// The rows after `position` as they are stored, in order of position, unchecked; a gap shows in
  /// their positions. Bounds as for `events`.
  package func storedRows(
    after position: Position, countMax: Int, bytesMax: Int
  ) throws(LogStoreError) -> [StoredRow] {
    Self.check(countMax)
    return try database.read {
      try $0.stored(after: position, countMax: countMax, bytesMax: bytesMax)
    }
  }

  /// What the log says of itself beside its events, all of one moment, unchecked.
  package func claims() throws(LogStoreError) -> StoredClaims {
    try database.read { try StoredClaims($0) }
  }

  /// The complete subtrees of `level` (>= 1) as they are stored, from place `first` on, unchecked.
  /// - Parameter countMax: at most so many, 1...`Limits.readBatchCountMax`.
  /// - Returns: a hash that is not 32 bytes as zero, which no subtree has.
  package func storedTreeNodes(
    level: Int, from first: Int64, countMax: Int
  ) throws(LogStoreError) -> [MerkleNode] {
    Self.check(countMax)
    return try database.read { rows in
      let statement = try rows.prepare(
        """
        SELECT place, hash FROM tree_nodes WHERE level = ?1 AND place >= ?2
        ORDER BY place LIMIT ?3
        """)
      defer { statement.reset() }
      statement.bind(Int64(level), at: 1)
      statement.bind(first, at: 2)
      statement.bind(Int64(countMax), at: 3)
      var nodes: [MerkleNode] = []
      while try statement.step() {
        let place = statement.integer(0)
        nodes.append(
          MerkleNode(level: level, index: place, hash: statement.digest(1) ?? .zero))
      }
      return nodes
    }
  }
}
