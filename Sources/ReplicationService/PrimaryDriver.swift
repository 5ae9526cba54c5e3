import Coordination
import EventLog
import LogStore
import Logging
import Replication
import StandardForms
import ZeroMQ

/// Drives the primary's machine: sockets on one thread, log reads on another. Decides nothing.
///
///     Latest head ──▶ headMoved ┐                        ┌▶ XPUB, ROUTER
///     XPUB, ROUTER ──▶ turn ────┴▶ ServingMachine ──▶ run ┴▶ reading thread ──▶ completed ─▶ …
actor PrimaryDriver {
  /// Where the sockets listen, with the ports that were really taken.
  struct Bound: Sendable {
    let publish: String
    let control: String
  }

  private nonisolated let thread: SocketThread
  private let reading: DedicatedThreadExecutor
  private let reader: LogReader
  private let peers: Latest<[PeerStatus], Int64>
  private let alarm: Latest<PrimaryAlarm?, Int64>
  private let failure: Latest<ZeroMQError?, Int>
  private let logger: Logger
  private var machine: ServingMachine
  private var metrics = FrameMetrics()
  /// The alarms that were logged: each comes again with every hello of that replica.
  private var loggedAlarms: Set<PrimaryAlarm> = []
  private var sockets: NodeSockets?
  private var bound: Bound?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    thread.asUnownedSerialExecutor()
  }

  init(
    on thread: SocketThread, session: UInt64, publicURL: String, head: LogPoint,
    history: EpochHistory, reader: LogReader, reading: DedicatedThreadExecutor,
    peers: Latest<[PeerStatus], Int64>,
    alarm: Latest<PrimaryAlarm?, Int64>, failure: Latest<ZeroMQError?, Int>, logger: Logger
  ) {
    self.thread = thread
    self.reading = reading
    self.reader = reader
    self.peers = peers
    self.alarm = alarm
    self.failure = failure
    self.logger = logger
    // Without a membership nothing else is waited for: what is durable here counts.
    self.machine = ServingMachine(
      session: session, publicURL: publicURL,
      standing: Standing(role: .primary, fence: head.epoch), head: head, history: history,
      commit: head.position, now: .now)
  }

  func bind(
    publish: LoopbackEndpoint, control: LoopbackEndpoint, highWaterMark: Int32
  ) throws(ReplicationSetupError) -> Bound {
    if let bound { return bound }
    let sockets: NodeSockets
    do throws(ZeroMQError) {
      sockets = try NodeSockets(publishing: thread.wake, highWaterMark: highWaterMark)
    } catch {
      throw ReplicationSetupError(error, option: publish.option, value: publish.text)
    }
    let bound = Bound(
      publish: try Self.bind(sockets.publication, to: publish),
      control: try Self.bind(sockets.control, to: control))
    self.sockets = sockets
    self.bound = bound
    thread.setTurn { self.assumeIsolated { $0.turn() } }
    return bound
  }

  private static func bind(
    _ socket: Socket, to endpoint: LoopbackEndpoint
  ) throws(ReplicationSetupError) -> String {
    do throws(ZeroMQError) {
      return try socket.bind(endpoint.text)
    } catch {
      throw ReplicationSetupError(error, option: endpoint.option, value: endpoint.text)
    }
  }

  func headMoved(to head: LogPoint) {
    attempt { driver throws(ZeroMQError) in
      driver.machine.commit = head.position
      try driver.run(driver.machine.headMoved(to: head, opening: []))
    }
  }

  /// Closes the sockets; their ports are free afterwards.
  func close() {
    thread.setTurn(nil)
    sockets?.close()
    sockets = nil
  }

  // MARK: On the sockets' thread

  private func turn() {
    attempt { driver throws(ZeroMQError) in
      guard let sockets = driver.sockets else { return }
      try sockets.wait(until: driver.machine.deadline)
      for parts in try sockets.messages(\.publication, partsMax: 1) where parts[0].first == 1 {
        try driver.run(driver.machine.subscribed())
      }
      for parts in try sockets.messages(\.control, partsMax: 2) where parts.count == 2 {
        try driver.received(parts[1], from: RoutingID(parts[0]))
      }
      try driver.run(driver.machine.timedOut(now: .now))
    }
  }

  private func received(_ bytes: [UInt8], from sender: RoutingID) throws(ZeroMQError) {
    let frame: Frame
    do throws(FrameError) {
      frame = try Frame(decoding: bytes)
    } catch {
      metrics.received(nil, bytes)
      logger.debug("a frame was not taken", metadata: ["reason": "\(error)"])
      return
    }
    metrics.received(frame, bytes)
    try run(machine.received(frame, from: sender, member: nil, now: .now))
  }

  private func run(_ actions: [ServingMachine.Action]) throws(ZeroMQError) {
    for action in actions {
      switch action {
      case .publish(let frame):
        let bytes = frame.bytes
        _ = try sockets?.publication.send([bytes])
        metrics.sent(frame, bytes)
      case .send(let frame, let peer):
        let bytes = frame.bytes
        metrics.sent(frame, bytes)
        if let outcome = try sockets?.control.send([peer.bytes, bytes]), outcome != .sent {
          logger.debug("an answer was dropped", metadata: ["outcome": "\(outcome)"])
        }
      case .read(let read): perform(read)
      case .report(let peers): self.peers.publishChange(peers)
      case .note(let news): logger.tell(news)
      case .raise(let alarm): raise(alarm)
      // Without a membership nobody comes back from a fork.
      case .forkDetected: break
      }
    }
  }

  /// Shows the gravest alarm since the start, and logs each once.
  private func raise(_ alarm: PrimaryAlarm) {
    let shown = self.alarm.current
    if alarm.isGraver(than: shown.value) { self.alarm.publishChange(alarm) }
    guard !loggedAlarms.contains(alarm) else { return }
    if loggedAlarms.count == Limits.peersMax { loggedAlarms = [] }  // I11
    loggedAlarms.insert(alarm)
    logger.error("\(alarm.reason)", metadata: ["hint": "\(alarm.hint)"])
  }

  /// Reads on the reading thread, so that no disk ever keeps the sockets waiting.
  private func perform(_ read: LogRead) {
    let (reader, thread) = (reader, thread)
    reading.run {
      let result = reader.excerpt(read)
      thread.run { self.assumeIsolated { $0.completed(read, result) } }
    }
  }

  private func completed(_ read: LogRead, _ result: Result<LogExcerpt, LogStoreError>) {
    attempt { driver throws(ZeroMQError) in
      switch result {
      case .success(let excerpt):
        try driver.run(driver.machine.readCompleted(excerpt, for: read))
      case .failure(let error):
        driver.logger.error("the log cannot be read", metadata: ["reason": "\(error)"])
        try driver.run(driver.machine.readFailed(read, reason: error.reason))
      }
    }
  }

  /// Any error of a socket ends the service: none of them is expected.
  private func attempt(_ work: (isolated PrimaryDriver) throws(ZeroMQError) -> Void) {
    do throws(ZeroMQError) {
      try work(self)
    } catch {
      close()
      failure.publish(error, at: 1)
    }
  }
}
