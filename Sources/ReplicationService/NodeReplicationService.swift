package import Coordination
package import EventLog
package import LogStore
package import Logging
import Membership
package import Replication
import ServiceLifecycle
package import StandardForms
import ZeroMQ

/// A node's part among the others, as long as it runs: copies, serves what it has, writes while it
/// is the primary; as a member of a cluster is promoted, steps down and comes back.
///
/// It waits for nodes that are not there (yet, or any more) for ever. Nothing that happens to one
/// of them delays a write here.
package final class NodeReplicationService: Service {
  /// Who decides commands, while this node is the primary.
  package struct Desk: Sendable {
    /// Takes the log and decides.
    package let start: @Sendable (consuming sending LogWriter) async -> Void
    /// Answers what waits, decides nothing more and gives the log back.
    package let stop: @Sendable () async -> sending LogWriter

    /// Pairs the two.
    package init(
      start: @escaping @Sendable (consuming sending LogWriter) async -> Void,
      stop: @escaping @Sendable () async -> sending LogWriter
    ) {
      self.start = start
      self.stop = stop
    }
  }

  /// What the node is told from outside.
  package struct World: Sendable {
    let now: @Sendable () -> Timestamp
    let randomSalt: @Sendable () -> Digest
    let openingStream: String
    let opening: @Sendable (Epoch, _ version: Int64) -> ProposedEvent

    /// - Parameters:
    ///   - now: the clock.
    ///   - randomSalt: 32 fresh random bytes at each call.
    ///   - openingStream: the stream of the events that open epochs.
    ///   - opening: such an event, as the next of that stream.
    package init(
      now: @escaping @Sendable () -> Timestamp, randomSalt: @escaping @Sendable () -> Digest,
      openingStream: String,
      opening: @escaping @Sendable (Epoch, _ version: Int64) -> ProposedEvent
    ) {
      self.now = now
      self.randomSalt = randomSalt
      self.openingStream = openingStream
      self.opening = opening
    }
  }

  /// What it shows of itself.
  package let shown = NodeShown()

  private let part: NodePart
  private let highWaterMark: Int32
  private let head: Latest<LogHead, EpochPosition>
  private let desk: Desk
  private let thread: SocketThread
  private let writing = DedicatedThreadExecutor(name: "replica-log")
  private let reading = DedicatedThreadExecutor(name: "replica-reads")
  private let log: NodeLog
  private let driver: NodeDriver
  private let errands: AsyncStream<NodeDriver.Errand>
  private let writesAtFirst: Bool

  /// A node that is not connected yet.
  /// - Parameters:
  ///   - folder: the data folder of the log, where a member's standing and orphans are kept too.
  ///   - writer: of the log, which this service and `desk` now share.
  ///   - head: of the same log; moved by whoever appends.
  ///   - orphans: what signs the events that only this node has, and who is told of them.
  ///   - highWaterMark: what is kept for a slow subscriber, in frames (I11).
  /// - Throws: `ReplicationSetupError`, `StandingFault`, `LogStoreError`.
  package init(
    as part: NodePart, folder: String, writer: consuming sending LogWriter,
    head: Latest<LogHead, EpochPosition>, desk: Desk, world: World, orphans: OrphanKeeping,
    highWaterMark: Int32 = Limits.publishHighWaterMark, logger: Logger
  ) throws {
    self.part = part
    self.highWaterMark = highWaterMark
    self.head = head
    self.desk = desk
    let reader = writer.reader
    let machine = try part.machine(
      folder: folder, head: LogPoint(writer.head), history: EpochHistory(try reader.epochs()))
    writesAtFirst = !machine.startsWithLog
    do throws(ZeroMQError) {
      thread = try SocketThread(name: "replication")
    } catch {
      throw part.setupError(error)
    }
    log = NodeLog(
      writer, folder: folder, nodeName: part.name, head: head, world: world, orphans: orphans,
      on: writing)
    let (errands, continuation) = AsyncStream.makeStream(of: NodeDriver.Errand.self)
    self.errands = errands
    driver = NodeDriver(
      machine, on: thread, log: log, reader: reader, writing: writing, reading: reading,
      shown: shown, errands: continuation, logger: logger)
  }

  deinit { stopThreads() }

  /// Makes this node the primary.
  /// - Returns: what was opened, once it writes, or why nothing changed.
  package func promote(
    _ promotion: Promotion
  ) async -> Result<PromotionReport, PromotionFailure> {
    await driver.promote(promotion)
  }

  /// Tells of events that are not what was recorded: while it copies, the node stands still.
  package func damaged(_ positions: ClosedRange<Position>) async {
    await driver.damaged(positions)
  }

  /// Mends the log from a peer's: damaged events are replaced; if it is diverged, what only it has
  /// after the last event in common is put aside.
  package func repair() async -> Result<RepairReport, RepairFailure> { await driver.mend() }

  /// Listens and connects, and has commands decided at once where nobody else has to be heard for
  /// that. Once this has succeeded, another call does nothing.
  /// - Throws: `ReplicationSetupError` for an address that is taken.
  package func begin() async throws {
    do throws(ZeroMQError) {
      guard try await driver.open(part.wiring, highWaterMark: highWaterMark) else { return }
    } catch {
      throw part.setupError(error)
    }
    if writesAtFirst { await startWriting() }
  }

  /// Takes part until the graceful shutdown, then gives the ports back within
  /// `Limits.lingerMilliseconds`; what is being appended is finished. Called once; it calls
  /// `begin()` if nobody has.
  /// - Throws: as `begin()`; `ReplicaFailure`, after which the process should stop, as the state of
  ///   the log may be unknown.
  package func run() async throws {
    let result: Result<Void, any Error>
    do {
      try await begin()
      try await cancelWhenGracefulShutdown { try await self.follow() }
      result = .success(())
    } catch is CancellationError {
      result = .success(())
    } catch {
      result = .failure(error)
    }
    await driver.close()
    stopThreads()
    try result.get()
  }

  private func follow() async throws {
    let (head, driver, failure) = (head, driver, shown.failure)
    try await withThrowingTaskGroup { group in
      group.addTask {
        var place = EpochPosition.start
        while true {
          let next = try await head.wait(past: place)
          place = next.position
          await driver.headMoved(to: LogPoint(next.value))
        }
      }
      group.addTask { try await self.runErrands() }
      if case .member(let own, let membership, let keys, _) = part {
        group.addTask { try await self.follow(membership, as: own, keys) }
      }
      group.addTask {
        if let error = try await failure.wait(until: 1) { throw error }
      }
      try await group.next()
      group.cancelAll()
    }
  }

  private func runErrands() async throws {
    for await errand in errands {
      switch errand {
      case .startWriting: await startWriting()
      case .showGate: await driver.showGate()
      case .stopWriting:
        let point = await log.take(desk.stop())
        await driver.writingStopped(at: point)
      }
    }
    try Task.checkCancellation()
  }

  private func startWriting() async { await desk.start(log.give()) }

  private func follow(
    _ membership: Latest<Membership, Int64>, as own: NodeName, _ keys: CurveKeyPair?
  ) async throws {
    var change = membership.position
    while true {
      let next = try await membership.wait(past: change)
      change = next.position
      guard let member = next.value[own] else { continue }
      await driver.change(to: next.value, Wiring(of: member, in: next.value, keys: keys))
    }
  }

  private func stopThreads() {
    writing.stop()
    reading.stop()
    thread.stop()
  }
}
