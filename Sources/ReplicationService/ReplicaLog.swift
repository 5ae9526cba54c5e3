import Coordination
import EventLog
import LogStore
import Replication

/// The replica's log on its own thread: checks, appends, and says what is durable. Decides nothing.
actor ReplicaLog {
  /// What became of a batch.
  enum Outcome: Sendable {
    case appended(LogPoint, opening: [EpochStart])
    case refused(BatchFault)
    case failed(FollowingMachine.AppendFailure)
  }

  private nonisolated let thread: DedicatedThreadExecutor
  private let head: Latest<LogHead, EpochPosition>
  private var writer: LogWriter

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    thread.asUnownedSerialExecutor()
  }

  init(
    _ writer: consuming LogWriter, head: Latest<LogHead, EpochPosition>,
    on thread: DedicatedThreadExecutor
  ) {
    self.writer = writer
    self.head = head
    self.thread = thread
  }

  /// Recomputes every hash, appends in one transaction, and shows the new head once it is durable.
  func append(_ batch: EventBatch, after point: LogPoint) -> Outcome {
    let events: [RecordedEvent]
    do throws(BatchFault) {
      events = try batch.verified(after: point)
    } catch {
      return .refused(error)
    }
    do throws(LogStoreError) {
      let head = try writer.append(replicated: events)
      self.head.publish(head, at: head.epochPosition)
      let starts = events.lazy.filter { $0.header.type == EventHeader.epochOpenedType }
      return .appended(
        LogPoint(head),
        opening: starts.map { EpochStart(epoch: $0.header.epoch, firstPosition: $0.position) })
    } catch {
      return Self.outcome(of: error, first: batch.first)
    }
  }

  /// Copies the write-ahead log if it is due, after the append was answered.
  func checkpointIfDue() {
    guard writer.needsCheckpoint else { return }
    // A full disk is tried again later; after an unknown outcome the writer refuses the next
    // append.
    try? writer.checkpoint()
  }

  /// One row for each kind of failure: what the machine is to know of it.
  private static func outcome(of error: LogStoreError, first: Position) -> Outcome {
    switch error.code {
    case .full, .storage: .failed(.nothingChanged(reason: error.description))
    case .notContinuing(let position):
      .refused(BatchFault(position: position, reason: error.reason))
    // Of the events, and so again after every restart: not a reason to stop the process.
    case .wrongVersion, .invalidEvent:
      .refused(BatchFault(position: first, reason: error.reason))
    case .corrupt, .locked, .notFound, .inaccessible, .foreign,
      .newerFormat, .torn, .commitOutcomeUnknown:
      .failed(.fatal(reason: error.description))
    }
  }
}
