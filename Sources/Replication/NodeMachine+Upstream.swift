import EventLog
import Membership
import StandardForms

// Whom a replica copies from: the primary while it is heard, else the node that has most.
extension NodeMachine {
  mutating func chooseUpstream(_ actions: inout [Action], now: ContinuousClock.Instant) {
    guard holdsLog, mayFollow else {
      guard upstream != nil else { return }
      upstream = nil
      actions += follow(following.rest(now: now))
      return
    }
    guard persisting == nil, !isOpening else { return }
    let isGathered = if case .gathering = stage { true } else { false }
    guard let (best, isPrimary) = bestUpstream(now: now),
      best != upstream || isPrimary != following.isFollowingPrimary
        || (isPrimary || isGathered) != following.givesUpForks
    else { return }
    upstream = best
    actions += follow(
      following.follow(isPrimary: isPrimary, isGathered: isGathered, now: now))
    // Without a membership there is nobody else to follow.
    if membership != nil { actions.append(.tell(.following(best, isPrimary: isPrimary))) }
  }

  private var mayFollow: Bool {
    switch stage {
    case .replica: damage == nil
    case .asking, .gathering: true
    case .claiming, .opening, .surveying, .primary, .yielding, .repairing: false
    }
  }

  /// Nil if there is no reason to change.
  private func bestUpstream(
    now: ContinuousClock.Instant
  ) -> (name: NodeName, isPrimary: Bool)? {
    guard membership != nil else { return peers.first.map { ($0, true) } }
    if case .gathering(let gathering) = stage {
      return longestGathered(gathering, now: now).map { ($0, false) }
    }
    if let leader = leader(now: now) { return (leader, true) }
    // Nobody leads. Nodes complete each other, and stay with whom they have chosen.
    let longer = views.filter { $0.value.isHeard(now: now) && $0.value.reach.isBeyond(ownReach) }
    if let upstream, longer[upstream] != nil { return (upstream, false) }
    guard let best = longer.max(by: { isBehind($0, $1) }) else { return nil }
    return (best.key, false)
  }

  /// The node that is heard to be the primary of the highest epoch that is known here.
  func leader(now: ContinuousClock.Instant) -> NodeName? { view.leader(now: now) }

  var ownReach: EpochPosition? {
    serving.head.epoch.map { EpochPosition(epoch: $0, position: serving.head.position) }
  }

  func isBehind(
    _ left: (key: NodeName, value: PeerView), _ right: (key: NodeName, value: PeerView)
  ) -> Bool {
    guard left.value.reach == right.value.reach else {
      return right.value.reach.isBeyond(left.value.reach)
    }
    return left.key < right.key
  }
}
