package import EventLog
import Membership
import StandardForms

// A log that is not what was recorded is never followed with, nor guessed at: it stands still until
// its operator has it mended from a peer.
extension NodeMachine {
  /// These events were found not to be what was recorded. A primary goes on, since nothing is saved
  /// by taking no writes; a node that copies does nothing any more but serve.
  package mutating func damaged(
    _ positions: ClosedRange<Position>, now: ContinuousClock.Instant
  ) -> [Action] {
    let known = damage
    // What was cut since it was found is not here any more.
    guard let found = holdsLog ? positions.part(upTo: serving.head.position) : positions else {
      return []
    }
    damage =
      known.map {
        min($0.lowerBound, found.lowerBound)...max($0.upperBound, found.upperBound)
      } ?? found
    guard damage != known else { return [] }
    var actions: [Action] = [.tell(.damaged(found))]
    // It would go on to follow.
    if case .asking = stage { fail(.damaged(found), &actions) }
    return goOn(after: actions, now: now)
  }

  /// The operator wants the log to be mended; `settleRepair` says what became of it.
  package mutating func repair(now: ContinuousClock.Instant) -> [Action] {
    do throws(RepairFailure) {
      stage = .repairing(try newRepair(now: now))
      return goOn(now: now)
    } catch {
      return [.settleRepair(.failure(error))]
    }
  }

  private func newRepair(now: ContinuousClock.Instant) throws(RepairFailure) -> Repairing {
    guard membership != nil else { throw .noMembership }
    switch stage {
    case .replica: break
    case .surveying, .primary, .yielding: throw .isPrimary
    case .asking, .claiming, .gathering, .opening, .repairing: throw .busy
    }
    let deadline = now + Limits.repairSilenceMax
    if let damage {
      let leader = leader(now: now)
      let holders = views.filter {
        $0.value.isHeard(now: now) && $0.value.head >= damage.upperBound
      }.keys.sorted { ($0 == leader ? 0 : 1, $0) < ($1 == leader ? 0 : 1, $1) }
      guard let peer = holders.first else { throw .noSource }
      return Repairing(
        peer: peer, others: holders.dropFirst(), goal: .replace(damage), deadline: deadline)
    }
    guard following.isDiverged else { throw .nothingToRepair }
    guard let peer = leader(now: now), let view = views[peer] else { throw .noSource }
    guard let theirs = view.presence.headEpoch, let ours = serving.head.epoch, theirs > ours else {
      throw .noLaterEpoch(peer)
    }
    let search = Repairing.Search(head: serving.head.position, theirHead: view.head)
    return Repairing(peer: peer, others: [], goal: .find(search), deadline: deadline)
  }

  // MARK: Steps

  mutating func advance(
    _ repairing: Repairing, _ actions: inout [Action], now: ContinuousClock.Instant
  ) {
    switch repairing.step {
    case .resting:
      chooseUpstream(&actions, now: now)
      guard holdsLog, following.isAtRest, persisting == nil else { return }
      begin(repairing, &actions, now: now)
    case .asking(let number, let again, let after):
      if now >= repairing.deadline {
        turn(from: repairing, because: .silent(repairing.peer), &actions, now: now)
      } else if now >= again {
        ask(repairing, number: number, after: after, &actions, now: now)
      }
    case .beginning, .replacing, .finishing, .reading, .rewinding: break
    }
  }

  /// Nothing is written any more: what is to be mended is known.
  private mutating func begin(
    _ repairing: Repairing, _ actions: inout [Action], now: ContinuousClock.Instant
  ) {
    var repairing = repairing
    switch repairing.goal {
    case .replace:
      guard let damage else {
        endRepair(.failure(.nothingToRepair), &actions)
        return
      }
      repairing.goal = .replace(damage)
      step(repairing, .beginning)
      actions.append(.beginReplacement(damage))
    case .find:
      guard let view = views[repairing.peer] else {
        endRepair(.failure(.noSource), &actions)
        return
      }
      repairing.goal = .find(
        Repairing.Search(head: serving.head.position, theirHead: view.head))
      search(repairing, &actions, now: now)
    }
  }

