import Coordination
import EventLog
import Logging
import MetricsTestKit
import Monitoring
import StandardForms
import StatusService
import Testing

@testable import LogStore

@Suite struct `The scrubber` {
  /// A scrubber whose pauses the test ends, and what it tells.
  private final class Scrubbed: Sendable {
    let kept: KeptSnapshot
    let finding = Latest<ScrubFinding?, Int64>(nil, at: 0)
    let metrics = TestMetrics()
    /// The pauses that it begins, each with its end.
    let pauses: AsyncStream<ContinuousClock.Instant>
    private let ends: AsyncStream<Void>.Continuation
    let scrubber: Scrubber

    init() async throws {
      kept = try KeptSnapshot()
      _ = await kept.node.handler.submit((0..<5).map { [kept] in kept.node.registering("C\($0)") })
      let begins = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
      let ends = AsyncStream.makeStream(of: Void.self)
      pauses = begins.stream
      self.ends = ends.continuation
      scrubber = Scrubber(
        kept.node.reader, interval: .seconds(3600), finding: finding, executor: kept.executor,
        logger: Logger(label: "test"), now: { EventSamples.t0 }, metrics: metrics,
        pause: { end in
          begins.continuation.yield(end)
          for await _ in ends.stream { return }
          throw CancellationError()
        })
    }

    func gauge(_ metric: Metric) -> Double? {
      metrics.recorders(label: metric.name).first?.lastValue
    }

    func endPause() { ends.yield() }

    /// Runs `body` while the scrubber runs; then it and the node end.
    func running(_ body: () async throws -> Void) async throws {
      let running = Task { try await scrubber.run() }
      try await body()
      running.cancel()
      try await running.value
      kept.executor.stop()
      await kept.node.stop()
    }
  }

  @Test func `goes round once in its interval, and says when it has`() async throws {
    let scrubbed = try await Scrubbed()
    #expect(scrubbed.gauge(.scrubTime) == 0 && scrubbed.gauge(.scrubDamaged) == 0)
    let begun = ContinuousClock.now
    try await scrubbed.running {
      var pauses = scrubbed.pauses.makeAsyncIterator()
      let first = try #require(await pauses.next())
      #expect(first - begun >= .seconds(3600))
      #expect(scrubbed.gauge(.scrubPosition) == 7 && scrubbed.gauge(.scrubDamaged) == 0)
      #expect(scrubbed.gauge(.scrubTime) == Double(EventSamples.t0.microseconds) / 1e6)
      scrubbed.endPause()
      let second = try #require(await pauses.next())
      #expect(second - first == .seconds(3600))
    }
    #expect(scrubbed.finding.current.value == nil)
  }

  @Test func `I2 tells of damage until a round finds none`() async throws {
    let scrubbed = try await Scrubbed()
    let path = scrubbed.kept.node.folder.path + "/log.sqlite"
    let log = try RawConnection(path: path, mode: .writing)
    try log.execute("DROP TRIGGER tree_nodes_have_no_update")
    try log.execute("CREATE TABLE kept AS SELECT * FROM tree_nodes WHERE level = 1 AND place = 1")
    try log.execute("UPDATE tree_nodes SET hash = zeroblob(32) WHERE level = 1 AND place = 1")
    try await scrubbed.running {
      var pauses = scrubbed.pauses.makeAsyncIterator()
      _ = await pauses.next()
      let finding = try #require(scrubbed.finding.current.value)
      // The event whose leaf completes the node; trigger and table are the schema's fault.
      #expect(finding.damage.map(\.positions.lowerBound.rawValue) == [4, 7])
      #expect(finding.positionCount == 2 && scrubbed.gauge(.scrubDamaged) == 2)
      try log.execute(
        "UPDATE tree_nodes SET hash = (SELECT hash FROM kept) WHERE level = 1 AND place = 1")
      try log.execute("DROP TABLE kept")
      for object in LogSchema.objects where object.name == "tree_nodes_have_no_update" {
        try log.execute(object.sql)
      }
      scrubbed.endPause()
      _ = await pauses.next()
      #expect(scrubbed.finding.current.value == nil && scrubbed.gauge(.scrubDamaged) == 0)
    }
  }
}
