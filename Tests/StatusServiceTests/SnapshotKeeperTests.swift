import Coordination
import Foundation
import LogStore
import Logging
import MetricsTestKit
import Monitoring
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import TestDisk
import Testing

@Suite struct `Keeping the snapshot` {
  @Test func `the next one is due after some thousand events and a pause`() {
    let now = ContinuousClock.now
    let start = BoardPosition(epoch: 2, position: 7)
    var pace = SnapshotPace(since: start)
    let due = start.position + Int64(Limits.snapshotEventCount)
    #expect(pace.due > BoardPosition(epoch: 2, position: due - 1))
    #expect(pace.due <= BoardPosition(epoch: 2, position: due) && pace.notBefore == nil)
    #expect(!pace.isBehind(start) && pace.isBehind(BoardPosition(epoch: 2, position: 8)))
    let next = BoardPosition(epoch: 2, position: due + 3)
    pace.tried(next, from: now, to: now + .seconds(1))
    #expect(pace.notBefore == now + .seconds(61) && !pace.isBehind(next))
    #expect(pace.due.position == next.position + Int64(Limits.snapshotEventCount))
    pace.tried(next, from: now, to: now + .seconds(10))
    #expect(pace.notBefore == now + .seconds(210), "a long one is followed by a longer pause")
  }

  @Test func `one is written once enough was recorded, and the next after a pause`() async throws {
    let kept = try KeptSnapshot()
    var pauses = kept.pauses.makeAsyncIterator()
    try await kept.running {
      try await kept.record(2)
      await kept.settled()
      #expect(kept.position == 0, "four events are too few")
      try await kept.record(1)
      await kept.settled()
      #expect(kept.position == 5)
      try await kept.record(5)
      let end = try #require(await pauses.next())
      #expect(end > .now && kept.position == 5)
      try await kept.record(2)
      kept.endPause()
      await kept.settled()
      #expect(kept.position == 12, "what came in the pause is in it")
    }
    #expect(kept.metrics.timers(label: Metric.snapshotDuration.name).first?.values.count == 2)
    #expect(kept.gauge(.snapshotPosition) == 12)
  }

  @Test func `what is stored is told with its time, also by the process after`() async throws {
    let kept = try KeptSnapshot()
    #expect(kept.gauge(.snapshotPosition) == 0 && kept.gauge(.snapshotTime) == 0)
    try await kept.running { try await kept.record(3) }
    let file = try FileManager.default.attributesOfItem(atPath: kept.node.folder.path + "/snapshot")
    let written = try #require(file[.modificationDate] as? Date).timeIntervalSince1970
    let time = try #require(kept.gauge(.snapshotTime))
    #expect(abs(time - written) < 0.001 && kept.gauge(.snapshotPosition) == 5)
    let later = TestMetrics()
    _ = SnapshotKeeper(
      kept.file, reader: kept.node.reader, boards: kept.node.boards,
      written: kept.node.boards.position, executor: kept.executor, logger: Logger(label: "test"),
      metrics: later)
    #expect(later.recorders(label: Metric.snapshotTime.name).first?.lastValue == time)
    #expect(later.recorders(label: Metric.snapshotPosition.name).first?.lastValue == 5)
    #expect(later.counterTotal(label: Metric.snapshotFailures.name) == 0)
  }

  @Test func `one that cannot be written is counted, and tried again with more events`()
    async throws
  {
    let kept = try KeptSnapshot()
    let obstacle = kept.node.folder.path + "/snapshot.new"
    try FileManager.default.createDirectory(
      atPath: obstacle, withIntermediateDirectories: false)
    try await kept.running {
      try await kept.record(3)
      await kept.settled()
      #expect(kept.position == 0 && kept.gauge(.snapshotPosition) == 0)
      #expect(kept.metrics.counterTotal(label: Metric.snapshotFailures.name) == 1)
      try FileManager.default.removeItem(atPath: obstacle)
      try await kept.record(5)
      kept.endPause()
      await kept.settled()
      #expect(kept.position == 10 && kept.gauge(.snapshotPosition) == 10)
    }
    #expect(kept.metrics.counterTotal(label: Metric.snapshotFailures.name) == 1)
    #expect(kept.metrics.timers(label: Metric.snapshotDuration.name).first?.values.count == 1)
  }

  @Test(
    .enabled(
      if: SmallDisk.canBeMounted, "mounting a disk needs root: run as root to prove this"))
  func `a disk that is full in the middle of one keeps the old one, and the log's room`()
    async throws
  {
    let disk = try SmallDisk(megabytes: 128)
    let kept = try KeptSnapshot(TestFolder(disk.path + "/data"), eventCount: 10)
    try await kept.running {
      try await kept.record(8)
      await kept.settled()
      #expect(kept.position == 10)
      let labels = try Labels(
        Dictionary(
          uniqueKeysWithValues: (0..<60).map {
            ("\($0)", String(repeating: "x", count: 1000))
          }))
      let calls = (0..<90).map { number in kept.node.registering("L\(number)", labels: labels) }
      _ = await kept.node.handler.submit(calls)
      #expect(kept.position == 10)
      // Room for the first piece, and then for the log alone.
      let reserve = Int(Limits.snapshotDiskReserveBytes)
      try disk.fill(leaving: reserve + Limits.snapshotPieceBytes + (1 << 17))
      try kept.show()
      kept.endPause()
      await kept.settled()
      #expect(kept.metrics.counterTotal(label: Metric.snapshotFailures.name) == 1)
      #expect(kept.position == 10 && kept.gauge(.snapshotPosition) == 10)
      #expect(!FileManager.default.fileExists(atPath: disk.path + "/data/snapshot.new"))
      #expect(try disk.freeByteCount > reserve)
      try await kept.record(9)
      #expect(kept.node.boards.current.value.status.components.count == 107)
      try disk.makeRoom()
      try await kept.record(1)
      kept.endPause()
      await kept.settled()
      #expect(kept.position == 110)
      let whole = try FileManager.default.attributesOfItem(atPath: disk.path + "/data/snapshot")
      #expect(whole[.size] as? Int ?? 0 > Limits.snapshotPieceBytes, "it was more than a piece")
    }
  }
}
