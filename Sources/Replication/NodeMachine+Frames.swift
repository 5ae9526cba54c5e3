import EventLog
package import Membership
import StandardForms

extension NodeMachine {
  /// Somebody subscribed to what is published here.
  package mutating func subscribed() -> [Action] { serve(serving.subscribed()) }

  /// A frame came to the router.
  /// - Parameter member: who sent it, as the transport has proven; nil where nobody is asked.
  package mutating func receivedRequest(
    _ frame: Frame, from sender: RoutingID, member: NodeName?, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    guard isToBeRead(frame, from: member, &actions) else {
      return goOn(after: actions, now: now)
    }
    // Without a membership nobody is a member, whatever a node calls itself.
    let member = membership == nil ? nil : member
    if case .askHandover = frame.message, let member {
      askedToYield(by: member, frame, from: sender, &actions, now: now)
    } else {
      actions += serve(serving.received(frame, from: sender, member: member, now: now))
    }
    return goOn(after: actions, now: now)
  }

  /// An answer came from a node's router.
  package mutating func receivedAnswer(
    _ frame: Frame, from peer: NodeName, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    guard isToBeRead(frame, from: peer, &actions) else {
      return goOn(after: actions, now: now)
    }
    if isAskedBeside(frame) {
      askAnswered(frame, by: peer, &actions)
      repairAnswered(frame, by: peer, &actions, now: now)
    } else if peer == upstream {
      noteUnreadable(frame, from: peer)
      actions += follow(following.received(frame, now: now))
      noteCommit(of: frame, from: peer, &actions, now: now)
    }
    return goOn(after: actions, now: now)
  }

  /// A frame came that a node publishes.
  package mutating func receivedPublished(
    _ frame: Frame, from peer: NodeName, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    if case .heartbeat(let presence) = frame.message, concernsOwnLog(frame), !isTooFar(frame) {
      views[peer] = PeerView(frame, presence, heardAt: now)
    }
    noteHeard(frame, by: peer, now: now)
    guard isToBeRead(frame, from: peer, &actions) else {
      return goOn(after: actions, now: now)
    }
    if case .heartbeat(let presence) = frame.message, presence.role == .primary {
      warnDeposed(peer, frame, &actions)
    }
    // Whom to follow is chosen first: this may be the first word of a new primary.
    actions = goOn(after: actions, now: now)
    if peer == upstream, persisting == nil {
      actions += follow(following.received(frame, now: now))
      noteCommit(of: frame, from: peer, &actions, now: now)
    }
    return actions
  }

  /// Bytes came that are no frame.
  package mutating func receivedDamaged(now: ContinuousClock.Instant) -> [Action] {
    goOn(after: follow(following.receivedDamaged(now: now)), now: now)
  }

  /// Raises the fence if the frame is of a higher epoch. False if the frame is not to be looked at
  /// any further: what it says of the epoch is to be persisted first.
  private mutating func isToBeRead(
    _ frame: Frame, from peer: NodeName?, _ actions: inout [Action]
  ) -> Bool {
    // Without a membership nobody is proven to be a member, and none of them can be promoted.
    guard membership != nil, let epoch = frame.epoch, let theirs = frame.logID else {
      return persisting == nil
    }
    guard concernsOwnLog(frame) else {
      if let peer { tell(.foreignLog(of: peer, theirs), of: peer, &actions) }
      return persisting == nil
    }
    guard !isTooFar(frame) else {
      if let peer { tell(.epochTooFar(of: peer, epoch), of: peer, &actions) }
      return false
    }
    guard !epoch.isAbove(standing.fence) else {
      meet(epoch, &actions)
      return false
    }
    return persisting == nil
  }

  /// Whether it answers what is asked beside the following.
  func isAskedBeside(_ frame: Frame) -> Bool { frame.sequence > 1 << 62 }

  /// Whether no promotion can have led to the frame's epoch. Persisted, it would leave no room for
  /// any. A node that has heard of none takes any: it harms nobody else with it.
  func isTooFar(_ frame: Frame) -> Bool {
    guard membership != nil, let epoch = frame.epoch, let fence = standing.fence else {
      return false
    }
    return epoch.rawValue - fence.rawValue > Limits.epochJumpMax
  }

  /// Tells the operator of each node once, and of no name that somebody makes up (I11).
  private mutating func tell(_ news: NodeNews, of peer: NodeName, _ actions: inout [Action]) {
    guard peers.contains(peer), strangers.insert(peer).inserted else { return }
    actions.append(.tell(news))
  }

  /// A node without a log takes the one that its membership names, or any.
  func concernsOwnLog(_ frame: Frame) -> Bool {
    guard let theirs = frame.logID else { return false }
    return theirs == serving.head.logID ?? membership?.log ?? theirs
  }

  /// A primary that does not know that it is none any more: it is told by a frame of this epoch.
  /// That acknowledges nothing: its word may be old, and it may have begun this very epoch since,
  /// while the log here is still that of a fork.
  private mutating func warnDeposed(
    _ peer: NodeName, _ frame: Frame, _ actions: inout [Action]
  ) {
    guard membership != nil, concernsOwnLog(frame), let theirs = frame.epoch,
      let fence = standing.fence, theirs < fence
    else { return }
    lastAskNumber += 1
    actions.append(
      .ask(serving.frame(.acknowledge, sequence: lastAskNumber, at: .zero, .zero), of: peer))
  }

  private mutating func noteHeard(
    _ frame: Frame, by peer: NodeName, now: ContinuousClock.Instant
  ) {
    guard concernsOwnLog(frame), !isTooFar(frame), let view = views[peer],
      let epoch = view.presence.headEpoch
    else {
      return
    }
    let head = EpochPosition(epoch: epoch, position: frame.head)
    if let known = heard?.head, known > head { return }
    heard = HeardHead(head: head, by: peer, at: now)
  }

  private mutating func noteCommit(
    of frame: Frame, from peer: NodeName, _ actions: inout [Action],
    now: ContinuousClock.Instant
  ) {
    guard !isLeading, frame.epoch == standing.fence, frame.logID == serving.head.logID,
      membership == nil || leader(now: now) == peer
    else { return }
    setCommit(frame.commit, &actions)
  }
}
