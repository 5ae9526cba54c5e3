package import EventLog
import StandardForms

/// What a node does for the others: publishes what it is and, as the primary, what is new; answers
/// who asks. Performs nothing: the driver runs the actions in order.
///
///     head moved ──▶ read ──▶ publish live frames   (too many, too long: a heartbeat)
///     hello      ──▶ read the chain there ──▶ welcome | refuse, and raise an alarm
///     fetch      ──▶ read ──▶ send a batch | refuse
///     time       ──▶ publish a heartbeat, note and forget silent peers
///
/// It never waits for a peer and keeps nothing to be sent again: a node that misses something asks
/// for it. What it keeps is bounded: peers, reads under way, fetches for each peer (I11).
package struct ServingMachine: ~Copyable {
  /// What the driver is to do.
  package enum Action: Hashable, Sendable {
    /// Send to all subscribers; may be dropped.
    case publish(Frame)
    /// Send to one peer; may be dropped.
    case send(Frame, to: RoutingID)
    /// Read the own log; answer with `readCompleted` or `readFailed`.
    case read(LogRead)
    /// Show what is known of the peers.
    case report([PeerStatus])
    /// Tell the operator what happened to a peer.
    case note(PeerNews)
    /// Tell the operator, and whoever writes here, that a replica's log speaks against this one. It
    /// comes with each refusal of that kind, so again and again.
    case raise(PrimaryAlarm)
    /// Record that a member's log is a fork of this one.
    case forkDetected(FoundFork)
  }

  enum Purpose {
    case live
    case hello(Frame, from: RoutingID)
    case fetch(Frame, from: RoutingID)
  }

  let session: UInt64
  let publicURL: String
  /// The own log, as it is on the disk.
  private(set) var head: LogPoint
  /// Where its epochs begin.
  private(set) var history: EpochHistory
  /// Role and fence, as they were persisted.
  var standing: Standing
  /// Whether it writes at present; a node may be about to.
  var isPrimary: Bool
  /// Up to where events are known to be replicated; said in every frame.
  package var commit: Position
  private(set) var published: Position
  private var publishedFrames: UInt64 = 0
  private var nextReadID: UInt64 = 1
  private var heartbeatAt: ContinuousClock.Instant
  private var isReadingLive = false
  var reads: [UInt64: Purpose] = [:]
  var peers: [RoutingID: Peer] = [:]

  /// A node whose log reaches `head`; its first heartbeat is due at once.
  /// - Parameters:
  ///   - session: random, not 0; another one at each start.
  ///   - publicURL: where clients find it; cut to `Limits.publicURLBytesMax`.
  ///   - history: of the same log.
  ///   - commit: what is known to be replicated.
  package init(
    session: UInt64, publicURL: String, standing: Standing, head: LogPoint,
    history: EpochHistory, commit: Position, now: ContinuousClock.Instant
  ) {
    precondition(session != 0, "a node has a session")
    self.session = session
    self.publicURL = publicURL.printable(bytesMax: Limits.publicURLBytesMax)
    self.standing = standing
    self.isPrimary = standing.role == .primary && standing.fence == head.epoch
    self.head = head
    self.history = history
    self.commit = commit
    self.published = head.position
    self.heartbeatAt = now
  }

  /// When `timedOut` is to be called.
  package var deadline: ContinuousClock.Instant { heartbeatAt }

  /// Events were committed: the log now reaches `head`.
  /// - Parameter epochs: that begin among those events.
  package mutating func headMoved(to head: LogPoint, opening epochs: [EpochStart]) -> [Action] {
    guard head.position > self.head.position else { return [] }
    self.head = head
    history.append(epochs)
    guard isPrimary else {
      published = head.position
      return []
    }
    return publishMore()
  }

  /// The log was cut to `head`: what was beyond is kept elsewhere.
  mutating func rewound(to head: LogPoint) {
    self.head = head
    history.cut(after: head.position)
    published = head.position
    commit = min(commit, head.position)
  }

  /// Somebody subscribed: let them know at once where the head is.
  package mutating func subscribed() -> [Action] { [heartbeat()] }

  /// The deadline is over.
  package mutating func timedOut(now: ContinuousClock.Instant) -> [Action] {
    guard now >= heartbeatAt else { return [] }
    heartbeatAt = now + Limits.heartbeatInterval
    let lost = noteLostPeers(now: now)
    let count = peers.count
    peers = peers.filter { now - $0.value.status.lastHeardAt < Limits.peerForgottenAfter }
    return [heartbeat()] + lost + (peers.count == count ? [] : [report()])
  }

  /// The driver read `read`.
  package mutating func readCompleted(_ excerpt: LogExcerpt, for read: LogRead) -> [Action] {
    switch reads.removeValue(forKey: read.id) {
    case .live: return publish(excerpt)
    case .hello(let hello, let sender):
      return answerHello(hello, from: sender, chainHere: excerpt.previousChain)
    case .fetch(let fetch, let sender): return answerFetch(fetch, from: sender, excerpt)
    case nil: return []
    }
  }

  /// The driver could not read `read`; `reason` is for the replica's operator.
  package mutating func readFailed(_ read: LogRead, reason: String) -> [Action] {
    switch reads.removeValue(forKey: read.id) {
    case .live:
      isReadingLive = false
      published = head.position
      return [heartbeat()]
    case .hello(let request, let sender):
      return [refuse(request, from: sender, Refusal(.unreadable, reason))]
    case .fetch(let request, let sender):
      endFetch(of: sender)
      return [refuse(request, from: sender, Refusal(.unreadable, reason))]
    case nil: return []
    }
  }

  // MARK: Publishing

  private mutating func publishMore() -> [Action] {
    guard !isReadingLive, published < head.position else { return [] }
    guard head.position - published <= Limits.livePublishCountMax else {
      // A bulk write: replicas fetch it at their own pace, which does not fill anybody's queue.
      published = head.position
      return [heartbeat()]
    }
    isReadingLive = true
    return [
      read(
        after: published, countMax: Limits.livePublishCountMax, bytesMax: Limits.fetchBytesMax,
        .live)
    ]
  }

  private mutating func publish(_ excerpt: LogExcerpt) -> [Action] {
    isReadingLive = false
    var actions: [Action] = []
    // The log may have grown since it was asked for: what is beyond the head comes with the next.
    var rest = excerpt.fitting(
      countMax: min(Limits.livePublishCountMax, Int(head.position - published)),
      bytesMax: Limits.fetchBytesMax)[...]
    guard var chain = excerpt.previousChain, !rest.isEmpty else {
      published = head.position
      return [heartbeat()]
    }
    var skipped = false
    while let next = rest.first {
      var bytes = 0
      let fitting = rest.prefix { event in
        bytes += event.byteCount
        return bytes <= Limits.liveFrameBytesMax
      }
      skipped = skipped || fitting.isEmpty
      if !fitting.isEmpty {
        actions.append(.publish(live(Array(fitting), at: published.next, after: chain)))
      }
      let count = max(1, fitting.count)
      published = published + count
      chain = fitting.last?.chain ?? next.chain
      rest = rest.dropFirst(count)
    }
    if skipped { actions.append(heartbeat()) }
    return actions + publishMore()
  }

  private mutating func live(
    _ events: [ReplicatedEvent], at first: Position, after chain: Digest
  ) -> Frame {
    publishedFrames += 1
    return frame(.live(events), sequence: publishedFrames, at: first, chain)
  }

  mutating func heartbeat() -> Action {
    publishedFrames += 1
    return .publish(
      frame(
        .heartbeat(presence), sequence: publishedFrames, at: head.position, head.chain))
  }

  var presence: Presence {
    Presence(role: isPrimary ? .primary : .replica, headEpoch: head.epoch, publicURL: publicURL)
  }

  // MARK: What the answers share

  /// Starts a read. The caller has made sure that it is within its bound.
  mutating func read(
    after position: Position, countMax: Int, bytesMax: Int, _ purpose: Purpose
  ) -> Action {
    let read = LogRead(id: nextReadID, after: position, countMax: countMax, bytesMax: bytesMax)
    nextReadID += 1
    reads[read.id] = purpose
    return .read(read)
  }

  func frame(
    _ message: Frame.Message, sequence: UInt64, at position: Position, _ chain: Digest
  ) -> Frame {
    Frame(
      logID: head.logID, epoch: head.logID == nil ? nil : standing.fence, session: session,
      sequence: sequence,
      position: position, chain: chain, head: head.position, commit: commit, message: message)
  }
}
