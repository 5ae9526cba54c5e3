package import EventLog
import Glibc
package import StandardForms

extension LogWriter {
  /// Cuts the log back to `ancestor`: builds a store of the events up to there, each re-hashed on
  /// the way, puts it in the place of this one, and goes on as its writer. The old store is kept,
  /// whole, in `DIR/archive`.
  ///
  /// All readers go on, and see one store or the other; a crash leaves one or the other. Takes as
  /// long as reading and writing all that remains; reads wait only while files change their names.
  /// To cut back to the head builds the store anew from its events.
  /// - Parameters:
  ///   - ancestor: the last event that stays: from 1 to the head.
  ///   - time: now; part of the old store's name.
  ///   - progress: called after each page with the last position that was copied.
  /// - Returns: the path of the old store.
  /// - Throws: `.corrupt(at:)` for an event that is not what was recorded, `.full` (as much room as
  ///   the log has is needed), `.inaccessible`, `.storage`: the log is as before, and its writer
  ///   too. `.commitOutcomeUnknown`: stop the process.
  package mutating func rewind(
    to ancestor: Position, at time: Timestamp, progress: (Position) -> Void
  ) throws(LogStoreError) -> String {
    try rewind(to: ancestor, by: exchange(at: time), progress: progress)
  }

  /// Begins to replace damaged events: copies those before `damaged`, each re-hashed.
  /// - Parameter damaged: within 1...head.
  /// - Throws: as `rewind`.
  package borrowing func replacing(
    _ damaged: ClosedRange<Position>, progress: (Position) -> Void
  ) throws(LogStoreError) -> LogReplacement {
    precondition(
      damaged.lowerBound > .zero && damaged.upperBound <= head.position,
      "only what a log has can be replaced")
    // The name of the archive's file is given at the end; the one being built has its own.
    let exchange = exchange(at: Timestamp(microseconds: 0))
    do throws(LogStoreError) {
      let builder = try builder(exchange)
      try copy(to: builder, upTo: Position(damaged.lowerBound.rawValue - 1), progress)
      return LogReplacement(damaged, builder: builder, path: database.path)
    } catch {
      exchange.abandon()
      throw error
    }
  }

  /// Ends a replacement: copies the events after the damaged ones, which must continue those that
  /// were given, and puts the store in the place of this one, as `rewind` does.
  /// - Precondition: `replacement` is complete, and nothing was appended since it began.
  /// - Returns: the path of the old store.
  /// - Throws: as `rewind`; `.notContinuing(at:)` if the events given do not lead to the own ones.
  package mutating func finish(
    _ replacement: consuming LogReplacement, at time: Timestamp, progress: (Position) -> Void
  ) throws(LogStoreError) -> String {
    precondition(replacement.isComplete, "a replacement has all that it replaces")
    let exchange = exchange(at: time)
    let (builder, damaged) = (replacement.builder, replacement.damaged)
    do throws(LogStoreError) {
      do throws(LogStoreError) {
        try copy(to: builder, upTo: head.position, progress)
      } catch  where error.code == .corrupt(at: damaged.upperBound.next) {
        throw .notContinuing(
          at: damaged.upperBound.next, path: database.path,
          reason: "the events before it are replaced by others than it follows")
      }
      guard builder.head == head else {
        throw .notContinuing(
          at: damaged.upperBound, path: database.path,
          reason: "what replaces it does not end as this log does")
      }
      return try finish(builder, exchange)
    } catch {
      exchange.abandon()
      throw error
    }
  }
}

/// A store that is being built to replace this one, whose damaged events come from a peer.
package struct LogReplacement: ~Copyable {
  /// What is replaced.
  package let damaged: ClosedRange<Position>
  let builder: StoreBuilder
  private let path: String

  init(_ damaged: ClosedRange<Position>, builder: StoreBuilder, path: String) {
    self.damaged = damaged
    self.builder = builder
    self.path = path
  }

  /// Where the store ends that is being built.
  package var head: LogHead { builder.head }

  /// The last position that is there: the events after it are to be given next.
  package var position: Position { builder.head.position }

  /// The chain value at `position`: what the next event given must continue.
  package var chain: Digest { builder.head.chain }

  /// Whether all damaged events were given.
  package var isComplete: Bool { position >= damaged.upperBound }

  /// Adds the next events, as a peer has them: 1...`Limits.appendBatchCountMax`, none after the
  /// damaged ones.
  /// - Throws: `.notContinuing(at:)` for one that does not continue what is there, `.full`,
  ///   `.storage`. The log is as before.
  package mutating func append(_ events: [RecordedEvent]) throws(LogStoreError) {
    precondition(
      position + events.count <= damaged.upperBound, "only what is damaged is replaced")
    try builder.append(events)
  }

  /// Gives up: removes what was built.
  package consuming func discard() {
    StoreExchange(folder: LogFile(path: path).folder, archiveName: "").abandon()
  }
}

extension LogWriter {
  /// As `rewind(to:at:progress:)`, by an exchange whose steps a test can follow.
  mutating func rewind(
    to ancestor: Position, by exchange: StoreExchange, progress: (Position) -> Void
  ) throws(LogStoreError) -> String {
    precondition(
      ancestor > .zero && ancestor <= head.position, "a log is cut back to an event that it has")
    do throws(LogStoreError) {
      let builder = try builder(exchange)
      exchange.reached(.begun)
      try copy(to: builder, upTo: ancestor, progress)
      exchange.reached(.copied)
      return try finish(builder, exchange)
    } catch {
      exchange.abandon()
      throw error
    }
  }

  /// How the present store will be exchanged.
  borrowing func exchange(at time: Timestamp) -> StoreExchange {
    // 20261122T093000Z: a colon would not do on every file system.
    let moment = time.rfc3339.filter { $0 != "-" && $0 != ":" }
    let name = "\(moment)-epoch-\(head.epoch.rawValue)-position-\(head.position.rawValue).sqlite"
    return StoreExchange(folder: LogFile(path: database.path).folder, archiveName: name)
  }

  private borrowing func builder(
    _ exchange: StoreExchange
  ) throws(LogStoreError) -> StoreBuilder {
    if let failure { throw failure }
    let size = LogReader(database).fileSizes.database
    if let free = DiskRoom.freeByteCount(at: database.path),
      free < UInt64(size) + Limits.diskReserveBytes
    {
      throw .full(
        path: database.path,
        reason: "a rebuilt store needs up to \(size) bytes beside the old one, \(free) are free",
        hint: LogStoreError.tryAgainHint)
    }
    return try StoreBuilder(path: exchange.unfinished)
  }

  /// Copies events of this log to the end of `builder`, page by page.
  private borrowing func copy(
    to builder: StoreBuilder, upTo end: Position, _ progress: (Position) -> Void
  ) throws(LogStoreError) {
    while builder.head.position < end {
      let rest = end - builder.head.position
      let page = try database.read {
        try $0.events(
          after: builder.head.position, following: builder.head.chain,
          countMax: Int(min(rest, Int64(Limits.appendBatchCountMax))),
          bytesMax: Limits.rebuildPageBytesMax)
      }
      guard !page.isEmpty else {
        throw .corrupt(
          at: builder.head.position.next, path: database.path, reason: "I1: the row is missing")
      }
      try builder.append(page)
      progress(builder.head.position)
    }
  }

  private mutating func finish(
    _ builder: StoreBuilder, _ exchange: StoreExchange
  ) throws(LogStoreError) -> String {
    let built = try builder.finish()
    try exchange.takeFinished()
    try self.exchange(exchange, for: built)
    return exchange.archived
  }
}
