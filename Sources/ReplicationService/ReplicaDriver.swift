import Coordination
import Logging
import Replication
import ZeroMQ

/// Drives the replica's machine: sockets on one thread, the log on another. Decides nothing.
///
///     SUB, DEALER ──▶ turn ─▶ FollowingMachine ──▶ run ─▶ DEALER
///                                 ▲              └────▶ ReplicaLog (its own thread)
///                                 └───── settled ◀───────┘
actor ReplicaDriver {
  private nonisolated let thread: SocketThread
  private let writing: DedicatedThreadExecutor
  private let log: ReplicaLog
  private let status: Latest<ReplicationStatus, Int64>
  private let failure: Latest<ReplicaFailure?, Int>
  private let logger: Logger
  private var machine: FollowingMachine
  private var metrics = FrameMetrics()
  private var sockets: NodeSockets?
  private var publication: LoopbackEndpoint?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    thread.asUnownedSerialExecutor()
  }

  init(
    on thread: SocketThread, nodeName: String, point: LogPoint, history: EpochHistory,
    log: ReplicaLog,
    writing: DedicatedThreadExecutor, status: Latest<ReplicationStatus, Int64>,
    failure: Latest<ReplicaFailure?, Int>, logger: Logger
  ) {
    self.thread = thread
    self.writing = writing
    self.log = log
    self.status = status
    self.failure = failure
    self.logger = logger
    self.machine = FollowingMachine(
      nodeName: nodeName, log: point, history: history, fence: point.epoch, resolvesForks: false)
  }

  func connect(
    publication: LoopbackEndpoint, control: LoopbackEndpoint
  ) throws(ZeroMQError) {
    let sockets = try NodeSockets(subscribing: thread.wake)
    try sockets.publication.subscribe(to: Frame.prefix)
    try sockets.publication.connect(publication.text)
    try sockets.control.connect(control.text)
    self.sockets = sockets
    self.publication = publication
    attempt { driver throws(ReplicaFailure) in
      try driver.run(driver.machine.follow(isPrimary: true, now: .now))
    }
    thread.setTurn { self.assumeIsolated { $0.turn() } }
  }

  /// Closes the sockets.
  func close() {
    thread.setTurn(nil)
    sockets?.close()
    sockets = nil
  }

  private func resubscribe() throws(ReplicaFailure) {
    guard let sockets, let publication else { return }
    logger.notice("the primary answers, and what it publishes does not come: subscribing anew")
    do throws(ZeroMQError) {
      try sockets.publication.reconnect(publication.text)
    } catch {
      throw .sockets(error)
    }
  }

  // MARK: On the sockets' thread

  private func turn() {
    attempt { driver throws(ReplicaFailure) in
      guard let sockets = driver.sockets else { return }
      let messages: [[[UInt8]]]
      do throws(ZeroMQError) {
        try sockets.wait(until: driver.machine.deadline)
        messages =
          try sockets.messages(\.control, partsMax: 1)
          + sockets.messages(\.publication, partsMax: 1)
      } catch {
        throw .sockets(error)
      }
      for parts in messages { try driver.received(parts[0]) }
      if let deadline = driver.machine.deadline, deadline <= .now {
        try driver.run(driver.machine.timedOut(now: .now))
      }
    }
  }

  private func received(_ bytes: [UInt8]) throws(ReplicaFailure) {
    let frame: Frame
    do throws(FrameError) {
      frame = try Frame(decoding: bytes)
    } catch {
      metrics.received(nil, bytes)
      logger.debug("a frame was not taken", metadata: ["reason": "\(error)"])
      try run(machine.receivedDamaged(now: .now))
      return
    }
    metrics.received(frame, bytes)
    try run(machine.received(frame, now: .now))
  }

  private func run(_ actions: [FollowingMachine.Action]) throws(ReplicaFailure) {
    for action in actions {
      switch action {
      case .send(let frame):
        let bytes = frame.bytes
        metrics.sent(frame, bytes)
        do throws(ZeroMQError) {
          // Dropped while there is no connection: whatever matters is sent again.
          _ = try sockets?.control.send([bytes])
        } catch {
          throw .sockets(error)
        }
      case .append(let batch, let point): perform(batch, after: point)
      case .readPoint, .rewind:
        preconditionFailure("I6: only a member of a cluster puts a part of its log aside")
      case .publish(let status): show(status)
      case .resubscribe: try resubscribe()
      case .halt(let reason): throw .log(reason: reason)
      }
    }
  }

  /// Appends on the log's thread, so that no disk ever keeps the sockets waiting.
  private func perform(_ batch: EventBatch, after point: LogPoint) {
    let (log, thread) = (log, thread)
    writing.run {
      let outcome = log.assumeIsolated { $0.append(batch, after: point) }
      thread.run { self.assumeIsolated { $0.settled(outcome) } }
      log.assumeIsolated { $0.checkpointIfDue() }
    }
  }

  private func settled(_ outcome: ReplicaLog.Outcome) {
    attempt { driver throws(ReplicaFailure) in
      switch outcome {
      case .appended(let point, let epochs):
        try driver.run(driver.machine.appended(point, opening: epochs, now: .now))
      case .refused(let fault): try driver.run(driver.machine.appendRefused(fault, now: .now))
      case .failed(let failure): try driver.run(driver.machine.appendFailed(failure, now: .now))
      }
    }
  }

  private func show(_ new: ReplicationStatus) {
    let (old, count) = status.current
    if old.state != new.state || old.problem != new.problem {
      logger.notice(
        "replication: \(new.state)", metadata: new.problem.map { ["problem": "\($0)"] })
    }
    status.publish(new, at: count + 1)
  }

  private func attempt(_ work: (isolated ReplicaDriver) throws(ReplicaFailure) -> Void) {
    do throws(ReplicaFailure) {
      try work(self)
    } catch {
      close()
      failure.publish(error, at: 1)
    }
  }
}
