package import EventLog
import StandardForms

/// Re-derives a log from its rows, a slice at a time, round after round, beside whoever writes:
/// entries, leaves, chain, both commitments, the columns that repeat them, tree nodes, epochs; at
/// the end of a round the head and the schema. Damage does not end it: it names each position and
/// goes on behind.
///
/// Each slice is one short read transaction. A store that is exchanged for a rebuilt one is begun
/// anew.
package struct LogScrub: Sendable {
  private let database: LogDatabase
  private var generation: Int
  private var round = ScrubRound()

  /// What is not what was recorded.
  package struct Damage: Hashable, Sendable {
    /// Where; the head's position for what lies beside the rows.
    package let positions: ClosedRange<Position>
    /// What, in words: of the first of them.
    package let reason: String
  }

  /// What one slice found.
  package struct Slice: Hashable, Sendable {
    /// The last position that was looked at in this round.
    package let position: Position
    /// The head at that moment.
    package let head: Position
    /// What is damaged, at most `Limits.scrubFindingsMax` stretches; empty if all is well.
    package let damage: [Damage]
    /// Whether the whole log was looked at; the next slice begins the next round.
    package let endsRound: Bool
  }

  /// A scrub that begins with the first event.
  package init(_ reader: LogReader) {
    database = reader.database
    generation = reader.database.generation
  }

  /// Looks at the next events.
  /// - Parameters:
  ///   - bytesMax: ends once so many bytes of entries, facts and texts are passed, but not before
  ///     the first event.
  ///   - deadline: ends then, but not before the first events.
  /// - Throws: `.inaccessible` or `.storage` if the log cannot be read now; the same slice is next.
  package mutating func next(
    bytesMax: Int, until deadline: ContinuousClock.Instant
  ) throws(LogStoreError) -> Slice {
    var pass = ScrubPass(round)
    var isTorn = false
    do throws(LogStoreError) {
      try database.read { rows in
        pass = ScrubPass(round)
        try pass.run(rows, bytesMax: bytesMax, until: deadline)
      }
    } catch  where error.code == .torn {
      // Pages that SQLite itself cannot read: nothing behind them can be reached.
      pass.note(pass.round.position.next, error.reason)
      isTorn = true
    }
    guard generation == database.generation else {
      // What was read may be of two stores.
      (generation, round) = (database.generation, ScrubRound())
      return Slice(position: .zero, head: pass.head, damage: [], endsRound: false)
    }
    let ends = isTorn || pass.isAtEnd
    round = ends ? ScrubRound() : pass.round
    return Slice(
      position: pass.round.position, head: pass.head, damage: pass.damage, endsRound: ends)
  }
}

/// How far a round came, and what follows from the rows so far.
struct ScrubRound {
  var position = Position.zero
  /// The chain value at `position`; nil where rows are missing and nobody can know it.
  var chain: Digest? = .zero
  /// The tree up to `position`; nil once a leaf is not known any more.
  var tree: MerkleTree? = MerkleTree()
  /// The last event, if it was what was recorded.
  var last: Predecessor?
  var epochCount: Int64 = 0
  var isDamaged = false
}

/// One slice of a round.
struct ScrubPass {
  var round: ScrubRound
  private(set) var head = Position.zero
  private(set) var isAtEnd = false
  private(set) var damage: [LogScrub.Damage] = []

  init(_ round: ScrubRound) { self.round = round }

  mutating func run(
    _ rows: EventRows, bytesMax: Int, until deadline: ContinuousClock.Instant
  ) throws {
    let stored = try StoredEnd(path: rows.path, prepare: rows.prepare).head()
    head = stored.position
    let statement = try rows.pageStatement(
      after: round.position, countMax: Limits.appendBatchCountMax)
    defer { statement.reset() }
    var (count, byteCount) = (0, 0)
    while try statement.step() {
      let place = Position(max(round.position.rawValue + 1, statement.integer(0)))
      if place > round.position.next { skip(to: place) }
      try take(statement, rows, at: place)
      count += 1
      for column in [1, 5, 7] as [Int32] { byteCount += statement.byteCount(column) }
      let isTimeOver = count % Self.clockStride == 0 && ContinuousClock.now >= deadline
      if byteCount >= bytesMax || isTimeOver || damage.count >= Limits.scrubFindingsMax { return }
    }
    guard count < Limits.appendBatchCountMax else { return }
    isAtEnd = true
    try conclude(rows, stored)
  }

  /// Events between two looks at the clock.
  private static let clockStride = 32

  mutating func note(_ position: Position, _ reason: String) {
    note(position...position, reason)
  }

