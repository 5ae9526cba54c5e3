import Coordination
import EventLog
import LogStore
import Logging
import Membership
import Replication
import StandardForms
import ZeroMQ

/// Drives a node's machine: sockets on one thread, the log on another, reads on a third. Decides
/// nothing.
///
///     SUB, DEALER, ROUTER ──▶ turn ─▶ NodeMachine ──▶ run ─▶ XPUB, ROUTER, DEALER
///                                        ▲              ├───▶ NodeLog, reads ──┐
///                                        └── settled ◀──┴──────────────────────┘
actor NodeDriver {
  /// What takes more than a moment, and is done by the service in order.
  enum Errand: Sendable {
    case startWriting
    case stopWriting
    /// Shows the gate as it is then: whoever decides commands has the log before any comes.
    case showGate
  }

  private nonisolated let thread: SocketThread
  private let writing: DedicatedThreadExecutor
  private let reading: DedicatedThreadExecutor
  private let log: NodeLog
  private let reader: LogReader
  private let shown: NodeShown
  private let errands: AsyncStream<Errand>.Continuation
  private let logger: Logger
  private var machine: NodeMachine
  private var gate = WriteGate.replica
  private var metrics = FrameMetrics()
  private var alarms = ToldAlarms()
  private var sockets: NodeSockets?
  /// Where nobody is asked for a key, who somebody said to be; at most `Limits.peersMax` (I11).
  private var claimed: [RoutingID: NodeName] = [:]
  private var repair: CheckedContinuation<Result<RepairReport, RepairFailure>, Never>?
  private var promotion: CheckedContinuation<Result<PromotionReport, PromotionFailure>, Never>?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    thread.asUnownedSerialExecutor()
  }

  init(
    _ machine: consuming sending NodeMachine, on thread: SocketThread, log: NodeLog,
    reader: LogReader, writing: DedicatedThreadExecutor, reading: DedicatedThreadExecutor,
    shown: NodeShown, errands: AsyncStream<Errand>.Continuation, logger: Logger
  ) {
    self.machine = machine
    self.thread = thread
    self.log = log
    self.reader = reader
    self.writing = writing
    self.reading = reading
    self.shown = shown
    self.errands = errands
    self.logger = logger
  }

  /// Opens the sockets, and begins.
  /// - Returns: false if that was done before; nothing is done then.
  func open(_ wiring: Wiring, highWaterMark: Int32) throws(ZeroMQError) -> Bool {
    guard sockets == nil else { return false }
    sockets = try NodeSockets(wiring, highWaterMark: highWaterMark, wake: thread.wake)
    attempt { driver throws(ReplicaFailure) in
      try driver.run(driver.machine.started(now: .now))
    }
    thread.setTurn { self.assumeIsolated { $0.turn() } }
    return true
  }

  /// Closes the sockets; their ports are free afterwards.
  func close() {
    thread.setTurn(nil)
    sockets?.close()
    sockets = nil
    promotion?.resume(returning: .failure(.overtaken(by: .first)))
    promotion = nil
    repair?.resume(returning: .failure(.storage(reason: "the node stops")))
    repair = nil
  }

  // MARK: From other threads

  func headMoved(to head: LogPoint) {
    attempt { driver throws(ReplicaFailure) in
      try driver.run(driver.machine.headMoved(to: head, now: .now))
    }
  }

  func writingStopped(at point: LogPoint) {
    attempt { driver throws(ReplicaFailure) in
      try driver.run(driver.machine.writingStopped(at: point, now: .now))
    }
  }

  func change(to membership: Membership, _ wiring: Wiring) {
    attempt { driver throws(ReplicaFailure) in
      do throws(ZeroMQError) {
        try driver.sockets?.change(to: wiring)
      } catch {
        throw .sockets(error)
      }
      try driver.run(driver.machine.changed(membership, now: .now))
    }
  }

  func promote(
    _ kind: Promotion
  ) async -> Result<PromotionReport, PromotionFailure> {
    guard promotion == nil else { return .failure(.busy) }
    return await withCheckedContinuation { continuation in
      promotion = continuation
      attempt { driver throws(ReplicaFailure) in
        try driver.run(driver.machine.promote(kind, now: .now))
      }
    }
  }

  func damaged(_ positions: ClosedRange<Position>) {
    attempt { driver throws(ReplicaFailure) in
      try driver.run(driver.machine.damaged(positions, now: .now))
    }
  }

  func mend() async -> Result<RepairReport, RepairFailure> {
    guard repair == nil else { return .failure(.busy) }
    return await withCheckedContinuation { continuation in
      repair = continuation
      attempt { driver throws(ReplicaFailure) in
        try driver.run(driver.machine.repair(now: .now))
      }
    }
  }

  // MARK: On the sockets' thread

  private func turn() {
    attempt { driver throws(ReplicaFailure) in
      guard let sockets = driver.sockets else { return }
      let messages: [NodeSockets.Message]
      do throws(ZeroMQError) {
        try sockets.wait(until: driver.machine.deadline)
        messages = try sockets.messages()
      } catch {
        throw .sockets(error)
      }
      for message in messages { try driver.received(message) }
      if driver.machine.deadline <= .now {
        try driver.run(driver.machine.timedOut(now: .now))
      }
    }
  }

  private func received(_ message: NodeSockets.Message) throws(ReplicaFailure) {
    if message.source == .subscription {
      try run(machine.subscribed())
      return
    }
    let frame: Frame
    do throws(FrameError) {
      frame = try Frame(decoding: message.bytes)
    } catch {
      metrics.received(nil, message.bytes)
      metrics.refused(error)
      logger.debug("a frame was not taken", metadata: ["reason": "\(error)"])
      try run(machine.receivedDamaged(now: .now))
      return
    }
    metrics.received(frame, message.bytes)
    if let origin = message.source.origin, let refusal = machine.refusal(of: frame, as: origin) {
      metrics.refused(refusal)
    }
    switch message.source {
    case .subscription: break
    case .request(let peer, let member):
      let sender = member ?? claim(by: peer, in: frame)
      try run(machine.receivedRequest(frame, from: peer, member: sender, now: .now))
    case .answer(let member): try run(machine.receivedAnswer(frame, from: member, now: .now))
    case .publication(let member):
      try run(machine.receivedPublished(frame, from: member, now: .now))
    }
  }

  /// On one machine without keys, who a node says to be is believed.
  private func claim(by peer: RoutingID, in frame: Frame) -> NodeName? {
    if case .hello(let name, _) = frame.message, let name = NodeName(name) {
      if claimed.count >= Limits.peersMax { claimed = [:] }  // I11
      claimed[peer] = name
    }
    return claimed[peer]
  }

  private func run(_ actions: [NodeMachine.Action]) throws(ReplicaFailure) {
    for action in actions {
      do throws(ZeroMQError) {
        try send(action)
      } catch {
        throw .sockets(error)
      }
      switch action {
      case .publish, .answer, .ask, .resubscribe: break
      case .read(let read): perform(read)
      case .readPoint(let position): readPoint(position)
      case .append(let batch, let point): order { $0.append(batch, after: point) }
      case .rewind(let point): order { $0.rewind(to: point) }
      case .persist(let standing): order { $0.persist(standing) }
      case .openEpoch(let epoch): order { $0.open(epoch) }
      case .stopWriting: errands.yield(.stopWriting)
      case .startWriting: errands.yield(.startWriting)
      case .set(let gate): set(gate)
      case .commit(let place): show(committed: place)
      case .show(let status): show(status)
      case .report(let peers): shown.peers.publishChange(peers)
      case .note(let news): logger.tell(news)
      case .tell(let news): logger.log(level: news.isGrave ? .error : .notice, "\(news)")
      case .raise(let alarm): raise(alarm)
      case .forkDetected(let fork): show(fork)
      case .beginReplacement(let damage): order { $0.beginReplacement(of: damage) }
      case .replace(let batch, let point): order { $0.replace(batch, after: point) }
      case .finishReplacement: order { $0.finishReplacement() }
      case .discardReplacement:
        order {
          $0.discardReplacement()
          return .discarded
        }
      case .settleRepair(let result):
        repair?.resume(returning: result)
        repair = nil
      case .settle(let result):
        promotion?.resume(returning: result)
        promotion = nil
      case .halt(let reason): throw .log(reason: reason)
      }
    }
  }

  /// Dropped while there is no connection: whatever matters is sent again.
  private func send(_ action: NodeMachine.Action) throws(ZeroMQError) {
    switch action {
    case .publish(let frame):
      if let sockets, sockets.isListening { try sockets.publish(sent(frame)) }
    case .answer(let frame, let peer):
      _ = try sockets?.answer(sent(frame), to: peer)
    case .ask(let frame, let member):
      _ = try sockets?.ask(sent(frame), of: member)
    case .resubscribe(let member):
      logger.notice("\(member) answers, and what it publishes does not come: subscribing anew")
      try sockets?.resubscribe(to: member)
    case .read, .readPoint, .append, .rewind, .persist, .openEpoch, .stopWriting, .startWriting,
      .set, .commit, .show, .report, .note, .tell, .raise, .forkDetected, .settle, .halt,
      .beginReplacement, .replace, .finishReplacement, .discardReplacement, .settleRepair:
      break
    }
  }

  private func sent(_ frame: Frame) -> [UInt8] {
    let bytes = frame.bytes
    metrics.sent(frame, bytes)
    return bytes
  }

  /// Closed at once, opened in turn.
  private func set(_ gate: WriteGate) {
    self.gate = gate
    if gate == .open { errands.yield(.showGate) } else { showGate() }
  }

  /// Shows whether commands are decided here.
  func showGate() {
    guard gate != shown.gate.current.value else { return }
    shown.gate.publishChange(gate)
  }

  /// A node that follows nobody has nothing to tell of its copying.
  private func show(_ new: ReplicationStatus) {
    let old = shown.status.current.value
    if machine.view.upstream != nil, old.state != new.state || old.problem != new.problem {
      logger.notice(
        "replication: \(new.state)", metadata: new.problem.map { ["problem": "\($0)"] })
    }
    shown.status.publishChange(new)
  }

  private func raise(_ alarm: PrimaryAlarm) {
    if alarm.isGraver(than: shown.alarm.current.value) { shown.alarm.publishChange(alarm) }
    guard alarms.isNews(alarm) else { return }
    logger.error("\(alarm.reason)", metadata: ["hint": "\(alarm.hint)"])
  }

  /// The newest ones wait for whoever records them (I11).
  private func show(_ fork: FoundFork) {
    let waiting = shown.forks.current.value.suffix(Limits.foundForksMax - 1) + [fork]
    shown.forks.publish(Array(waiting), at: shown.forks.position + 1)
  }

  private func show(committed place: EpochPosition) {
    guard place > shown.committed.position else { return }
    shown.committed.publish(place, at: place)
  }

  // MARK: Orders

  private func order(_ work: @escaping @Sendable (isolated NodeLog) -> NodeLog.Outcome) {
    let (log, thread) = (log, thread)
    writing.run {
      let outcome = log.assumeIsolated { work($0) }
      thread.run { self.assumeIsolated { $0.settled(outcome) } }
      log.assumeIsolated { $0.checkpointIfDue() }
    }
  }

  private func settled(_ outcome: NodeLog.Outcome) {
    attempt { driver throws(ReplicaFailure) in
      try driver.run(driver.machine.take(outcome, now: .now))
    }
  }

  private func perform(_ read: LogRead) {
    let (reader, thread) = (reader, thread)
    reading.run {
      let result = reader.excerpt(read)
      thread.run { self.assumeIsolated { $0.completed(read, result) } }
    }
  }

  private func completed(_ read: LogRead, _ result: Result<LogExcerpt, LogStoreError>) {
    attempt { driver throws(ReplicaFailure) in
      switch result {
      case .success(let excerpt):
        try driver.run(driver.machine.readCompleted(excerpt, for: read, now: .now))
      case .failure(let error):
        driver.logger.error("the log cannot be read", metadata: ["reason": "\(error)"])
        try driver.run(driver.machine.readFailed(read, reason: error.reason, now: .now))
      }
    }
  }

  private func readPoint(_ position: Position) {
    let (reader, thread) = (reader, thread)
    reading.run {
      let event = try? reader.event(at: position)
      let point = event.map {
        LogPoint(
          logID: $0.header.log, epoch: $0.header.epoch, position: $0.position, chain: $0.chain)
      }
      thread.run {
        self.assumeIsolated { driver in
          driver.attempt { driver throws(ReplicaFailure) in
            try driver.run(driver.machine.pointRead(point, now: .now))
          }
        }
      }
    }
  }

  private func attempt(_ work: (isolated NodeDriver) throws(ReplicaFailure) -> Void) {
    do throws(ReplicaFailure) {
      try work(self)
    } catch {
      close()
      shown.failure.publish(error, at: 1)
    }
    let view = machine.view
    if view != shown.view.current.value { shown.view.publishChange(view) }
  }
}

extension NodeSockets.Source {
  fileprivate var origin: FrameOrigin? {
    switch self {
    case .request: .request
    case .answer(let member): .answer(member)
    case .publication: .publication
    case .subscription: nil
    }
  }
}
