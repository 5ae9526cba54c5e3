import EventLog
package import Membership
import StandardForms

extension ServingMachine {
  /// A frame came from a peer's dealer.
  /// - Parameter member: who sent it, as the transport has proven; nil where nobody is asked.
  package mutating func received(
    _ frame: Frame, from sender: RoutingID, member: NodeName?, now: ContinuousClock.Instant
  ) -> [Action] {
    switch frame.message {
    case .hello(let name, let pointEpoch):
      // Entered before it is answered, so that the hello counts as heard; it can acknowledge
      // nothing yet.
      greet(sender, as: member, name: name, now: now)
      return heardHello(frame, pointEpoch: pointEpoch, from: sender)
    case .fetch(let countMax, let bytesMax, _):
      guard let news = noteHeard(from: sender, now: now) else {
        return [askForHello(frame, from: sender)]
      }
      return news + heardFetch(frame, from: sender, countMax: countMax, bytesMax: bytesMax)
    case .acknowledge:
      guard let news = noteHeard(from: sender, now: now) else {
        return [askForHello(frame, from: sender)]
      }
      return news + heardAcknowledgement(frame, from: sender)
    case .askHandover:
      return [refuse(frame, from: sender, Refusal(.notNow, "this node hands nothing over"))]
    case .live, .heartbeat, .welcome, .refuse, .batch, .handover:
      return []  // Answers, and what is published: nothing that may be sent to a router.
    }
  }

  private func askForHello(_ request: Frame, from sender: RoutingID) -> Action {
    refuse(request, from: sender, Refusal(.helloFirst, "this primary has not met you yet"))
  }

  func refuse(_ request: Frame, from sender: RoutingID, _ refusal: Refusal) -> Action {
    .send(refusing(request, refusal), to: sender)
  }

  // MARK: Hello

  private mutating func heardHello(
    _ hello: Frame, pointEpoch: Epoch?, from sender: RoutingID
  ) -> [Action] {
    if let refusal = refusal(ofLogLike: hello, pointEpoch: pointEpoch) {
      noteFork(refusal, hello, pointEpoch: pointEpoch, from: sender)
      return refusePeer(hello, from: sender, refusal)
    }
    if hello.position == head.position {
      return answerHello(hello, from: sender, chainHere: head.chain)
    }
    if hello.position == .zero { return answerHello(hello, from: sender, chainHere: .zero) }
    guard reads.count < Limits.primaryReadsMax else { return [] }  // I11: it will ask again
    return [read(after: hello.position, countMax: 0, bytesMax: 0, .hello(hello, from: sender))]
  }

  /// What can be said against a peer's log without a look into the own one.
  private func refusal(ofLogLike hello: Frame, pointEpoch: Epoch?) -> Refusal? {
    guard let logID = head.logID, let ours = head.epoch else {
      return Refusal(.noLog, "this node has no log yet")
    }
    if hello.position > .zero || hello.logID != nil, hello.logID != logID {
      return Refusal(
        .foreignLog,
        "the log there is \(hello.logID?.text ?? "without a name"), the log here is "
          + "\(logID.text)")
    }
    if let theirs = hello.epoch, let fence = standing.fence, theirs > fence {
      return Refusal(
        .lowerEpoch,
        "the peer has seen epoch \(theirs.rawValue), this node only \(fence.rawValue)")
    }
    guard hello.position > .zero else { return nil }
    guard let epoch = pointEpoch, let common = history.end(ofLastUpTo: epoch, head: head.position)
    else { return Refusal(.chainDiffers, "the epochs of the logs have nothing in common") }
    if common.epoch == epoch, hello.position <= common.position { return nil }
    if common.epoch == epoch, epoch == ours {
      return Refusal(
        .longerLog,
        "the log there reaches \(hello.position.rawValue), the one here only "
          + "\(head.position.rawValue)")
    }
    return Refusal(
      .forked,
      "here epoch \(common.epoch.rawValue) ends at \(common.position.rawValue)", common: common)
  }

  mutating func answerHello(
    _ hello: Frame, from sender: RoutingID, chainHere: Digest?
  ) -> [Action] {
    guard let chainHere else {
      return [refuse(hello, from: sender, unreachable(hello.position))]
    }
    guard chainHere == hello.chain else {
      let reason = "the logs differ at or before position \(hello.position.rawValue)"  // I6
      return refusePeer(hello, from: sender, Refusal(.chainDiffers, reason))
    }
    // A replica's head is durable: it names only what it has committed.
    let news = notePeerWelcomed(sender, at: hello.position)
    let welcome = frame(
      .welcome(presence), sequence: hello.sequence, at: head.position, head.chain)
    return forkDetected(by: sender, at: hello.position) + [.send(welcome, to: sender)] + news
      + [report()]
  }