  private mutating func note(_ positions: ClosedRange<Position>, _ reason: String) {
    round.isDamaged = true
    if let last = damage.last, positions.lowerBound <= last.positions.upperBound.next {
      let upper = max(last.positions.upperBound, positions.upperBound)
      damage[damage.count - 1] = LogScrub.Damage(
        positions: last.positions.lowerBound...upper, reason: last.reason)
    } else {
      damage.append(LogScrub.Damage(positions: positions, reason: reason))
    }
  }

  /// Goes on behind rows that are not there.
  private mutating func skip(to place: Position) {
    note(
      round.position.next...Position(place.rawValue - 1), "I1: the rows of events are missing")
    round.position = Position(place.rawValue - 1)
    (round.chain, round.tree, round.last) = (nil, nil, nil)
  }

  private mutating func take(_ row: RawStatement, _ rows: EventRows, at place: Position) throws {
    var leaf: Digest?
    do {
      let event = try rows.checked(row, at: place, previousChain: round.chain)
      leaf = event.leaf
      let follows = round.last != nil || place == Position(1)
      if follows, let reason = event.header.discontinuity(after: round.last) {
        note(place, reason)
      }
      try checkEpoch(of: event.header, rows)
      round.chain = round.chain == nil ? row.digest(3) : event.chain
      round.last = Predecessor(event.header)
    } catch let error as LogStoreError where error.code == .corrupt(at: place) {
      note(place, error.reason)
      leaf = resumed(behind: row)
      round.last = nil
    }
    round.position = place
    try grow(by: leaf, rows)
  }

  /// The leaf that stood here before the damage, as far as the columns still tell, so that what
  /// follows can be checked; the chain goes on with it.
  private mutating func resumed(behind row: RawStatement) -> Digest? {
    let (leaf, chain) = (row.digest(2), row.digest(3))
    let derived = row.bytes(1).map { MerkleTree.leafHash(of: $0) }
    guard let before = round.chain else {
      round.chain = chain
      return leaf
    }
    // The one that the stored chain value agrees with; else the one that both of the others say.
    let agreeing = [derived, leaf].compactMap { $0 }.first {
      Digest.chain(after: before, leaf: $0) == chain
    }
    let known = agreeing ?? (derived == leaf ? leaf : nil)
    round.chain = known.map { Digest.chain(after: before, leaf: $0) } ?? chain
    return known ?? leaf
  }

  /// I3: the subtrees that a leaf completes are stored as they are derived.
  private mutating func grow(by leaf: Digest?, _ rows: EventRows) throws {
    guard let leaf, var tree = round.tree else {
      round.tree = nil
      return
    }
    round.tree = nil
    for node in tree.append(leaf) {
      let statement = try rows.prepare(
        "SELECT hash FROM tree_nodes WHERE level = ?1 AND place = ?2")
      defer { statement.reset() }
      statement.bind(Int64(node.level), at: 1)
      statement.bind(node.index, at: 2)
      guard try statement.step(), statement.digest(0) == node.hash else {
        note(
          round.position, "I3: tree node \(node.level)/\(node.index) is not the one derived")
        continue
      }
    }
    round.tree = tree
  }

  private mutating func checkEpoch(of header: EventHeader, _ rows: EventRows) throws {
    guard header.type == EventHeader.epochOpenedType else { return }
    let statement = try rows.prepare("SELECT first_position FROM epochs WHERE epoch = ?1")
    defer { statement.reset() }
    statement.bind(header.epoch.rawValue, at: 1)
    guard try statement.step(), statement.integer(0) == header.position.rawValue else {
      return note(header.position, "the stored epochs do not say that one begins here")
    }
    round.epochCount += 1
  }

  /// What lies beside the rows.
  private mutating func conclude(_ rows: EventRows, _ stored: LogHead) throws {
    let place = max(head, Position(1))
    if let fault = try LogSchema.fault(rows.prepare) { note(place, fault) }
    if round.position < head {
      return note(round.position.next...head, "I1: the rows of events are missing")
    }
    if round.position > head {
      return note(head.next...round.position, "I1: there are rows past the head")
    }
    // Rows of damaged events are named already; what rests on them cannot be derived.
    guard let last = round.last, let tree = round.tree, let chain = round.chain else { return }
    let due = LogHead(
      logID: last.log, epoch: last.epoch, position: last.position, chain: chain, tree: tree.head,
      recordedAt: last.recordedAt)
    if stored != due { note(place, "I3: the stored head is not the one derived") }
    let count = try rows.prepare("SELECT count(*) FROM epochs")
    defer { count.reset() }
    if try count.step(), count.integer(0) != round.epochCount, !round.isDamaged {
      note(place, "the stored epochs are not those that the events open")
    }
  }
}
