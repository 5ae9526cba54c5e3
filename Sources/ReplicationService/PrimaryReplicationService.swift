package import Coordination
package import EventLog
package import LogStore
package import Logging
package import Replication
import ServiceLifecycle
import StandardForms
import ZeroMQ

/// Serves the primary's log to its replicas: publishes what is new, and answers who asks.
///
/// `bind()` first, so that a port in use is an error of the start; then `run()`, which ends at a
/// graceful shutdown. Nothing that happens to a replica delays the primary's writes.
package final class PrimaryReplicationService: Service {
  /// What is known of the replicas: their durable positions, and when they were last heard. The
  /// position only counts the changes.
  package let peers = Latest<[PeerStatus], Int64>([], at: 0)

  /// The gravest that any replica's log has proven against this one since the start; nil if none
  /// has. While `PrimaryAlarm.stopsWrites`, nothing more should be written. It is never taken back:
  /// the operator decides, and starts the process again. The position only counts the changes.
  package let alarm = Latest<PrimaryAlarm?, Int64>(nil, at: 0)

  private let publish: LoopbackEndpoint
  private let control: LoopbackEndpoint
  private let highWaterMark: Int32
  private let head: Latest<LogHead, EpochPosition>
  private let thread: SocketThread
  private let reading = DedicatedThreadExecutor(name: "replica-reads")
  private let failure = Latest<ZeroMQError?, Int>(nil, at: 0)
  private let driver: PrimaryDriver

  /// A primary that listens on nothing yet.
  /// - Parameters:
  ///   - publish: where to publish, `tcp://HOST:PORT` on loopback; the option `--publish`.
  ///   - control: where to answer, likewise; the option `--control`.
  ///   - reader: of the log that `head` is the head of; it has at least one event.
  ///   - head: moved by whoever owns the `LogWriter`, after each commit.
  ///   - publicURL: where clients find this node's HTTP; replicas name it to those who want to
  ///     write.
  /// - Throws: `ReplicationSetupError` `.invalidEndpoint`, `.notLoopback`, `.noLog`, `.system`.
  package convenience init(
    publish: String, control: String, reader: LogReader, head: Latest<LogHead, EpochPosition>,
    publicURL: String, logger: Logger
  ) throws(ReplicationSetupError) {
    try self.init(
      publish: publish, control: control, reader: reader, head: head, publicURL: publicURL,
      highWaterMark: Limits.publishHighWaterMark, logger: logger)
  }

  /// As above, with another bound than `Limits.publishHighWaterMark` on what is kept for a slow
  /// subscriber, in frames (I11).
  package init(
    publish: String, control: String, reader: LogReader, head: Latest<LogHead, EpochPosition>,
    publicURL: String, highWaterMark: Int32, logger: Logger
  ) throws(ReplicationSetupError) {
    self.publish = try LoopbackEndpoint(publish, option: "--publish")
    self.control = try LoopbackEndpoint(control, option: "--control")
    self.highWaterMark = highWaterMark
    self.head = head
    let point = LogPoint(head.current.value)
    guard point.logID != nil else {
      throw ReplicationSetupError(
        .noLog, option: "--publish", value: publish, reason: "the log has no event yet",
        hint: "create the log before replication starts")
    }
    let history: EpochHistory
    do throws(LogStoreError) {
      history = EpochHistory(try reader.epochs())
    } catch {
      throw ReplicationSetupError(
        .noLog, option: "--publish", value: publish, reason: error.reason, hint: error.hint)
    }
    do throws(ZeroMQError) {
      self.thread = try SocketThread(name: "replication")
    } catch {
      throw ReplicationSetupError(error, option: "--publish", value: publish)
    }
    self.driver = PrimaryDriver(
      on: thread, session: .random(in: 1 ... .max), publicURL: publicURL, head: point,
      history: history, reader: reader, reading: reading, peers: peers, alarm: alarm,
      failure: failure,
      logger: logger)
  }

  deinit { stopThreads() }

  /// Listens on both endpoints and answers from now on.
  /// Once this has succeeded, another call only returns the same again.
  /// - Returns: the endpoints with the ports that were really taken.
  /// - Throws: `ReplicationSetupError` `.addressInUse`, `.invalidEndpoint`, `.system`.
  @discardableResult
  package func bind() async throws(ReplicationSetupError) -> (publish: String, control: String) {
    let bound = try await driver.bind(
      publish: publish, control: control, highWaterMark: highWaterMark)
    return (bound.publish, bound.control)
  }

  /// Publishes what is new until the graceful shutdown, then gives the ports back within
  /// `Limits.lingerMilliseconds`. Called once; it calls `bind()` if nobody has.
  /// - Throws: as `bind()`; `ZeroMQError` if the sockets fail, which nothing but a fault can cause.
  package func run() async throws {
    let (head, driver, failure) = (head, driver, failure)
    let result: Result<Void, any Error>
    do {
      try await bind()
      try await cancelWhenGracefulShutdown {
        try await withThrowingTaskGroup { group in
          group.addTask {
            var position = EpochPosition.start
            while true {
              let next = try await head.wait(past: position)
              position = next.position
              await driver.headMoved(to: LogPoint(next.value))
            }
          }
          group.addTask {
            if let error = try await failure.wait(until: 1) { throw error }
          }
          try await group.next()
          group.cancelAll()
        }
      }
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

  private func stopThreads() {
    reading.stop()
    thread.stop()
  }
}
