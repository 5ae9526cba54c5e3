import EventLog
import StandardForms

/// What a primary does for its replicas. Performs nothing: the driver runs the actions in order.
///
///     head moved ──▶ read ──▶ publish live frames   (too many, too long: a heartbeat)
///     hello      ──▶ read the chain there ──▶ welcome | refuse, and raise an alarm
///     fetch      ──▶ read ──▶ send a batch | refuse
///     time       ──▶ publish a heartbeat, note and forget silent peers
///
/// It never waits for a replica and keeps nothing to be sent again: a replica that misses something
/// asks for it. What it keeps is bounded: peers, reads under way, fetches for each peer (I11).
package struct PrimaryMachine: ~Copyable {
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
    /// Tell the operator what happened to a replica.
    case note(PeerNews)
    /// Tell the operator, and whoever writes here, that a replica's log speaks against this one. It
    /// comes with each refusal of that kind, so again and again.
    case raise(PrimaryAlarm)
  }

  enum Purpose {
    case live
    case hello(Frame, from: RoutingID)
    case fetch(Frame, from: RoutingID)
  }

  let session: UInt64
  let publicURL: String
  private(set) var head: LogPoint
  private(set) var published: Position
  private var publishedFrames: UInt64 = 0
  private var nextReadID: UInt64 = 1
  private var heartbeatAt: ContinuousClock.Instant
  private var isReadingLive = false
  var reads: [UInt64: Purpose] = [:]
  var peers: [RoutingID: Peer] = [:]

  /// A primary whose log reaches `head`; its first heartbeat is due at once.
  /// - Parameters:
  ///   - session: random, not 0; another one at each start.
  ///   - publicURL: where writes are to be sent; cut to `Limits.publicURLBytesMax`.
  ///   - head: of a log with at least one event.
  package init(
    session: UInt64, publicURL: String, head: LogPoint, now: ContinuousClock.Instant
  ) {
    precondition(head.logID != nil && session != 0, "a primary has a log and a session")
    self.session = session
    self.publicURL = publicURL.printable(bytesMax: Limits.publicURLBytesMax)
    self.head = head
    self.published = head.position
    self.heartbeatAt = now
  }

  /// When `timedOut` is to be called.
  package var deadline: ContinuousClock.Instant { heartbeatAt }

  /// Events were committed: the log now reaches `head`.
  package mutating func headMoved(to head: LogPoint) -> [Action] {
    guard head.position > self.head.position else { return [] }
    self.head = head
    return publishMore()
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
    var rest = excerpt.replicated(
      upTo: head.position, countMax: Limits.livePublishCountMax, bytesMax: Limits.fetchBytesMax)[
        ...]
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

  private mutating func heartbeat() -> Action {
    publishedFrames += 1
    return .publish(
      frame(
        .heartbeat(publicURL: publicURL), sequence: publishedFrames, at: head.position, head.chain)
    )
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
      logID: head.logID, epoch: head.epoch, session: session, sequence: sequence,
      position: position, chain: chain, head: head.position, commit: head.position,
      message: message)
  }
}
