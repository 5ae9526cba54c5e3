import Coordination
import EventLog
import LogStore
import Logging
import ReadModel
import ReplicationService
import ServiceLifecycle
import StatusService

/// What primary and replica share from the moment the log is open: its head, its boards, the
/// projector between them, and the snapshot that makes the next start short.
struct OpenedLog {
  let reader: LogReader
  let head: Latest<LogHead, EpochPosition>
  let boards: Latest<Boards, BoardPosition>
  let projector: Projector
  /// What the scrub found damaged; nil while it found nothing.
  let scrubFinding = Latest<ScrubFinding?, Int64>(nil, at: 0)
  private let projectorThread: DedicatedThreadExecutor
  private let snapshotThread: DedicatedThreadExecutor
  private let snapshot: SnapshotFile
  private let folder: String
  private let logger: Logger

  /// - Parameter folder: the data folder that the log lies in.
  init(_ reader: LogReader, head: LogHead, folder: String, logger: Logger) {
    self.reader = reader
    self.head = Latest(head, at: head.epochPosition)
    self.folder = folder
    self.logger = logger
    boards = Latest(Boards(), at: BoardPosition.start)
    projectorThread = DedicatedThreadExecutor(name: "projector")
    snapshotThread = DedicatedThreadExecutor(name: "snapshot")
    snapshot = SnapshotFile(folder: folder)
    projector = Projector(
      reader: reader, head: self.head, boards: boards, executor: projectorThread, logger: logger)
  }

  /// Folds what the log holds before anything is served: from the snapshot on, if there is one of
  /// this log.
  /// - Parameter scrubInterval: how long a round of the scrub takes; nil for none.
  /// - Returns: what keeps the snapshot from now on, what reads the events that it skipped, and
  ///   what re-reads the log; they stand first among the services.
  /// - Parameter canBeMended: whether there are other nodes to mend it from.
  func catchUp(
    scrubbing scrubInterval: Duration?, canBeMended: Bool = false
  ) async throws -> [any Service] {
    let begin = ContinuousClock.now
    let start: BoardPosition
    var origin = "without a snapshot"
    do throws(SnapshotFault) {
      start = try await projector.begin(with: snapshot)
      origin = "from snapshot at \(start.epoch):\(start.position)"
    } catch {
      start = .start
      tell(error)
    }
    let total = head.current.position.position.rawValue
    let progress = SharedProgress("replaying", total: total)
    try await projector.catchUp { progress.reached($0.rawValue) }
    progress.finish()
    let folded = boards.current.position.position - start.position
    let seconds = (ContinuousClock.now - begin).seconds
    logger.info("started \(origin) in \(seconds) s, folded \(folded) events")
    let keeper = SnapshotKeeper(
      snapshot, reader: reader, boards: boards, written: start, executor: snapshotThread,
      logger: logger)
    let check = HistoryCheck(
      reader, upTo: Position(start.position), keeper: keeper,
      finding: canBeMended ? scrubFinding : nil, executor: snapshotThread,
      logger: logger)
    let scrubber = scrubInterval.map {
      Scrubber(
        reader, interval: $0, finding: scrubFinding, executor: snapshotThread, logger: logger,
        now: Effects.system.now)
    }
    return [keeper, check] + [scrubber].compactMap { $0 }
  }

  /// What exchanges this log with the other nodes, and has commands decided at `desk` whenever this
  /// node has the log for that.
  /// - Parameter writer: of this log.
  /// - Throws: as `NodeReplicationService`.
  func replicating(
    as part: NodePart, _ writer: consuming sending LogWriter, at desk: CommandDesk,
    orphans: OrphanKeeping = .none, _ effects: Effects
  ) throws -> NodeReplicationService {
    try NodeReplicationService(
      as: part, folder: folder, writer: writer, head: head,
      desk: deciding(at: desk, effects, logger), world: .init(effects), orphans: orphans,
      logger: logger)
  }

  /// Ends the threads, once the services have ended.
  func stop() {
    projectorThread.stop()
    snapshotThread.stop()
  }

  private func tell(_ fault: SnapshotFault) {
    switch fault.code {
    case .missing: break
    case .otherVersion: logger.info("the snapshot is not used, the log is folded: \(fault)")
    case .inaccessible, .damaged, .otherLog:
      logger.warning("the snapshot is not used, the log is folded: \(fault)")
    }
  }
}

extension Duration {
  /// Seconds with a tenth.
  fileprivate var seconds: String {
    let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}
