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
  private let head: Latest<LogHead, EpochPosition>
  private let published: Latest<Boards, BoardPosition>
  private let executor: DedicatedThreadExecutor
  private let logger: Logger
  private let times = Timer(.projectionDuration)
  private let events = Counter(.projectedEvents)
  private var boards = Boards()
  private var unknownTypes: Set<String> = []
  private var generation: Int
  /// The last event that was taken in.
  private var lastID: UUIDValue?
  /// Since the log was cut back: what is of this epoch stays unshown, since what is shown names
  /// other events by the same positions (I7).
  private var cutEpoch: Int64?

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// A projector at the start of the log.
  /// - Parameters:
  ///   - head: wakes it; the log carries the data.
  ///   - boards: where it publishes.
  ///   - executor: its thread, as reading the log blocks; the caller stops it afterwards.
  package init(
    reader: LogReader, head: Latest<LogHead, EpochPosition>, boards: Latest<Boards, BoardPosition>,
    executor: DedicatedThreadExecutor, logger: Logger
  ) {
    self.reader = reader
    self.generation = reader.generation
    self.head = head
    self.published = boards
    self.logger = logger
    self.executor = executor
  }

  /// Begins with the boards of a snapshot instead of the empty ones, if `file` holds one of this
  /// log.
  /// - Returns: where they stand.
  /// - Precondition: nothing was taken in yet.
  /// - Throws: `SnapshotFault` if there is none of use; nothing has changed then.
  package func begin(with file: SnapshotFile) throws(SnapshotFault) -> BoardPosition {
    precondition(boards.position == .start, "I8: a projector begins once")
    boards = try file.read(matching: reader)
    do throws(LogStoreError) {
      lastID = try reader.event(at: position)?.header.eventID
    } catch {
      throw SnapshotFault(.inaccessible, error.description)
    }
    published.publish(boards, at: boards.position)
    if let unknown = boards.firstUnknown { say(unknown.type, at: unknown.position) }
    return boards.position
  }

  /// Takes in all that the log holds now; what is long is read on several threads.
  /// - Parameter progress: called after each page with the position reached.
  /// - Throws: `LogStoreError` or `CodecError` for a log that cannot be read.
  package func catchUp(progress: @Sendable (Position) -> Void = { _ in }) async throws {
    try beginAnewIfCut()
    let told = head.current.value.position
    if told.rawValue - position.rawValue > Limits.followerPageCountMax {
      let end = min(told, try reader.head().position)
      var begun = ContinuousClock.now
      try await ReadAhead(reader).forEachPage(after: position, through: end) { page in
        // What was read of another store is read again.
        guard reader.generation == generation else { return }
        take(page, since: &begun)
        progress(position)
      }
    }
    try takeRest(progress: progress)
  }

  /// Takes in what is left, on this thread: where the log is followed, a few events.
  private func takeRest(progress: (Position) -> Void = { _ in }) throws {
    var begun = ContinuousClock.now
    while true {
      try beginAnewIfCut()
      let page = try reader.decodedPage(after: position, countMax: Limits.followerPageCountMax)
      guard reader.generation == generation else { continue }
      if page.isEmpty { return }
      take(page, since: &begun)
      progress(position)
    }
  }

  private func take(_ page: [DecodedEvent], since begun: inout ContinuousClock.Instant) {
    if let last = page.last { lastID = last.id }
    for event in page {
      boards.take(event)
      if let unknown = event.unknown { say(unknown.type, at: unknown.position) }
    }
    // A page may end between two events of one command, which share a correlation; the next page
    // follows at once. A head never lies between them where commands are decided.
    if page.last?.sharesCommand == false || position >= head.current.value.position,
      boards.position >= published.position, cutEpoch.map({ boards.position.epoch > $0 }) ?? true
    {
      cutEpoch = nil
      published.publish(boards, at: boards.position)
    }
    events.increment(by: page.count)
    let now = ContinuousClock.now
    times.record(now - begun)
    begun = now
  }

  private var position: Position { Position(boards.position.position) }

  /// Follows the log until the group shuts down.
  package func run() async throws {
    try await cancelWhenGracefulShutdown { try await self.follow() }
  }

  private func follow() async throws {
    while !Task.isCancelled {
      do throws(CancellationError) {
        _ = try await head.wait(past: place)
      } catch { return }
      try await catchUp()
    }
  }

  private var place: EpochPosition {
    guard boards.position > .start else { return .start }
    return EpochPosition(epoch: Epoch(boards.position.epoch), position: position)
  }

  /// Where the log was cut back below what the boards have taken in, they are folded anew. What is
  /// published stays until they have passed it (I7).
  private func beginAnewIfCut() throws {
    let now = reader.generation
    guard now != generation else { return }
    generation = now
    guard position > .zero, try reader.event(at: position)?.header.eventID != lastID else { return }
    logger.notice(
      "the log was cut back: what it holds is folded anew",
      metadata: ["position": "\(boards.position.epoch):\(boards.position.position)"])
    cutEpoch = published.position.epoch
    boards = Boards()
    unknownTypes = []
  }

  /// Once for each type: the event is kept and passed on, but shows nowhere.
  private func say(_ type: String, at position: Int64) {
    guard unknownTypes.insert(type).inserted else { return }
    logger.warning(
      """
      an event of a type that this version does not know is stored and not shown; a newer version \
      shows it
      """,
      metadata: ["type": "\(type)", "position": "\(position)"])
  }
}
