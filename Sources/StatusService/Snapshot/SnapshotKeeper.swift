package import Coordination
package import CoreMetrics
import EventLog
import Glibc
package import LogStore
package import Logging
import Monitoring
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
  private let pause: Pause
  private let metrics: SnapshotMetrics
  private let logger: Logger
  private var pace: SnapshotPace
  private var isWithdrawn = false

  /// Waits until a moment; throws if it is cancelled before.
  package typealias Pause = @Sendable (ContinuousClock.Instant) async throws -> Void

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// A keeper of `file`.
  /// - Parameters:
  ///   - reader: of the log that `boards` are folded from.
  ///   - written: the position of the snapshot that is there; `.start` if none is of use.
  ///   - eventCount: after so many events a new one is due.
  ///   - executor: its thread, as encoding and the disk block; the caller stops it afterwards.
  package init(
    _ file: SnapshotFile, reader: LogReader, boards: Latest<Boards, BoardPosition>,
    written: BoardPosition, eventCount: Int = Limits.snapshotEventCount,
    executor: DedicatedThreadExecutor, logger: Logger,
    metrics: any MetricsFactory = MetricsSystem.factory,
    pause: @escaping Pause = { try await Task.sleep(until: $0, clock: .continuous) }
  ) {
    self.file = file
    self.reader = reader
    self.boards = boards
    self.executor = executor
    self.logger = logger
    self.pause = pause
    self.metrics = SnapshotMetrics(metrics)
    pace = SnapshotPace(since: written, eventCount: eventCount)
    self.metrics.store(written, writtenAt: written == .start ? nil : file.writtenAt)
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
    metrics.store(.start, writtenAt: nil)
  }

  private func follow() async {
    while !Task.isCancelled, !isWithdrawn {
      do {
        _ = try await boards.wait(until: pace.due)
        if let notBefore = pace.notBefore { try await pause(notBefore) }
      } catch { return }
      write(before: nil)
    }
  }

  private func write(before deadline: ContinuousClock.Instant?) {
    let boards = boards.current.value
    guard pace.isBehind(boards.position), !isWithdrawn else { return }
    let begin = ContinuousClock.now
    do {
      try file.write(boards, from: reader, before: deadline)
      metrics.writing.record(ContinuousClock.now - begin)
      metrics.store(boards.position, writtenAt: file.writtenAt)
      logger.debug(
        "wrote a snapshot",
        metadata: ["position": "\(boards.position.epoch):\(boards.position.position)"])
    } catch {
      metrics.failures.increment()
      logger.warning("no snapshot was written; the next start takes longer: \(error)")
    }
    pace.tried(boards.position, from: begin, to: .now)
  }
}
