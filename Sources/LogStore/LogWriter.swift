import CoreMetrics
package import EventLog
package import StandardForms

/// The one writer of a log (I5). Whoever holds the value is the writer; handing it over is all
/// there is to a change of roles.
///
/// Every append is one transaction, synced when it returns, all or nothing. After
/// `.commitOutcomeUnknown` every further call throws the same: the process must stop.
package struct LogWriter: ~Copyable, Sendable {
  let database: LogDatabase
  private var tree: MerkleTree
  private var walPageCount: Int
  private(set) var failure: LogStoreError?

  /// Where the log ends: what was last committed.
  package private(set) var head: LogHead

  init(_ database: LogDatabase, head: LogHead, tree: MerkleTree, walPageCount: Int) {
    self.database = database
    self.head = head
    self.tree = tree
    self.walPageCount = walPageCount
  }

  /// A reader of the same log, on the same database.
  package var reader: LogReader { LogReader(database) }

  /// Creates the log: gives it its identity and its first events.
  /// - Parameters:
  ///   - logID: chosen at random.
  ///   - first: 1...`Limits.appendBatchCountMax` proposals, the first a `log.epoch_opened`.
  ///   - recordedAt: now.
  ///   - randomSalt: gives 32 fresh random bytes at each call; called twice for each event.
  /// - Precondition: the log is empty.
  /// - Throws: as `append(_:recordedAt:randomSalt:)`.
  package mutating func create(
    logID: LogID, _ first: [ProposedEvent], recordedAt: Timestamp, randomSalt: () -> Digest
  ) throws(LogStoreError) -> [RecordedEvent] {
    precondition(head.position == .zero, "I2: a log is created once")
    precondition(
      first.first?.type == EventHeader.epochOpenedType, "position 1 is log.epoch_opened")
    return try record(first, in: logID, epoch: .first, at: recordedAt, randomSalt: randomSalt)
  }

  /// Records the proposals, in order, as one transaction.
  ///
  /// Durable when it returns; takes about one fsync, whatever the count.
  /// - Parameters:
  ///   - proposed: 1...`Limits.appendBatchCountMax`, each stream's versions continuing it (I4).
  ///   - recordedAt: now; raised to the last event's time if the clock went back (I14).
  ///   - randomSalt: gives 32 fresh random bytes at each call; called twice for each event.
  /// - Precondition: the log was created.
  /// - Throws: `.wrongVersion(stream:)`, `.invalidEvent`, `.full`, `.storage`: the log is as
  ///   before. `.commitOutcomeUnknown`: stop the process.
  package mutating func append(
    _ proposed: [ProposedEvent], recordedAt: Timestamp, randomSalt: () -> Digest
  ) throws(LogStoreError) -> [RecordedEvent] {
    guard let logID = head.logID else { preconditionFailure("a log is created before an append") }
    return try record(
      proposed, in: logID, epoch: head.epoch, at: recordedAt, randomSalt: randomSalt)
  }

  /// Begins an epoch: records the event that opens it, as a transaction of its own. What is
  /// appended afterwards is of that epoch.
  /// - Parameters:
  ///   - epoch: later than that of the head, and this node's to open.
  ///   - opening: a `log.epoch_opened`.
  /// - Precondition: the log was created.
  /// - Throws: as `append(_:recordedAt:randomSalt:)`; `.invalidEvent` for an epoch that is not
  ///   later and for any other event.
  package mutating func open(
    _ epoch: Epoch, with opening: ProposedEvent, recordedAt: Timestamp, randomSalt: () -> Digest
  ) throws(LogStoreError) -> RecordedEvent {
    guard let logID = head.logID else { preconditionFailure("a log is created before an epoch") }
    return try record(
      [opening], in: logID, epoch: epoch, at: recordedAt, randomSalt: randomSalt)[0]
  }

  /// Appends events that a peer recorded, as they are (I6), as one transaction.
  /// - Parameter events: 1...`Limits.appendBatchCountMax`, the first right after the head. An empty
  ///   log takes its identity from the first event of all.
  /// - Returns: the new head.
  /// - Throws: `.notContinuing(at:)` for the first event that does not continue this log in
  ///   position, log, epoch, chain, stream version or recorded time; otherwise as `append`.
  package mutating func append(
    replicated events: [RecordedEvent]
  ) throws(LogStoreError) -> LogHead {
    try Continuation(of: head, path: database.path).check(events)
    try commit(events, areReplicated: true)
    return head
  }

  /// Whether so much lies in the write-ahead log that `checkpoint` should be called.
  package var needsCheckpoint: Bool { walPageCount >= Limits.walPagesMax }

  /// Copies the write-ahead log into the main file: between commits, when nobody waits for one.
  ///
  /// Copies what no reader still needs and returns at once; what is left is for the next call.
  /// - Throws: `.full` (nothing is lost; try again), `.commitOutcomeUnknown`: stop the process.
  package mutating func checkpoint() throws(LogStoreError) {
    if let failure { throw failure }
    do {
      walPageCount = try database.checkpoint()
    } catch {
      remember(error)
      throw error
    }
  }

  /// Goes on as the writer of the store that `exchange` puts in the place of this one.
  mutating func exchange(
    _ exchange: StoreExchange, for built: StoreBuilder.Built
  ) throws(LogStoreError) {
    do {
      try database.exchange(exchange)
    } catch {
      remember(error)
      throw error
    }
    (head, tree, walPageCount) = (built.head, built.tree, 0)
  }

  /// The value of a pragma on the writing connection.
  borrowing func setting(_ pragma: String) throws -> Int? {
    try database.writerSetting(pragma)
  }
}

