import EventLog
import StandardForms

extension PrimaryMachine {
  /// A frame came from a peer's dealer.
  package mutating func received(
    _ frame: Frame, from sender: RoutingID, now: ContinuousClock.Instant
  ) -> [Action] {
    switch frame.message {
    case .hello: return heardHello(frame, from: sender, now: now)
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
    case .live, .heartbeat, .welcome, .refuse, .batch:
      return []  // A primary's frames: nothing that a replica may send.
    }
  }

  private func askForHello(_ request: Frame, from sender: RoutingID) -> Action {
    refuse(request, from: sender, Refusal(.helloFirst, "this primary has not met you yet"))
  }

  func refuse(_ request: Frame, from sender: RoutingID, _ refusal: Refusal) -> Action {
    .send(
      frame(.refuse(refusal), sequence: request.sequence, at: head.position, head.chain), to: sender
    )
  }

  // MARK: Hello

  private mutating func heardHello(
    _ hello: Frame, from sender: RoutingID, now: ContinuousClock.Instant
  ) -> [Action] {
    guard case .hello(let name) = hello.message else { return [] }
    // Entered before it is answered, so that the hello counts as heard; it can acknowledge nothing
    // yet.
    greet(sender, name: name, now: now)
    if let refusal = refusal(ofLogLike: hello) { return refusePeer(hello, from: sender, refusal) }
    if hello.position == head.position {
      return answerHello(hello, from: sender, chainHere: head.chain)
    }
    if hello.position == .zero { return answerHello(hello, from: sender, chainHere: .zero) }
    guard reads.count < Limits.primaryReadsMax else { return [] }  // I11: it will ask again
    return [read(after: hello.position, countMax: 0, bytesMax: 0, .hello(hello, from: sender))]
  }

  /// What can be said against a replica's log without a look into the own one.
  private func refusal(ofLogLike hello: Frame) -> Refusal? {
    if hello.position > .zero || hello.logID != nil, hello.logID != head.logID {
      return Refusal(
        .foreignLog,
        "the replica's log is \(hello.logID?.text ?? "without a name"), the primary's is "
          + "\(head.logID?.text ?? "")")
    }
    if let theirs = hello.epoch, let ours = head.epoch, theirs > ours {
      return Refusal(
        .lowerEpoch,
        "the replica has seen epoch \(theirs.rawValue), the primary is only in \(ours.rawValue)")
    }
    if hello.position > head.position {
      return Refusal(
        .longerLog,
        "the replica's log reaches \(hello.position.rawValue), the primary's only "
          + "\(head.position.rawValue)")
    }
    return nil
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
      .welcome(publicURL: publicURL), sequence: hello.sequence, at: head.position, head.chain)
    return [.send(welcome, to: sender)] + news + [report()]
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
    guard request.logID == head.logID else { return nil }
    let name = peers[sender]?.status.name ?? ""
    let own = if case .hello = request.message { request.position } else { request.head }
    switch refusal.code {
    case .lowerEpoch: return request.epoch.map { .higherEpoch(replica: name, epoch: $0) }
    case .longerLog where request.epoch == head.epoch:
      return .behind(replica: name, position: own)
    // Longer, but without the event here that opened the current epoch: not a continuation.
    case .longerLog, .chainDiffers: return .diverged(replica: name, position: own)
    case .helloFirst, .foreignLog, .unreadable, nil: return nil
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
    let events = excerpt.replicated(upTo: head.position, countMax: countMax, bytesMax: bytesMax)
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
    guard frame.logID == head.logID, frame.position <= head.position,
      let acknowledged = peers[sender]?.status.acknowledged
    else { return [] }
    peers[sender]?.status.acknowledged = max(acknowledged, frame.position)
    return [report()]
  }
}
