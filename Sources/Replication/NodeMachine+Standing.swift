import EventLog
import Membership

extension NodeMachine {
  /// The standing is durable.
  package mutating func persisted(
    _ done: Standing, now: ContinuousClock.Instant
  ) -> [Action] {
    precondition(done == persisting, "one standing is persisted at a time")
    var actions: [Action] = []
    persisting = nil
    stand(as: done)
    if let next = wanted {
      wanted = nil
      if next != done {
        persist(next, &actions)
        return actions
      }
    }
    settled(done, &actions, now: now)
    actions += serve([serving.heartbeat()])
    return goOn(after: actions, now: now)
  }

  /// The standing could not be made durable; nothing changed.
  package mutating func persistFailed(
    reason: String, now: ContinuousClock.Instant
  ) -> [Action] {
    guard let failed = persisting else { return [] }
    var actions: [Action] = []
    persisting = nil
    // What was heard of stays true: it is tried again.
    if !gaveUp(reason: reason, &actions) { wanted = wanted ?? failed }
    return goOn(after: actions, now: now)
  }

  /// The own log has an event of this epoch, which makes it as durable as a standing.
  mutating func raiseFence(to epoch: Epoch?) {
    guard let epoch, epoch.isAbove(standing.fence) else { return }
    var raised = standing
    raised.fence = epoch
    stand(as: raised)
  }

  private mutating func stand(as new: Standing) {
    serving.standing = new
    following.fence = new.fence
  }

  mutating func persist(_ new: Standing, _ actions: inout [Action]) {
    guard persisting == nil else {
      wanted = new
      return
    }
    wanted = nil
    persisting = new
    actions.append(.persist(new))
  }

  /// A higher epoch is heard of: whatever this node was about, it is a replica from now on.
  mutating func meet(_ epoch: Epoch, _ actions: inout [Action]) {
    guard epoch.isAbove((wanted ?? persisting ?? standing).fence) else { return }
    fail(.overtaken(by: epoch), &actions)
    if isLeading { actions.append(.tell(.deposed(by: epoch))) }
    // A log that is being mended is that of a replica already.
    if !isRepairing { stage = .replica }
    stop(&actions)
    persist(Standing(role: .replica, fence: epoch), &actions)
  }

  /// What proves that this log is not the one that the others have of the epoch that this node
  /// leads, and so was restored from an older copy.
  var proofAgainst: NodeNews? {
    guard let own = ownReach else { return nil }
    for (name, view) in views {
      // It can only have it from this node, which has lost it.
      if let reach = view.reach, reach.epoch == own.epoch, reach > own {
        return .steppedDown(behind: name, reach)
      }
    }
    return contradiction.map { .contradicted(by: $0.name, $0.position) }
  }

  /// Another node was refused, since its log is another one at or before this position. In an older
  /// epoch it is that node's to be mended; in its own a primary cannot know which is right.
  mutating func noteContradiction(by name: String, at position: Position) {
    guard membership != nil, isLeading,
      serving.history.epoch(at: position) == serving.head.epoch
    else { return }
    contradiction = (name, position)
  }

  /// Whatever this primary would write from now on would be a fork: it copies, and the operator
  /// decides who writes.
  mutating func stepDown(_ news: NodeNews, _ actions: inout [Action]) {
    stage = .replica
    contradiction = nil
    whyStopped = (news, standing.fence)
    actions.append(.tell(news))
    stop(&actions)
    persist(Standing(role: .replica, fence: standing.fence), &actions)
  }

  /// Whether this node is the primary, perhaps not for long.
  var isLeading: Bool {
    switch stage {
    case .surveying, .primary, .yielding: true
    case .replica, .asking, .claiming, .gathering, .opening, .repairing: false
    }
  }

  var isRepairing: Bool {
    if case .repairing = stage { true } else { false }
  }

  mutating func stop(_ actions: inout [Action]) {
    guard !holdsLog, !isStopping else { return }
    isStopping = true
    actions.append(.stopWriting)
  }

  mutating func startWriting(_ actions: inout [Action]) {
    precondition(holdsLog && following.isAtRest, "I5: one writer at a time")
    holdsLog = false
    actions.append(.startWriting)
  }

  /// Tells who waits for a promotion that it does not happen.
  mutating func fail(_ failure: PromotionFailure, _ actions: inout [Action]) {
    switch stage {
    case .asking, .claiming, .gathering, .opening:
      stage = .replica
      actions.append(.settle(.failure(failure)))
    case .replica, .surveying, .primary, .yielding, .repairing: break
    }
  }
}