  /// The peer that is asked does not give what is needed: perhaps another one does.
  private mutating func turn(
    from repairing: Repairing, because failure: RepairFailure, _ actions: inout [Action],
    now: ContinuousClock.Instant
  ) {
    guard case .asking(_, _, let after) = repairing.step, let next = repairing.others.first else {
      endRepair(.failure(failure), &actions)
      return
    }
    var repairing = repairing
    repairing.peer = next
    repairing.others = repairing.others.dropFirst()
    ask(repairing, number: nextNumber(), after: after, &actions, now: now)
  }

  private mutating func step(_ repairing: Repairing, _ next: Repairing.Step) {
    var repairing = repairing
    repairing.step = next
    stage = .repairing(repairing)
  }

  /// Asks for what follows `after`, or only for the chain value there.
  private mutating func ask(
    _ repairing: Repairing, number: UInt64, after: LogPoint, _ actions: inout [Action],
    now: ContinuousClock.Instant
  ) {
    var repairing = repairing
    let isAskedAgain = if case .asking(number, _, _) = repairing.step { true } else { false }
    // Silence counts from the question on: what came before it may have taken long.
    if !isAskedAgain { repairing.deadline = now + Limits.repairSilenceMax }
    step(repairing, .asking(number, again: now + Limits.fetchTimeout, after: after))
    let fetch: Frame.Message
    switch repairing.goal {
    case .replace(let damage):
      let rest = Int(min(damage.upperBound - after.position, Int64(Limits.fetchCountMax)))
      fetch = .fetch(
        countMax: rest, bytesMax: Limits.fetchBytesMax, chainIsKnown: after.position > .zero)
    case .find: fetch = .fetch(countMax: 1, bytesMax: 1, chainIsKnown: false)
    }
    // A node that has not met this one answers no fetch: the hello of an empty log is always
    // welcome.
    let frames = [
      serving.frame(
        .hello(nodeName: name?.text ?? "", pointEpoch: nil), sequence: number, at: .zero, .zero),
      serving.frame(fetch, sequence: number, at: after.position.next, after.chain),
    ]
    actions += frames.map { .ask($0, of: repairing.peer) }
  }

  private mutating func nextNumber() -> UInt64 {
    lastAskNumber += 1
    return lastAskNumber
  }

  /// A batch, or a refusal, came from the peer that is asked.
  mutating func repairAnswered(
    _ frame: Frame, by peer: NodeName, _ actions: inout [Action], now: ContinuousClock.Instant
  ) {
    guard case .repairing(let repairing) = stage, repairing.peer == peer,
      case .asking(frame.sequence, _, let after) = repairing.step,
      frame.logID == serving.head.logID
    else { return }
    switch frame.message {
    case .batch:
      guard frame.position == after.position.next else { return }
      take(frame, after: after, repairing, &actions, now: now)
    case .refuse(let refusal) where refusal.code != .helloFirst:
      turn(from: repairing, because: .contradicts(reason: refusal.reason), &actions, now: now)
    case .live, .heartbeat, .hello, .welcome, .refuse, .fetch, .acknowledge, .askHandover,
      .handover:
      break
    }
  }

  private mutating func take(
    _ frame: Frame, after: LogPoint, _ repairing: Repairing, _ actions: inout [Action],
    now: ContinuousClock.Instant
  ) {
    switch repairing.goal {
    case .replace(let damage):
      guard let batch = EventBatch(frame), batch.last <= damage.upperBound else {
        let failure = RepairFailure.contradicts(reason: "the peer sent other events")
        turn(from: repairing, because: failure, &actions, now: now)
        return
      }
      step(repairing, .replacing)
      actions.append(.replace(batch, after: after))
    case .find(var search):
      guard let tried = search.tried else { return }
      search.theirs = frame.chain
      var repairing = repairing
      repairing.goal = .find(search)
      step(repairing, .reading)
      actions.append(.readPoint(tried))
    }
  }

  // MARK: Damage

