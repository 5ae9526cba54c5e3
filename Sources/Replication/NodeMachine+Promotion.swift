import EventLog
import Membership
import StandardForms

extension NodeMachine {
  /// A node that waits for the primary's log.
  struct Asking: Equatable {
    var deadline: ContinuousClock.Instant
    var next: ContinuousClock.Instant
  }

  /// A primary that hands over.
  struct Yielding: Equatable {
    let to: NodeName
    let deadline: ContinuousClock.Instant
    var request: Frame
    var sender: RoutingID
    var isPersisting = false
  }

  /// The operator wants this node to be the primary; `settle` says what became of it.
  package mutating func promote(
    _ promotion: Promotion, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    do throws(PromotionFailure) {
      try begin(promotion, &actions, now: now)
    } catch {
      actions.append(.settle(.failure(error)))
    }
    return goOn(after: actions, now: now)
  }

  private mutating func begin(
    _ promotion: Promotion, _ actions: inout [Action], now: ContinuousClock.Instant
  ) throws(PromotionFailure) {
    guard let membership, let name, let member = membership[name] else { throw .noMembership }
    guard member.mayLead else { throw .notAllowed }
    guard let fence = standing.fence, serving.head.logID != nil else { throw .noLog }
    if let damage { throw .damaged(damage) }
    // A claim above the fence of before would take the place of a higher one.
    guard persisting == nil, wanted == nil else { throw .busy }
    switch stage {
    case .replica: break
    case .primary where promotion == .planned:
      // It hands over to itself: another epoch begins. What it wrote until then is of this one.
      claim(member.epoch(after: fence), &actions)
      return
    case .surveying, .primary, .yielding: throw .alreadyPrimary
    case .asking, .claiming, .gathering, .opening, .repairing: throw .busy
    }
    switch promotion {
    case .planned:
      guard leader(now: now) != nil || views.contains(where: { $0.value.isHeard(now: now) }) else {
        throw .noPrimary
      }
      guard following.phase == .following else { throw .notFollowing }
      stage = .asking(Asking(deadline: now + Limits.handoverTimeout, next: now))
    case .forced(let confirmed):
      if let leader = leader(now: now) { throw .primaryLives(leader) }
      guard confirmed == heardPosition else {
        throw .notConfirmed(heard: heard)
      }
      claim(member.epoch(after: fence), &actions)
    }
  }

  private mutating func claim(_ epoch: Epoch, _ actions: inout [Action]) {
    stage = .claiming(epoch)
    persist(Standing(role: .primary, fence: epoch), &actions)
  }

  // MARK: The node that is promoted

  /// The question is answered.
  mutating func askAnswered(_ frame: Frame, by peer: NodeName, _ actions: inout [Action]) {
    guard case .asking = stage, frame.epoch == standing.fence else { return }
    switch frame.message {
    case .handover:
      // All that it had is here; otherwise the question is repeated until it is.
      guard frame.logID == serving.head.logID, frame.head == serving.head.position,
        frame.chain == serving.head.chain, let membership, let name, let fence = standing.fence,
        let member = membership[name]
      else { return }
      claim(member.epoch(after: fence), &actions)
    case .refuse(let refusal) where refusal.code == .notNow:
      fail(.refused(reason: refusal.reason), &actions)
    case .refuse, .live, .heartbeat, .hello, .welcome, .fetch, .batch, .acknowledge, .askHandover:
      break  // A node that is no primary: another one is.
    }
  }

  /// The epoch has begun, with the event at `point`.
  package mutating func epochOpened(
    _ point: LogPoint, now: ContinuousClock.Instant
  ) -> [Action] {
    guard let epoch = point.epoch else { preconditionFailure("an event has an epoch") }
    var actions: [Action] = []
    isOpening = false
    let start = EpochStart(epoch: epoch, firstPosition: point.position)
    following.recorded(point, opening: [start])
    guard case .opening(epoch, let gathered, isIssued: true) = stage else {
      // A higher one was heard of meanwhile: this one is the beginning of a fork.
      actions += serve(serving.headMoved(to: point, opening: [start]))
      return goOn(after: actions, now: now)
    }
    serving.isPrimary = true
    actions += serve(serving.headMoved(to: point, opening: [start]))
    stage = .primary
    actions += serve([serving.forgetPeers()])
    startWriting(&actions)
    actions += serve([serving.heartbeat()])
    actions.append(.tell(.promoted(epoch)))
    actions.append(
      .settle(
        .success(
          PromotionReport(
            epoch: epoch, position: point.position, heard: heard, gathered: gathered))))
    return goOn(after: actions, now: now)
  }

  /// The epoch could not be recorded; nothing changed.
  package mutating func epochNotOpened(
    reason: String, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    isOpening = false
    if case .opening = stage {
      fail(.storage(reason: reason), &actions)
      persist(Standing(role: .replica, fence: standing.fence), &actions)
    }
    return goOn(after: actions, now: now)
  }

  // MARK: The primary that is asked

