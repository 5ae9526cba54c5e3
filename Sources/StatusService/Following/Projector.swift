package import Coordination
import CoreMetrics
package import EventLog
package import LogStore
package import Logging
import Monitoring
package import ReadModel
import ServiceLifecycle
import StandardForms

/// Folds the log into the boards and publishes them: the same on primary and replica.
///
/// Its cursor is the boards' own position; the boards live in memory, so what was taken in is
/// always
/// all of what is shown (I8).
package actor Projector: Service {
  private let reader: LogReader
  private let head: Latest<LogHead, Position>
  private let published: Latest<Boards, BoardPosition>
  private let executor: DedicatedThreadExecutor
  private let logger: Logger
  private let times = Timer(.projectionDuration)
  private let events = Counter(.projectedEvents)
  private var boards = Boards()
  private var unknownTypes: Set<String> = []

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// A projector at the start of the log.
  /// - Parameters:
  ///   - head: wakes it; the log carries the data.
  ///   - boards: where it publishes.
  ///   - executor: its thread, as reading the log blocks; the caller stops it afterwards.
  package init(
    reader: LogReader, head: Latest<LogHead, Position>, boards: Latest<Boards, BoardPosition>,
    executor: DedicatedThreadExecutor, logger: Logger
  ) {
    self.reader = reader
    self.head = head
    self.published = boards
    self.logger = logger
    self.executor = executor
  }

  /// Takes in all that the log holds now.
  /// - Parameter progress: called after each page with the position reached.
  /// - Throws: `LogStoreError` or `CodecError` for a log that cannot be read.
  package func catchUp(progress: @Sendable (Position) -> Void = { _ in }) throws {
    var begun = ContinuousClock.now
    try LogPages(reader).read(after: Position(boards.position.position)) { events in
      for event in events {
        let recorded = try EventCodec.decode(event)
        if recorded.event == nil { say(event.header) }
        boards.take(recorded)
      }
      let last = events[events.count - 1].header
      // A page may end between two events of one command, which share a correlation; the next page
      // follows at once. A head never lies between them where commands are decided.
      if last.correlation == nil || last.position >= head.current.position {
        published.publish(boards, at: boards.position)
      }
      self.events.increment(by: events.count)
      let now = ContinuousClock.now
      times.record(now - begun)
      begun = now
      progress(last.position)
    }
  }

  /// Follows the log until the group shuts down.
  package func run() async throws {
    try await cancelWhenGracefulShutdown { try await self.follow() }
  }

  private func follow() async throws {
    while !Task.isCancelled {
      do throws(CancellationError) {
        _ = try await head.wait(past: Position(boards.position.position))
      } catch { return }
      try catchUp()
    }
  }

  /// Once for each type: the event is kept and passed on, but shows nowhere.
  private func say(_ header: EventHeader) {
    guard unknownTypes.insert(header.type).inserted else { return }
    logger.warning(
      """
      an event of a type that this version does not know is stored and not shown; a newer version \
      shows it
      """,
      metadata: ["type": "\(header.type)", "position": "\(header.position.rawValue)"])
  }
}