extension LogWriter {
  private mutating func record(
    _ proposed: [ProposedEvent], in logID: LogID, epoch: Epoch, at now: Timestamp,
    randomSalt: () -> Digest
  ) throws(LogStoreError) -> [RecordedEvent] {
    // I14: a clock that was set back does not turn the log back.
    let recordedAt = head.position == .zero ? now : max(now, head.recordedAt)
    var position = head.position
    var chain = head.chain
    var previous = head.predecessor
    var events: [RecordedEvent] = []
    events.reserveCapacity(proposed.count)
    for proposal in proposed {
      position = position.next
      let place = RecordedEvent.Place(
        log: logID, epoch: epoch, position: position, recordedAt: recordedAt,
        previousChain: chain)
      let event: RecordedEvent
      do throws(EntryError) {
        event = try RecordedEvent(
          recording: proposal, at: place, factsSalt: randomSalt(), textsSalt: randomSalt())
      } catch {
        throw invalid(proposal, error.reason)
      }
      if let reason = event.header.discontinuity(after: previous) {
        throw invalid(proposal, reason)
      }
      chain = event.chain
      previous = Predecessor(event.header)
      events.append(event)
    }
    try commit(events, areReplicated: false)
    return events
  }

  private borrowing func invalid(_ proposal: ProposedEvent, _ reason: String) -> LogStoreError {
    LogStoreError(
      .invalidEvent, path: database.path, reason: "\(proposal.type): \(reason)",
      hint: "the command that proposed it has a fault; nothing was recorded")
  }

  private mutating func commit(
    _ events: [RecordedEvent], areReplicated: Bool
  ) throws(LogStoreError) {
    if let failure { throw failure }
    precondition(
      (1...Limits.appendBatchCountMax).contains(events.count), "I11: a batch has a bound")
    var grown = tree
    let nodes = events.flatMap { grown.append($0.leaf) }
    let batch = Batch(
      events: events, areReplicated: areReplicated, nodes: nodes, before: head,
      after: LogHead(after: events[events.count - 1], tree: grown.head))
    do {
      walPageCount += try database.write { prepare in
        try batch.write(prepare, path: database.path)
      }
    } catch {
      remember(error)
      throw error
    }
    head = batch.after
    tree = grown
    database.tail.append(events)
    database.metrics.events.increment(by: events.count)
  }

  private mutating func remember(_ error: LogStoreError) {
    if error.code == .commitOutcomeUnknown { failure = error }
  }
}