  mutating func askedToYield(
    by member: NodeName, _ request: Frame, from sender: RoutingID, _ actions: inout [Action],
    now: ContinuousClock.Instant
  ) {
    func refuse(_ code: Refusal.Code, _ reason: String) -> Action {
      .answer(serving.refusing(request, Refusal(code, reason)), to: sender)
    }
    guard request.logID == serving.head.logID, request.epoch == standing.fence else { return }
    switch stage {
    case .yielding(var yielding) where yielding.to == member:
      (yielding.request, yielding.sender) = (request, sender)
      stage = .yielding(yielding)
    case .yielding: actions.append(refuse(.notNow, "another node is being handed the log"))
    case .surveying, .primary:
      guard membership?[member]?.mayLead == true else {
        actions.append(refuse(.notNow, "the membership here does not let \(member) be primary"))
        return
      }
      guard let has = serving.acknowledged[member], serving.connected(now: now).contains(member)
      else {
        actions.append(refuse(.notNow, "\(member) does not follow this node"))
        return
      }
      let behind = serving.head.position - has
      guard behind <= Limits.handoverLagMax else {
        actions.append(refuse(.notNow, "\(member) is \(behind) events behind"))
        return
      }
      stage = .yielding(
        Yielding(
          to: member, deadline: now + Limits.yieldTimeout, request: request, sender: sender))
      stop(&actions)
    case .replica where standing.yieldedTo == member:
      actions.append(.answer(serving.handingOver(request), to: sender))
    case .replica, .asking, .claiming, .gathering, .opening, .repairing:
      actions.append(refuse(.notPrimary, "this node is no primary"))
    }
  }

  // MARK: What leads on

  /// Takes the steps that wait for something that may have come.
  mutating func advance(_ actions: inout [Action], now: ContinuousClock.Instant) {
    if isLeading, let news = proofAgainst { stepDown(news, &actions) }
    if let (epoch, news) = proofOfOpening {
      fail(.overtaken(by: epoch), &actions)
      stepDown(news, &actions)
    }
    switch stage {
    case .replica, .claiming, .primary: break
    case .surveying(let until):
      if now >= until || peers.allSatisfy({ views[$0] != nil }) { stage = .primary }
    case .asking(let asking): advance(asking, &actions, now: now)
    case .gathering(let gathering): advance(gathering, &actions, now: now)
    case .opening(let epoch, let gathered, let isIssued):
      chooseUpstream(&actions, now: now)
      guard !isIssued, !isOpening, holdsLog, following.isAtRest, persisting == nil else { return }
      stage = .opening(epoch, gathered, isIssued: true)
      isOpening = true
      actions.append(.openEpoch(epoch))
    case .yielding(let yielding): advance(yielding, &actions, now: now)
    case .repairing(let repairing): advance(repairing, &actions, now: now)
    }
  }

  private mutating func advance(
    _ asking: Asking, _ actions: inout [Action], now: ContinuousClock.Instant
  ) {
    guard now < asking.deadline else {
      fail(.timedOut, &actions)
      return
    }
    guard now >= asking.next else { return }
    stage = .asking(Asking(deadline: asking.deadline, next: now + Limits.handoverAskPause))
    let head = serving.head
    for peer in leader(now: now).map({ [$0] }) ?? peers {
      lastAskNumber += 1
      actions.append(
        .ask(
          serving.frame(.askHandover, sequence: lastAskNumber, at: head.position, head.chain),
          of: peer))
    }
  }

  private mutating func advance(
    _ yielding: Yielding, _ actions: inout [Action], now: ContinuousClock.Instant
  ) {
    guard !yielding.isPersisting else { return }
    if holdsLog, serving.acknowledged[yielding.to] == serving.head.position {
      var next = yielding
      next.isPersisting = true
      stage = .yielding(next)
      persist(
        Standing(role: .replica, fence: standing.fence, yieldedTo: yielding.to), &actions)
    } else if now >= yielding.deadline, holdsLog {
      stage = .primary
      startWriting(&actions)
      actions.append(.tell(.keptWriting(insteadOf: yielding.to)))
      actions.append(
        .answer(
          serving.refusing(
            yielding.request,
            Refusal(.notNow, "\(yielding.to) did not get everything in time")),
          to: yielding.sender))
    }
  }

  /// A standing is durable: what was waiting for it happens.
  mutating func settled(
    _ standing: Standing, _ actions: inout [Action], now: ContinuousClock.Instant
  ) {
    switch stage {
    case .claiming(let epoch) where standing.role == .primary:
      stop(&actions)
      stage = .gathering(
        Gathering(
          epoch: epoch, awaitsAll: false, until: now + Limits.gatherMax,
          deadline: now + Limits.handoverTimeout))
    case .yielding(let yielding) where standing.yieldedTo == yielding.to:
      stage = .replica
      actions.append(.tell(.handedOver(to: yielding.to)))
      actions.append(.answer(serving.handingOver(yielding.request), to: yielding.sender))
    case .replica, .asking, .claiming, .gathering, .opening, .surveying, .primary, .yielding,
      .repairing:
      break
    }
  }

  /// A standing could not be made durable. False if it has to be.
  mutating func gaveUp(reason: String, _ actions: inout [Action]) -> Bool {
    switch stage {
    case .claiming:
      fail(.storage(reason: reason), &actions)
      if !holdsLog { stage = .primary }
      return true
    case .yielding(var yielding):
      yielding.isPersisting = false
      stage = .yielding(yielding)
      return true
    case .replica, .asking, .gathering, .opening, .surveying, .primary, .repairing: return false
    }
  }
}

extension ServingMachine {
  func refusing(_ request: Frame, _ refusal: Refusal) -> Frame {
    frame(.refuse(refusal), sequence: request.sequence, at: head.position, head.chain)
  }

  func handingOver(_ request: Frame) -> Frame {
    frame(.handover, sequence: request.sequence, at: head.position, head.chain)
  }
}
