package import Coordination
package import EventLog
package import LogStore
package import Logging
package import Replication
import ServiceLifecycle
import ZeroMQ

/// Keeps a replica's log a beginning of the primary's (I6), as long as it runs.
///
/// It waits for a primary that is not there (yet, or any more) for ever. `status` says how it
/// stands; `head` moves after each commit, like a primary's.
package final class ReplicaReplicationService: Service {
  private let publication: LoopbackEndpoint
  private let control: LoopbackEndpoint
  private let thread: SocketThread
  private let writing = DedicatedThreadExecutor(name: "replica-log")
  private let failure = Latest<ReplicaFailure?, Int>(nil, at: 0)
  private let driver: ReplicaDriver

  /// A replica that is not connected yet.
  /// - Parameters:
  ///   - primaryPublish: where the primary publishes, `tcp://HOST:PORT` on loopback; the option
  ///     `--primary-publish`.
  ///   - primaryControl: where it answers, likewise; the option `--primary-control`.
  ///   - nodeName: what the primary's operator sees, at most `Limits.nodeNameBytesMax`.
  ///   - writer: of the replica's log, which this service now owns.
  ///   - head: of the same log.
  ///   - status: shown to page and API; its position only counts the changes.
  /// - Throws: `ReplicationSetupError` `.invalidEndpoint`, `.notLoopback`, `.system`.
  package init(
    primaryPublish: String, primaryControl: String, nodeName: String,
    writer: consuming LogWriter, head: Latest<LogHead, EpochPosition>,
    status: Latest<ReplicationStatus, Int64>, logger: Logger
  ) throws(ReplicationSetupError) {
    self.publication = try LoopbackEndpoint(connecting: primaryPublish, option: "--primary-publish")
    self.control = try LoopbackEndpoint(connecting: primaryControl, option: "--primary-control")
    do throws(ZeroMQError) {
      self.thread = try SocketThread(name: "replication")
    } catch {
      throw ReplicationSetupError(error, option: "--primary-publish", value: primaryPublish)
    }
    let point = LogPoint(writer.head)
    let history: EpochHistory
    do throws(LogStoreError) {
      history = EpochHistory(try writer.reader.epochs())
    } catch {
      throw ReplicationSetupError(
        .system, option: "--primary-publish", value: primaryPublish, reason: error.reason,
        hint: error.hint)
    }
    self.driver = ReplicaDriver(
      on: thread, nodeName: nodeName, point: point, history: history,
      log: ReplicaLog(writer, head: head, on: writing), writing: writing, status: status,
      failure: failure, logger: logger)
  }

  deinit { stopThreads() }

  /// Follows the primary until the graceful shutdown. An append that is under way then is finished.
  /// - Throws: `ReplicaFailure`; the process should stop, as the state of the log may be unknown.
  package func run() async throws {
    let failure = failure
    let result: Result<Void, any Error>
    do {
      try await driver.connect(publication: publication, control: control)
      try await cancelWhenGracefulShutdown {
        if let error = try await failure.wait(until: 1) { throw error }
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
    writing.stop()
    thread.stop()
  }
}
