package import Coordination
package import EventLog
package import LogStore
import ServiceLifecycle
import StandardForms

/// Reads, after the start, the events that a snapshot made the start skip: parsed and re-hashed
/// like all others (I2). A node whose history was changed stops; without a snapshot it would not
/// have started.
///
/// On the snapshot's thread, at low priority, one page at a time.
package actor HistoryCheck: Service {
  private let reader: LogReader
  private let end: Position
  private let executor: DedicatedThreadExecutor

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// A check of the events up to `end`.
  /// - Parameter executor: the snapshot's thread.
  package init(_ reader: LogReader, upTo end: Position, executor: DedicatedThreadExecutor) {
    self.reader = reader
    self.end = end
    self.executor = executor
  }

  /// Reads them once, then waits for the group to end.
  /// - Throws: `LogStoreError` `.corrupt(at:)` for the first event that is not what was recorded.
  package func run() async throws {
    try await cancelWhenGracefulShutdown { try await self.readAll() }
    try? await gracefulShutdown()
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
