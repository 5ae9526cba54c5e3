package import EventLog
import StandardForms

/// What a node does to keep its log a beginning of another's, its *upstream* (I6). Performs
/// nothing: the driver runs the actions in order.
///
///     idle ──follow──▶ probing ──welcome──▶ catching up ──log reaches head──▶ streaming
///                       ▲    │                 │  ▲ ◀──────far behind───────────┘ │
///             rewound,  │    │      silent or  │  │ heartbeat, or an append        │ silent or
///             point read│    │forked  held up  └──┼───────▶ stale ◀────────────────┘ held up
///                       │    ▼                    └───────────┘
///                      comparing, rewinding
///
///     diverged ◀── refused, or proven by a chain value (from every state)
///
/// *Comparing*: the upstream does not have the epoch in which the log here ends, or not so much of
/// it; hellos go back along the epochs until it welcomes. *Rewinding*: it did, below the head here:
/// what lies beyond was recorded by a primary that is deposed, and is put aside.
///
/// *Silent*: no heartbeat for `Limits.staleAfter`; the next heartbeat ends it. *Held up*: for
/// `Limits.staleAfter` the log here was behind the primary's head, or something kept it from going
/// on, and nothing was appended; the next append ends it, and so does a head that is held here.
///
/// A refusal is lifted by a later welcome only, for which the primary has compared chain values;
/// what was proven here stays until the process is started again. Hellos are repeated for ever,
/// fetches until answered: any frame may be lost. Answers count only with the number of a request
/// under way.
package struct FollowingMachine: ~Copyable {
  /// What the driver is to do.
  package enum Action: Hashable, Sendable {
    /// Send to the primary; may be dropped.
    case send(Frame)
    /// Take `EventBatch.verified(after:)`, off the sockets' thread, and append what it returns.
    /// Answer with `appended` once that is durable, with `appendRefused` for a `BatchFault`, or
    /// with `appendFailed`. One is under way at a time.
    case append(EventBatch, after: LogPoint)
    /// Read the chain value of the own log at a position; answer with `pointRead`.
    case readPoint(Position)
    /// Put aside the events after `to`, which the log of the present epoch does not have, and cut
    /// the log there. Answer with `rewound`, or with `rewindFailed`.
    case rewind(to: LogPoint)
    /// Show this status.
    case publish(ReplicationStatus)
    /// Subscribe anew, over another connection: what is published does not come, although the
    /// upstream answers.
    case resubscribe
    /// Stop the node: carrying on could lose or invent events.
    case halt(reason: String)
  }

  /// Why an append did not happen.
  package enum AppendFailure: Hashable, Sendable {
    /// Nothing was changed, and it may succeed later: the disk is full, for instance.
    case nothingChanged(reason: String)
    /// Nobody knows what is on the disk, or the log is not what this machine thinks it is.
    case fatal(reason: String)
  }

  enum Phase: Equatable {
    case idle
    case probing
    case comparing
    case following
    case rewinding
    case refused(reason: String)
    case diverged(reason: String)
  }

  private let nodeName: String
  /// Whether what only the log here has may be put aside for a primary of a later epoch: where a
  /// membership says who that may be.
  let resolvesForks: Bool
  /// The own log as it is on the disk.
  private(set) var log: LogPoint
  /// Where its epochs begin.
  var history: EpochHistory
  /// The highest epoch that was heard of and persisted: what is of a lower one is refused.
  var fence: Epoch?
  /// The log that is to be copied while there is none here; nil for any.
  var expectedLog: LogID?
  /// Whether the upstream is the primary, as far as is known.
  private(set) var isFollowingPrimary = true
  /// Whether what only the log here has is put aside for an upstream's of a later epoch.
  private(set) var givesUpForks = true
  var phase = Phase.idle
  /// What the next hello names: the end of the log here, or a place before it to compare.
  var probe: LogPoint
  /// The place before the end at which the own chain value is being read, to be the next probe.
  var awaitedPoint: Position?
  /// The number of the first request that named it: an earlier one's answer is of another place.
  var probeSince: UInt64 = 1
  /// The primary process that the last welcome or refusal came from.
  var session: UInt64?
  var primaryLog: LogID?
  var memory: ChainMemory
  var window: FetchWindow
  /// Up to here everything is fetched that does not come by itself. Not what a live frame says of
  /// the head: the events up to there are probably right behind it.
  var target = Position.zero
  var hello: HelloSchedule
  /// The greatest number of a request that was answered by a welcome or a refusal.
  var answered: UInt64 = 0
  private(set) var lastNumber: UInt64 = 0
  var lastPublished: UInt64 = 0
  var heartbeatDueAt: ContinuousClock.Instant?
  /// Whether no heartbeat came in time.
  var isSilent = false
  /// Since when the log here is behind, or has a problem, without an append.
  private var standsStillSince: ContinuousClock.Instant?
  /// Whether that lasts for too long.
  private var isHeldUp = false
  private var isStreaming = false
  var heldHead = HeldHead()
  /// Why the last append failed; nil after one that did not.
  var ownProblem: String?
  /// Why the primary did not answer; nil after a welcome or an append.
  var primaryProblem: String?
  var appending: EventBatch?
  /// Whether the log is being cut: nothing is appended meanwhile.
  var isCutting = false
  private var pausedUntil: ContinuousClock.Instant?
  var status = ReplicationStatus.initial
  private var shown: ReplicationStatus?

  /// A node whose log reaches `log`, and that follows nobody yet.
  /// - Parameters:
  ///   - nodeName: for people; cut to `Limits.nodeNameBytesMax`.
  ///   - history: of the same log.
  ///   - fence: as it was persisted.
  ///   - resolvesForks: whether what only this log has may be put aside for a primary of a later
  ///     epoch; otherwise that is a divergence, for a person to settle.
  package init(
    nodeName: String, log: LogPoint, history: EpochHistory, fence: Epoch?, resolvesForks: Bool
  ) {
    self.resolvesForks = resolvesForks
    self.nodeName = nodeName.printable(bytesMax: Limits.nodeNameBytesMax)
    self.log = log
    self.history = history
    self.fence = fence
    self.probe = log
    self.memory = ChainMemory(log)
    self.window = FetchWindow(after: log.position)
    self.hello = HelloSchedule()
  }

  /// Follow this upstream from now on, another one than before or the same anew; the first hello is
  /// due at once. What is being appended is finished.
  /// - Parameters:
  ///   - isPrimary: whether it is the primary, and not only a node that has more.
  ///   - isGathered: whether it has the longest log that a node that is promoted can get.
  package mutating func follow(
    isPrimary: Bool, isGathered: Bool = false, now: ContinuousClock.Instant
  ) -> [Action] {
    isFollowingPrimary = isPrimary
    givesUpForks = isPrimary || isGathered
    startAnew()
    phase = .probing
    hello.hurry(now: now)
    return goOn(now: now)
  }

  /// Follow nobody from now on.
  package mutating func rest(now: ContinuousClock.Instant) -> [Action] {
    startAnew()
    phase = .idle
    hello.end()
    return goOn(now: now)
  }

  /// The node itself has recorded events: the log now reaches `point`.
  mutating func recorded(_ point: LogPoint, opening epochs: [EpochStart]) {
    precondition(isAtRest, "I5: one writer at a time")
    history.append(epochs)
    take(point)
  }

  mutating func take(_ point: LogPoint) {
    log = point
    probe = point
    memory = ChainMemory(point)
    window = FetchWindow(after: point.position)
  }

  mutating func startAnew() {
    session = nil
    primaryLog = nil
    lastPublished = 0
    target = .zero
    heartbeatDueAt = nil
    isSilent = false
    (ownProblem, primaryProblem) = (nil, nil)
    (standsStillSince, isHeldUp) = (nil, false)
    isStreaming = false
    answered = lastNumber
    heldHead.startAnew()
    status.primaryHead = nil
    status.primaryURL = nil
    probeAnew(log)
    restartWindow()
  }

  mutating func probeAnew(_ point: LogPoint) {
    probe = point
    probeSince = lastNumber + 1
    awaitedPoint = nil
  }

  /// When `timedOut` is to be called; nil while only a frame can change anything.
  package var deadline: ContinuousClock.Instant? {
    let silence = isSilent ? nil : heartbeatDueAt
    let standstill = isHeldUp ? nil : standsStillSince.map { $0 + Limits.staleAfter }
    let fetch = phase == .following ? window.deadline : nil
    return [hello.dueAt, silence, standstill, fetch, pausedUntil].compactMap { $0 }.min()
  }

  /// The deadline is over.
  package mutating func timedOut(now: ContinuousClock.Instant) -> [Action] {
    var actions: [Action] = []
    if let until = pausedUntil, until <= now { pausedUntil = nil }
    if let due = heartbeatDueAt, due <= now, !isSilent {
      isSilent = true
      if phase == .following { hello.hurry(now: now) }
    }
    if let since = standsStillSince, since + Limits.staleAfter <= now { isHeldUp = true }
    if let due = hello.dueAt, due <= now {
      hello.sent(now: now)
      lastNumber += 1
      actions.append(.send(greeting()))
    }
    if phase == .following { actions += window.overdue(now: now).map { fetch($0) } }
    return actions + goOn(now: now)
  }

  /// The batch of the last `append` is durable; the log now reaches `point`.
  /// - Parameter epochs: that begin among its events.
  package mutating func appended(
    _ point: LogPoint, opening epochs: [EpochStart], now: ContinuousClock.Instant
  ) -> [Action] {
    guard let batch = appending, batch.last == point.position else {
      preconditionFailure("I6: the log took something that was not asked for")
    }
    appending = nil
    memory.append(batch)
    history.append(epochs)
    // What the own log has is as durable as what was persisted.
    if let epoch = point.epoch, epoch.isAbove(fence) { fence = epoch }
    log = point
    if phase != .comparing { probe = point }
    (ownProblem, primaryProblem) = (nil, nil)
    (standsStillSince, isHeldUp) = (nil, false)
    let news = phase == .following ? [acknowledgement()] : []
    return news + goOn(now: now)
  }

  /// The batch of the last `append` is not what it claims to be.
  package mutating func appendRefused(
    _ fault: BatchFault, now: ContinuousClock.Instant
  ) -> [Action] {
    appending = nil
    diverge("position \(fault.position.rawValue): \(fault.reason)")
    return goOn(now: now)
  }

  /// The batch of the last `append` could not be written.
  package mutating func appendFailed(
    _ failure: AppendFailure, now: ContinuousClock.Instant
  ) -> [Action] {
    appending = nil
    window = FetchWindow(after: log.position)
    switch failure {
    case .nothingChanged(let reason):
      pausedUntil = now + Limits.appendRetryAfter
      ownProblem = reason
      return goOn(now: now)
    case .fatal(let reason):
      return [.halt(reason: reason)]
    }
  }

  // MARK: What every input ends with

  /// Orders, appends and says what is due now.
  mutating func goOn(now: ContinuousClock.Instant) -> [Action] {
    var actions: [Action] = []
    if phase == .following, pausedUntil == nil {
      appendNext(&actions)
    }
    if phase == .following, pausedUntil == nil {
      var number = lastNumber
      let requests = window.request(upTo: target, now: now) {
        number += 1
        return number
      }
      lastNumber = number
      actions += requests.map { fetch($0) }
    }
    noteProgress(now: now)
    noteState()
    if status != shown {
      shown = status
      actions.append(.publish(status))
    }
    return actions
  }

  private mutating func appendNext(_ actions: inout [Action]) {
    guard appending == nil, !isCutting, let batch = window.takeArrived() else { return }
    precondition(batch.first == log.position.next, "I1: the window has a gap")
    guard batch.previousChain == log.chain else {
      diverge("the logs differ at or before position \(log.position.rawValue)")
      return
    }
    appending = batch
    actions.append(.append(batch, after: log))
  }

  /// Whether everything that was told of is held here, and since when it is not.
  private mutating func noteProgress(now: ContinuousClock.Instant) {
    let problem = ownProblem ?? primaryProblem
    if phase == .following, problem == nil, isFollowingPrimary {
      heldHead.settle(holding: log.position)
      status.heldHeadAt = heldHead.heardAt
    }
    let isBehind = log.position < status.primaryHead?.position ?? .zero
    if phase == .following, isBehind || problem != nil {
      standsStillSince = standsStillSince ?? now
    } else {
      (standsStillSince, isHeldUp) = (nil, false)
    }
    status.problem =
      problem
      ?? (isHeldUp ? "the primary has more, but nothing came after \(log.position.rawValue)" : nil)
  }

  private mutating func noteState() {
    if phase == .following, let head = status.primaryHead?.position {
      if log.position >= head {
        isStreaming = true
        status.hasCaughtUp = status.hasCaughtUp || isFollowingPrimary
      } else if head - log.position > Limits.streamingLagMax {
        isStreaming = false
      }
    }
    switch phase {
    case .idle, .probing: status.state = status.hasCaughtUp ? .stale : .probing
    case .comparing: status.state = .comparing
    case .rewinding: status.state = .rewinding(to: probe.position)
    case .following:
      let isOld = isSilent || isHeldUp || !isFollowingPrimary
      status.state = isOld ? .stale : isStreaming ? .streaming : .catchingUp
    case .refused(let reason), .diverged(let reason): status.state = .diverged(reason: reason)
    }
  }

  /// Nothing is taken any more: the logs are proven to differ (I6).
  mutating func diverge(_ reason: String) {
    phase = .diverged(reason: reason)
    window = FetchWindow(after: log.position)
    hello.end()
  }

  /// Forgets what was ordered, not what is being appended.
  mutating func restartWindow() {
    window = FetchWindow(after: appending?.last ?? log.position)
  }

  // MARK: Frames

  /// It has a number of its own, so that a primary that forgot this replica can say so.
  mutating func acknowledgement() -> Action {
    lastNumber += 1
    return .send(frame(.acknowledge, number: lastNumber))
  }

  private func fetch(_ request: FetchWindow.Request) -> Action {
    let chainIsKnown = request.first == log.position.next
    var frame = frame(
      .fetch(
        countMax: request.countMax, bytesMax: Limits.fetchBytesMax, chainIsKnown: chainIsKnown),
      number: request.number)
    frame.position = request.first
    frame.chain = chainIsKnown ? log.chain : .zero
    return .send(frame)
  }

  private func greeting() -> Frame {
    var frame = frame(
      .hello(nodeName: nodeName, pointEpoch: probe.epoch), number: lastNumber)
    frame.position = probe.position
    frame.chain = probe.chain
    return frame
  }

  private func frame(_ message: Frame.Message, number: UInt64) -> Frame {
    Frame(
      logID: log.logID, epoch: log.logID == nil ? nil : fence, session: 0, sequence: number,
      position: log.position, chain: log.chain, head: log.position, commit: .zero, message: message)
  }
}
