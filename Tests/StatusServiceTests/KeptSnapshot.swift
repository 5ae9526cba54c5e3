import Coordination
import EventLog
import Foundation
import LogStore
import Logging
import MetricsTestKit
import Monitoring
import ReadModel
import StandardForms
import StatusService

/// A node whose snapshot is kept as the real one's is, but for its pauses, which the test ends.
final class KeptSnapshot: Sendable {
  let node: TestNode
  let file: SnapshotFile
  let keeper: SnapshotKeeper
  let executor = DedicatedThreadExecutor(name: "snapshot")
  let metrics = TestMetrics()
  /// The pauses that the keeper begins, each with its end.
  let pauses: AsyncStream<ContinuousClock.Instant>
  private let ends: AsyncStream<Void>.Continuation

  /// A new snapshot is due after `eventCount` events.
  init(_ folder: TestFolder = TestFolder(), eventCount: Int = 5) throws {
    node = try TestNode(folder)
    file = SnapshotFile(folder: folder.path)
    let begins = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
    let ends = AsyncStream.makeStream(of: Void.self)
    pauses = begins.stream
    self.ends = ends.continuation
    keeper = SnapshotKeeper(
      file, reader: node.reader, boards: node.boards, written: .start, eventCount: eventCount,
      executor: executor, logger: Logger(label: "test"), metrics: metrics
    ) { end in
      begins.continuation.yield(end)
      for await _ in ends.stream { return }
      throw CancellationError()
    }
  }

  /// Ends the pause that the keeper is in.
  func endPause() { ends.yield() }

  /// Runs `body` while the keeper runs; then the keeper and the node end.
  func running(_ body: () async throws -> Void) async throws {
    let keeping = Task { try await keeper.run() }
    try await body()
    keeping.cancel()
    try await keeping.value
    executor.stop()
    await node.stop()
  }

  /// Records so many components and shows them.
  func record(_ count: Int) async throws {
    _ = await node.handler.submit((0..<count).map { node.registering("C\($0)") })
    try show()
  }

  /// Shows all that is recorded.
  func show() throws {
    let boards = try Boards(folding: node.reader)
    node.boards.publish(boards, at: boards.position)
  }

  /// Returns once the keeper has nothing to do until more is recorded.
  func settled() async { while node.boards.waiterCount == 0 { await Task.yield() } }

  /// The position of what is stored; 0 if nothing is.
  var position: Int64 {
    (try? file.read(matching: node.reader))?.position.position ?? 0
  }

  /// The last value of a gauge.
  func gauge(_ metric: Metric) -> Double? {
    metrics.recorders(label: metric.name).first?.lastValue
  }
}
