import Coordination
import EventLog
import LogStore
import Replication
import StandardForms

/// A node's log while nobody decides commands, on its own thread: appends what was copied, opens
/// epochs, puts forks aside, keeps the standing. Decides nothing.
actor NodeLog {
  /// What became of an order.
  enum Outcome: Sendable {
    case appended(LogPoint, opening: [EpochStart])
    case refused(BatchFault)
    case failed(FollowingMachine.AppendFailure)
    case opened(LogPoint)
    case notOpened(reason: String)
    case rewound(LogPoint)
    case notRewound(reason: String)
    case persisted(Standing)
    case notPersisted(reason: String)
    case replaced(LogPoint)
    case replacementFinished
    case notReplaced(RepairFailure)
    case discarded
  }

  private static let oneOwner = "I5: the log has one owner at a time"

  private nonisolated let thread: DedicatedThreadExecutor
  private let head: Latest<LogHead, EpochPosition>
  private let world: NodeReplicationService.World
  private let reader: LogReader
  private let standingFile: StandingFile
  private let orphans: OrphanKeeping
  private let orphanFolder: OrphanFolder
  private let nodeName: String
  private var writer: LogWriter?
  private var replacement: LogReplacement?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    thread.asUnownedSerialExecutor()
  }

  init(
    _ writer: consuming sending LogWriter, folder: String, nodeName: String,
    head: Latest<LogHead, EpochPosition>, world: NodeReplicationService.World,
    orphans: OrphanKeeping, on thread: DedicatedThreadExecutor
  ) {
    reader = writer.reader
    self.writer = consume writer
    self.head = head
    self.world = world
    self.thread = thread
    self.nodeName = nodeName
    standingFile = StandingFile(folder: folder)
    self.orphans = orphans
    orphanFolder = OrphanFolder(directory: folder)
  }

  /// Hands the log over to who decides commands.
  func give() -> LogWriter {
    guard let given = writer.take() else {
      preconditionFailure(Self.oneOwner)
    }
    return given
  }

  /// Takes the log back.
  func take(_ back: consuming sending LogWriter) -> LogPoint {
    precondition(writer == nil, Self.oneOwner)
    let point = LogPoint(back.head)
    writer = consume back
    return point
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
      let head = try mutate { writer throws(LogStoreError) in
        try writer.append(replicated: events)
      }
      show(head)
      let starts = events.lazy.filter { $0.header.type == EventHeader.epochOpenedType }
      return .appended(
        LogPoint(head),
        opening: starts.map { EpochStart(epoch: $0.header.epoch, firstPosition: $0.position) })
    } catch {
      return Self.outcome(of: error, first: batch.first)
    }
  }

  /// Records that `epoch` begins.
  func open(_ epoch: Epoch) -> Outcome {
    do throws(LogStoreError) {
      let version = try reader.version(of: world.openingStream) + 1
      let opening = world.opening(epoch, version)
      let (now, salt) = (world.now(), world.randomSalt)
      let head = try mutate { writer throws(LogStoreError) in
        _ = try writer.open(epoch, with: opening, recordedAt: now, randomSalt: salt)
        return writer.head
      }
      show(head)
      return .opened(LogPoint(head))
    } catch {
      return .notOpened(reason: error.description)
    }
  }

  /// Keeps what lies beyond `point` as orphans, then cuts the log there.
  func rewind(to point: LogPoint) -> Outcome {
    do {
      let now = world.now()
      _ = try orphanFolder.keep(
        reader, after: point.position, node: nodeName, at: now, signer: orphans.signer)
      orphans.kept()
      let head = try mutate { writer throws(LogStoreError) in
        _ = try writer.rewind(to: point.position, at: now) { _ in }
        return writer.head
      }
      return .rewound(LogPoint(head))
    } catch let error as LogStoreError where error.code == .commitOutcomeUnknown {
      return .failed(.fatal(reason: error.description))
    } catch {
      return .notRewound(reason: "\(error)")
    }
  }

  // MARK: Repair

  /// Begins a store that has what comes before these events.
  func beginReplacement(of damaged: ClosedRange<Position>) -> Outcome {
    discardReplacement()
    return replacing { log throws(LogStoreError) in
      replacement = try log.replacing(damaged) { _ in }
    }
  }

  /// Recomputes every hash of what a peer has in place of the damaged events, and keeps it.
  func replace(_ batch: EventBatch, after point: LogPoint) -> Outcome {
    let events: [RecordedEvent]
    do throws(BatchFault) {
      events = try batch.verified(after: point)
    } catch {
      return .notReplaced(.contradicts(reason: error.reason))
    }
    return replacing { _ throws(LogStoreError) in try replacement?.append(events) }
  }

  /// Puts the mended store into the place of the damaged one.
  func finishReplacement() -> Outcome {
    guard let done = replacement.take() else { return .discarded }
    guard var own = writer.take() else { preconditionFailure(Self.oneOwner) }
    let outcome: Outcome
    do throws(LogStoreError) {
      _ = try own.finish(done, at: world.now()) { _ in }
      outcome = .replacementFinished
    } catch {
      outcome = Self.notReplaced(error)
    }
    writer = consume own
    return outcome
  }

  /// Gives it up.
  func discardReplacement() {
    guard let started = replacement.take() else { return }
    started.discard()
  }

  private func replacing(
    _ work: (inout LogWriter) throws(LogStoreError) -> Void
  ) -> Outcome {
    do throws(LogStoreError) {
      try mutate(work)
    } catch {
      return Self.notReplaced(error)
    }
    guard let head = replacement?.head else { return .discarded }
    return .replaced(LogPoint(head))
  }

  private static func notReplaced(_ error: LogStoreError) -> Outcome {
    switch error.code {
    case .notContinuing: .notReplaced(.contradicts(reason: error.reason))
    case .full, .storage, .wrongVersion, .invalidEvent, .corrupt, .locked, .notFound, .inaccessible,
      .foreign, .newerFormat, .torn:
      .notReplaced(.storage(reason: error.description))
    // The new store is in place and cannot be opened: the next start does.
    case .commitOutcomeUnknown: .failed(.fatal(reason: error.description))
    }
  }

  /// Makes `standing` durable.
  func persist(_ standing: Standing) -> Outcome {
    do throws(StandingFault) {
      try standingFile.write(standing)
      return .persisted(standing)
    } catch {
      return .notPersisted(reason: error.description)
    }
  }

  /// Copies the write-ahead log if it is due, after what was appended was answered.
  func checkpointIfDue() {
    guard writer?.needsCheckpoint == true else { return }
    // A full disk is tried again later; after an unknown outcome the writer refuses the next
    // append.
    try? mutate { writer throws(LogStoreError) in try writer.checkpoint() }
  }

  /// A head that lies before what was shown is not: what takes the place of a fork comes soon.
  private func show(_ new: LogHead) {
    guard new.epochPosition > head.position else { return }
    head.publish(new, at: new.epochPosition)
  }

  private func mutate<Result>(
    _ work: (inout LogWriter) throws(LogStoreError) -> Result
  ) throws(LogStoreError) -> Result {
    guard var own = writer.take() else {
      preconditionFailure(Self.oneOwner)
    }
    let result: Swift.Result<Result, LogStoreError>
    do throws(LogStoreError) {
      result = .success(try work(&own))
    } catch {
      result = .failure(error)
    }
    writer = consume own
    return try result.get()
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
