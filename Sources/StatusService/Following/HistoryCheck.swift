package import Coordination
package import EventLog
package import LogStore
package import Logging
import ServiceLifecycle
import StandardForms

/// Reads, after the start, the events that a snapshot made the start skip: parsed and re-hashed
/// like all others (I2). A node whose history was changed stops, without its snapshot: the next
/// start reads all and refuses. One that can be mended from another node says all that is damaged
/// instead, and goes on. Where they cannot be read just now, the next start tries again.
///
/// On the snapshot's thread, at low priority, one page at a time.
package actor HistoryCheck: Service {
  private let reader: LogReader
  private let end: Position
  private let generation: Int
  private let keeper: SnapshotKeeper
  private let finding: Latest<ScrubFinding?, Int64>?
  private let logger: Logger
  private let executor: DedicatedThreadExecutor

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// A check of the events up to `end`.
  /// - Parameters:
  ///   - keeper: of the snapshot that made the start skip them.
  ///   - finding: told of damage, where it can be mended; nil where it cannot.
  ///   - executor: the snapshot's thread.
  package init(
    _ reader: LogReader, upTo end: Position, keeper: SnapshotKeeper,
    finding: Latest<ScrubFinding?, Int64>? = nil,
    executor: DedicatedThreadExecutor, logger: Logger
  ) {
    self.reader = reader
    self.end = end
    self.generation = reader.generation
    self.keeper = keeper
    self.finding = finding
    self.logger = logger
    self.executor = executor
  }

  /// Reads them once, then waits for the group to end.
  /// - Throws: `LogStoreError` `.corrupt(at:)` for the first event that is not what was recorded;
  ///   an error of its own where events are missing.
  package func run() async throws {
    do {
      try await cancelWhenGracefulShutdown { try await self.readAll() }
    } catch let error as LogStoreError where error.passes {
      logger.warning("the next start re-reads the events before the snapshot: \(error)")
    } catch let error as LogStoreError where error.isDamage && finding != nil {
      try await cancelWhenGracefulShutdown { try await self.tellAll() }
    } catch {
      await keeper.withdraw()
      throw error
    }
    try? await gracefulShutdown()
  }

  /// One event is not alone, perhaps: all that is damaged is to be mended at once.
  private func tellAll() async throws {
    var scrub = LogScrub(reader)
    var found = ScrubFinding()
    while !Task.isCancelled {
      let slice = try scrub.next(
        bytesMax: Limits.scrubSliceBytes, until: .now + Scrubber.sliceTime)
      found.add(slice.damage)
      if slice.endsRound { break }
      await Task.yield()
    }
    for damage in found.damage { logger.error("the log is damaged: \(damage.reason)") }
    finding?.publishChange(found)
  }

  private func readAll() async throws {
    var cursor = Position.zero
    while cursor < end, !Task.isCancelled {
      var last = cursor
      try reader.forEachEvent(
        after: cursor, countMax: Limits.followerPageCountMax,
        bytesMax: Limits.followerPageBytesMax
      ) { event in
        last = event.position
        return last < end
      }
      // A store that was rebuilt has re-hashed what it kept.
      guard reader.generation == generation else { return }
      // Less than the snapshot's own position can only be missing if rows were taken away.
      guard last > cursor else { throw HistoryCut(at: cursor.next) }
      cursor = last
      await Task.yield()
    }
  }
}

/// Events that were there when the snapshot was made are gone.
struct HistoryCut: Error, CustomStringConvertible {
  let description: String

  init(at position: Position) {
    description =
      "I2: position \(position.rawValue) is missing. Run verify; restore the log from a backup."
  }
}

extension LogStoreError {
  /// Whether single events are not what was recorded.
  fileprivate var isDamage: Bool {
    if case .corrupt = code { true } else { false }
  }

  /// Whether it says nothing of what was recorded, only that it cannot be read now.
  fileprivate var passes: Bool {
    switch code {
    case .inaccessible, .storage, .full: true
    case .locked, .notFound, .foreign, .newerFormat, .torn, .commitOutcomeUnknown,
      .notContinuing, .wrongVersion, .invalidEvent, .corrupt:
      false
    }
  }
}
