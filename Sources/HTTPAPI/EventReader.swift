import Coordination
import EventLog
import LogStore
import Logging
import ReadModel
import StandardForms
import Synchronization

/// Reads events for requests on a thread of its own, since a disk blocks and event loops must not.
actor EventReader {
  private let log: LogReader
  private let logger: Logger
  private let executor = DedicatedThreadExecutor(name: "events")
  private let waiting = Mutex(0)

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(_ log: LogReader, logger: Logger) {
    self.log = log
    self.logger = logger
  }

  /// The events after `position`, at most `countMax` and some `Limits.eventPageBytesMax` bytes.
  /// - Throws: `Problem` `.busy` if too many wait already (I11), `.unexpected` if the log cannot be
  ///   read, which was logged then; a malformed `after` if the position was recorded in another
  ///   epoch: after a fork the same number names something else.
  nonisolated func events(
    after position: BoardPosition, countMax: Int
  ) async throws(Problem) -> [RecordedEvent] {
    let isFree = waiting.withLock { count in
      guard count < Limits.eventReadersMax else { return false }
      count += 1
      return true
    }
    guard isFree else {
      var problem = Problem(.busy, "Too many requests read events at this moment. Try again.")
      problem.retryAfterSeconds = Limits.retryAfterSeconds
      throw problem
    }
    defer { waiting.withLock { $0 -= 1 } }
    guard position.position > 0 else { return try await read(after: .zero, countMax) }
    let before = Position(position.position - 1)
    let events = try await read(after: before, countMax + 1)
    if let named = events.first?.header.epochPosition, named.epoch.rawValue != position.epoch {
      throw Problem.malformed("after", "this log knows it as \(named.text)")
    }
    return Array(events.dropFirst())
  }

  /// The event at `position`; nil if the log does not reach it.
  nonisolated func event(at position: Position) async throws(Problem) -> RecordedEvent? {
    try await read(after: Position(position.rawValue - 1), 1).first
  }

  private func read(
    after position: Position, _ countMax: Int
  ) throws(Problem) -> [RecordedEvent] {
    do throws(LogStoreError) {
      return try log.events(
        after: position, countMax: countMax, bytesMax: Limits.eventPageBytesMax)
    } catch {
      logger.error("the log cannot be read", metadata: ["error": "\(error)"])
      throw Problem.unexpected
    }
  }

  /// Ends the thread.
  nonisolated func stop() { executor.stop() }
}

extension Problem {
  /// A fault of ours, told without its insides; it was logged where it happened.
  static var unexpected: Problem {
    Problem(.unexpected, "This node could not answer. Its log says why.")
  }
}
