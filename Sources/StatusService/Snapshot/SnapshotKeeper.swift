package import Coordination
import EventLog
import Glibc
package import LogStore
package import Logging
package import ReadModel
import ServiceLifecycle
import StandardForms

/// Writes a snapshot of the boards now and then, and at an orderly end: the same on primary and
/// replica. On a thread of its own at low priority; neither writer nor readers wait for it.
package actor SnapshotKeeper: Service {
  private let file: SnapshotFile
  private let reader: LogReader
  private let boards: Latest<Boards, BoardPosition>
  private let executor: DedicatedThreadExecutor
  private let logger: Logger
  private var written: BoardPosition
  private var notBefore = ContinuousClock.now
  private var isWithdrawn = false

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// A keeper of `file`.
  /// - Parameters:
  ///   - reader: of the log that `boards` are folded from.
  ///   - written: the position of the snapshot that is there; `.start` if none is of use.
  ///   - executor: its thread, as encoding and the disk block; the caller stops it afterwards.
  package init(
    _ file: SnapshotFile, reader: LogReader, boards: Latest<Boards, BoardPosition>,
    written: BoardPosition, executor: DedicatedThreadExecutor, logger: Logger
  ) {
    self.file = file
    self.reader = reader
    self.boards = boards
    self.written = written
    self.executor = executor
    self.logger = logger
  }

  /// Keeps the snapshot until the group shuts down, then writes the last one, in bounded time.
  ///
  /// In the group it stands before the projector, and so ends after it: the last snapshot holds all
  /// that was taken in.
  package func run() async throws {
    executor.run {
      _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Limits.snapshotNiceness)
    }
    await cancelWhenGracefulShutdown { await self.follow() }
    write(before: .now + .seconds(Limits.snapshotStopSeconds))
  }

  /// Deletes the snapshot and writes none from now on: the log is not what the boards were folded
  /// from. The next start reads it all and says where (I2).
  func withdraw() {
    isWithdrawn = true
    file.delete()
  }

  private func follow() async {
    while !Task.isCancelled {
      let due = BoardPosition(
        epoch: 0, position: written.position + Int64(Limits.snapshotEventCount))
      do {
        _ = try await boards.wait(until: due)
        try await Task.sleep(until: notBefore, clock: .continuous)
      } catch { return }
      write(before: nil)
    }
  }

  private func write(before deadline: ContinuousClock.Instant?) {
    let boards = boards.current.value
    guard boards.position > written, !isWithdrawn else { return }
    let begin = ContinuousClock.now
    do {
      try file.write(boards, from: reader, before: deadline)
      logger.debug(
        "wrote a snapshot",
        metadata: ["position": "\(boards.position.epoch):\(boards.position.position)"])
    } catch {
      logger.warning("no snapshot was written; the next start takes longer: \(error)")
    }
    // Also after a failure: the next try is for the events after these.
    written = boards.position
    let pause = max(
      .seconds(Limits.snapshotPauseSeconds),
      (ContinuousClock.now - begin) * Limits.snapshotPauseFactor)
    notBefore = .now + pause
  }
}
