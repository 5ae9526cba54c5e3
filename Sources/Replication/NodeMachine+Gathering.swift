import EventLog
package import Membership
import StandardForms

extension NodeMachine {
  /// A node that is promoted, and has told the others.
  struct Gathering: Equatable {
    let epoch: Epoch
    /// Whether it has heard nobody yet, and so waits for everybody.
    let awaitsAll: Bool
    /// Until then it waits for those that were just heard to have heard of the epoch.
    let until: ContinuousClock.Instant
    /// Until then it takes from them what it lacks.
    let deadline: ContinuousClock.Instant
    /// Nodes that have more and cannot read it: what they have is taken from others, if at all.
    var unreadable: Set<NodeName> = []
  }

  mutating func advance(
    _ gathering: Gathering, _ actions: inout [Action], now: ContinuousClock.Instant
  ) {
    let awaited =
      gathering.awaitsAll
      ? peers.map { views[$0] } : views.values.filter { $0.isHeard(now: now) }.map { $0 }
    let isAnswered = awaited.allSatisfy { $0.map { hasAnswered($0, gathering) } ?? false }
    guard isAnswered || now >= gathering.until else { return }
    if let longest = longestGathered(gathering, now: now), now < gathering.deadline {
      // What contradicts the log here is not taken, however long it is. What was found before it
      // was followed for this is not counted: an answer of an older epoch may have come late.
      guard upstream == longest, following.isFollowingGathered, following.isDiverged else { return }
    }
    stage = .opening(gathering.epoch, gatheredLogs(gathering), isIssued: false)
    advance(&actions, now: now)
  }

  /// What proves that the epoch which is to be opened was opened before. Nobody but this node does
  /// that: its log was restored from an older copy.
  var proofOfOpening: (epoch: Epoch, news: NodeNews)? {
    let epoch: Epoch
    switch stage {
    case .gathering(let gathering): epoch = gathering.epoch
    case .opening(let next, _, isIssued: false): epoch = next
    case .replica, .asking, .claiming, .opening, .surveying, .primary, .yielding, .repairing:
      return nil
    }
    for (name, view) in views {
      if let reach = view.reach, reach.epoch >= epoch {
        return (epoch, .steppedDown(behind: name, reach))
      }
    }
    // What was taken of it may be more than its holder has told of.
    guard let own = ownReach, own.epoch >= epoch, let upstream else { return nil }
    return (epoch, .steppedDown(behind: upstream, own))
  }

  /// Events of the node that is gathered from are damaged there.
  mutating func noteUnreadable(_ frame: Frame, from peer: NodeName) {
    guard case .gathering(var gathering) = stage, case .refuse(let refusal) = frame.message,
      refusal.code == .unreadable
    else { return }
    gathering.unreadable.insert(peer)
    stage = .gathering(gathering)
  }

  /// The node that has most of those that take nothing of an older epoch any more, if it has more
  /// than this one.
  func longestGathered(_ gathering: Gathering, now: ContinuousClock.Instant) -> NodeName? {
    views.filter {
      $0.value.isHeard(now: now) && hasAnswered($0.value, gathering)
        && !gathering.unreadable.contains($0.key) && $0.value.reach.isBeyond(ownReach)
    }.max(by: { isBehind($0, $1) })?.key
  }

  private func hasAnswered(_ view: PeerView, _ gathering: Gathering) -> Bool {
    view.fence == gathering.epoch
  }

  /// Every event that was replicated is on a node of each required region. So nothing is missing
  /// here if all nodes of one of them have told what they have, and have no more; and nothing will
  /// be replicated in an older epoch any more, as none of them takes it.
  private func gatheredLogs(_ gathering: Gathering) -> GatheredLogs {
    guard let membership, let name else { return GatheredLogs(isComplete: false, silent: []) }
    func isHere(_ member: Member) -> Bool {
      guard member.name != name else { return true }
      guard let view = views[member.name], hasAnswered(view, gathering) else { return false }
      return !view.reach.isBeyond(ownReach)
    }
    let isComplete = membership.requiredRegions.contains { region in
      membership.members.allSatisfy { $0.region != region || isHere($0) }
    }
    return GatheredLogs(
      isComplete: isComplete, silent: membership.members.filter { !isHere($0) }.map(\.name))
  }
}

/// What a node that is promoted knows of the other nodes' logs.
package struct GatheredLogs: Hashable, Sendable {
  /// Whether everything is here that any primary ever called replicated.
  package let isComplete: Bool
  /// The nodes that did not say what they have, or have more.
  package let silent: [NodeName]
}
