package import Coordination
package import EventLog
package import LogStore
package import Logging
package import Membership
package import Replication
import ServiceLifecycle
package import StandardForms
package import ZeroMQ

/// A member's part in its cluster, as long as it runs: copies, serves what it has, writes while it
/// is the primary, is promoted, steps down and comes back.
package final class ClusterReplicationService: Service {
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

  private let own: NodeName
  private let membership: Latest<Membership, Int64>
  private let keys: CurveKeyPair?
  private let head: Latest<LogHead, EpochPosition>
  private let desk: Desk
  private let thread: SocketThread
  private let writing = DedicatedThreadExecutor(name: "replica-log")
  private let reading = DedicatedThreadExecutor(name: "replica-reads")
  private let log: NodeLog
  private let driver: NodeDriver
  private let errands: AsyncStream<NodeDriver.Errand>
  private let writesAtFirst: Bool

  /// A member that is not connected yet.
  /// - Parameters:
  ///   - own: its name in `membership`.
  ///   - keys: its CURVE pair; nil where the membership has no keys.
  ///   - folder: the data folder of the log, where standing and orphans are kept too.
  ///   - first: what the node is if it has no standing yet.
  ///   - writer: of the log, which this service and `desk` now share.
  ///   - head: of the same log; moved by whoever appends.
  ///   - orphans: what signs the events that only this node has, and who is told of them.
  /// - Throws: `ReplicationSetupError`, `StandingFault`, `LogStoreError`.
  package init(
    own: NodeName, membership: Latest<Membership, Int64>, keys: CurveKeyPair?, folder: String,
    first: Standing.Role, writer: consuming sending LogWriter,
    head: Latest<LogHead, EpochPosition>, desk: Desk, world: World, orphans: OrphanKeeping,
    logger: Logger
  ) throws {
    guard let member = membership.current.value[own] else {
      preconditionFailure("a node is a member of its cluster")
    }
    self.own = own
    self.membership = membership
    self.keys = keys
    self.head = head
    self.desk = desk
    let reader = writer.reader
    let point = LogPoint(writer.head)
    let standing = try Self.standing(in: folder, first: first, of: point)
    let machine = NodeMachine(
      name: own, membership: membership.current.value,
      peers: membership.current.value.members(otherThan: own).map(\.name), nodeName: own.text,
      session: .random(in: 1 ... .max), publicURL: member.url, standing: standing, head: point,
      history: EpochHistory(try reader.epochs()), now: .now)
    writesAtFirst = !machine.startsWithLog
    do throws(ZeroMQError) {
      thread = try SocketThread(name: "replication")
    } catch {
      throw ReplicationSetupError(error, option: "--cluster", value: member.publish)
    }
    log = NodeLog(
      writer, folder: folder, nodeName: own.text, head: head,
      world: NodeLog.World(
        now: world.now, randomSalt: world.randomSalt, openingStream: world.openingStream,
        opening: world.opening, orphans: orphans),
      on: writing)
    let (errands, continuation) = AsyncStream.makeStream(of: NodeDriver.Errand.self)
    self.errands = errands
    driver = NodeDriver(
      machine, on: thread, log: log, reader: reader, writing: writing, reading: reading,
      shown: shown, errands: continuation, logger: logger)
  }

  deinit { stopThreads() }

  /// As it was persisted. What a new node is, it stays: it is persisted, too.
  private static func standing(
    in folder: String, first: Standing.Role, of point: LogPoint
  ) throws(StandingFault) -> Standing {
    let file = StandingFile(folder: folder)
    let known = try file.read()
    var standing = known ?? Standing(role: first, fence: nil)
    // What the own log has is as durable as what was persisted.
    if let epoch = point.epoch, standing.fence.map({ $0 < epoch }) ?? true {
      standing.fence = epoch
    }
    if known == nil { try file.write(standing) }
    return standing
  }

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

  /// Takes part until the graceful shutdown.
  /// - Throws: `ReplicationSetupError` for an address that is taken; `ReplicaFailure`, after which
  ///   the process should stop.
  package func run() async throws {
    let result: Result<Void, any Error>
    do {
      try await open()
      if writesAtFirst { await startWriting() }
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

  private func open() async throws {
    let members = membership.current.value
    guard let member = members[own] else { return }
    do throws(ZeroMQError) {
      try await driver.open(as: member, in: members, keys: keys)
    } catch {
      throw ReplicationSetupError(error, option: "--cluster", value: member.publish)
    }
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
      group.addTask { try await self.followMembership() }
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

  private func followMembership() async throws {
    var change = membership.position
    while true {
      let next = try await membership.wait(past: change)
      change = next.position
      if let member = next.value[own] { await driver.change(to: next.value, own: member) }
    }
  }

  private func stopThreads() {
    writing.stop()
    reading.stop()
    thread.stop()
  }
}