  /// The store that is being built reaches `point`: it has what comes before the damage, or also
  /// the last batch.
  package mutating func replaced(
    upTo point: LogPoint, now: ContinuousClock.Instant
  ) -> [Action] {
    guard case .repairing(let repairing) = stage, case .replace(let damage) = repairing.goal else {
      return goOn(after: [.discardReplacement], now: now)
    }
    var actions: [Action] = []
    if point.position >= damage.upperBound {
      step(repairing, .finishing)
      actions.append(.finishReplacement)
    } else {
      ask(repairing, number: nextNumber(), after: point, &actions, now: now)
    }
    return goOn(after: actions, now: now)
  }

  /// The mended store has taken the place of the damaged one.
  package mutating func replacementFinished(now: ContinuousClock.Instant) -> [Action] {
    var actions: [Action] = []
    damage = nil
    if case .repairing(let repairing) = stage, case .replace(let damage) = repairing.goal {
      let report = RepairReport(from: repairing.peer, replaced: damage, putAsideCount: 0)
      endRepair(.success(report), &actions)
    }
    return goOn(after: actions, now: now)
  }

  /// Nothing was changed. Where it is the peer whose events are wrong, another one may have the
  /// right ones.
  package mutating func replacementFailed(
    _ failure: RepairFailure, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    if case .repairing(var repairing) = stage, case .replace(let damage) = repairing.goal,
      case .contradicts = failure, let next = repairing.others.first
    {
      // Of what this peer sent nothing stays: the next one begins anew.
      repairing.peer = next
      repairing.others = repairing.others.dropFirst()
      step(repairing, .beginning)
      actions.append(.beginReplacement(damage))
    } else {
      endRepair(.failure(failure), &actions)
    }
    return goOn(after: actions, now: now)
  }

  // MARK: Divergence

  private mutating func search(
    _ repairing: Repairing, _ actions: inout [Action], now: ContinuousClock.Instant
  ) {
    guard case .find(let search) = repairing.goal else { return }
    if let tried = search.tried {
      let after = LogPoint(
        logID: serving.head.logID, epoch: nil, position: tried, chain: .zero)
      ask(repairing, number: nextNumber(), after: after, &actions, now: now)
    } else if search.agreed.position == .zero {
      endRepair(.failure(.contradicts(reason: "the logs have nothing in common")), &actions)
    } else if search.agreed.position == serving.head.position {
      // A beginning of the peer's after all.
      finishSearch(repairing, putAside: 0, &actions)
    } else {
      step(repairing, .rewinding)
      actions.append(.rewind(to: search.agreed))
    }
  }

  /// The own chain value at the place that is compared.
  /// - Returns: nil if no repair wanted it.
  mutating func repairPointRead(
    _ point: LogPoint?, now: ContinuousClock.Instant
  ) -> [Action]? {
    guard case .repairing(var repairing) = stage, repairing.step == .reading,
      case .find(var search) = repairing.goal
    else { return nil }
    var actions: [Action] = []
    if let point, point.chain == search.theirs {
      search.agreed = point
    } else if let tried = search.tried {
      search.differing = tried
    }
    search.theirs = nil
    repairing.goal = .find(search)
    self.search(repairing, &actions, now: now)
    return goOn(after: actions, now: now)
  }

  /// The log was cut where both agree, or could not be.
  mutating func repairRewound(_ result: Result<LogPoint, RepairFailure>, _ actions: inout [Action])
  {
    guard case .repairing(let repairing) = stage, repairing.step == .rewinding else { return }
    switch result {
    case .success(let point):
      guard case .find(let search) = repairing.goal else { return }
      finishSearch(repairing, putAside: search.head - point.position, &actions)
    case .failure(let failure): endRepair(.failure(failure), &actions)
    }
  }

  private mutating func finishSearch(
    _ repairing: Repairing, putAside count: Int64, _ actions: inout [Action]
  ) {
    let report = RepairReport(from: repairing.peer, replaced: nil, putAsideCount: count)
    endRepair(.success(report), &actions)
  }

  // MARK: The end

  private mutating func endRepair(
    _ result: Result<RepairReport, RepairFailure>, _ actions: inout [Action]
  ) {
    guard case .repairing(let repairing) = stage else { return }
    if case .replace = repairing.goal, case .failure = result {
      actions.append(.discardReplacement)
    }
    stage = .replica
    actions.append(.settleRepair(result))
  }
}