  /// Says no to a replica's log, and what that means for this one.
  private mutating func refusePeer(
    _ hello: Frame, from sender: RoutingID, _ refusal: Refusal
  ) -> [Action] {
    let news = notePeerRefused(sender, refusal.reason)
    let alarm = alarm(for: refusal, of: hello, from: sender)
    return [report()] + (alarm.map { [.raise($0)] } ?? news)
      + [refuse(hello, from: sender, refusal)]
  }

  /// What a refusal for its log's sake says of the own log.
  private func alarm(
    for refusal: Refusal, of request: Frame, from sender: RoutingID
  ) -> PrimaryAlarm? {
    guard isPrimary, request.logID == head.logID else { return nil }
    let peer = peers[sender]?.status
    let name = peer?.name ?? ""
    // A fetch does not say of which epoch it is what it builds on: a member's may be of an older
    // one, which it is mending. The hello that follows a refusal does say it.
    if peer?.member != nil, case .fetch = request.message { return nil }
    let own = if case .hello = request.message { request.position } else { request.head }
    switch refusal.code {
    case .lowerEpoch: return request.epoch.map { .higherEpoch(replica: name, epoch: $0) }
    case .longerLog: return .behind(replica: name, position: own)
    case .chainDiffers: return .diverged(replica: name, position: own)
    case .helloFirst, .foreignLog, .unreadable, .forked, .noLog, .notPrimary, .notNow, nil:
      return nil
    }
  }

  private func unreachable(_ position: Position) -> Refusal {
    Refusal(
      .unreadable,
      "it was asked for position \(position.rawValue), and ends at \(head.position.rawValue)")
  }

  // MARK: Fetch and acknowledge

  private mutating func heardFetch(
    _ fetch: Frame, from sender: RoutingID, countMax: Int, bytesMax: Int
  ) -> [Action] {
    if let logID = fetch.logID, logID != head.logID {
      return [refuse(fetch, from: sender, Refusal(.foreignLog, "the logs are different ones"))]
    }
    // I11: beyond the credit a fetch is dropped; the replica sends it again.
    guard let peer = peers[sender], peer.fetches < Limits.fetchWindow,
      reads.count < Limits.primaryReadsMax
    else { return [] }
    peers[sender]?.fetches += 1
    return [
      read(
        after: fetch.position + (-1), countMax: countMax, bytesMax: bytesMax,
        .fetch(fetch, from: sender))
    ]
  }

  mutating func answerFetch(
    _ fetch: Frame, from sender: RoutingID, _ excerpt: LogExcerpt
  ) -> [Action] {
    endFetch(of: sender)
    guard case .fetch(let countMax, let bytesMax, let chainIsKnown) = fetch.message else {
      return []
    }
    guard let chain = excerpt.previousChain else {
      return [refuse(fetch, from: sender, unreachable(fetch.position))]
    }
    guard !chainIsKnown || chain == fetch.chain else {
      let reason = "the logs differ before position \(fetch.position.rawValue)"  // I6
      return refusePeer(fetch, from: sender, Refusal(.chainDiffers, reason))
    }
    let held = max(0, Int(head.position - fetch.position) + 1)
    let events = excerpt.fitting(countMax: min(countMax, held), bytesMax: bytesMax)
    return [
      .send(frame(.batch(events), sequence: fetch.sequence, at: fetch.position, chain), to: sender)
    ]
  }

  /// A peer that was forgotten in between, and met again, has no fetch to its account.
  mutating func endFetch(of sender: RoutingID) {
    guard let fetches = peers[sender]?.fetches, fetches > 0 else { return }
    peers[sender]?.fetches = fetches - 1
  }

  private mutating func heardAcknowledgement(
    _ frame: Frame, from sender: RoutingID
  ) -> [Action] {
    // A node that has not heard of this epoch, or follows another, says nothing of this log.
    guard isPrimary, frame.logID == head.logID, frame.epoch == standing.fence,
      frame.position <= head.position, let acknowledged = peers[sender]?.status.acknowledged
    else { return [] }
    peers[sender]?.status.acknowledged = max(acknowledged, frame.position)
    return [report()]
  }
}
