import Coordination
import EventLog
import Membership
import ReadModel
import Replication
import ReplicationService
import StatusService

/// How durable what was recorded here is, once that is known.
struct MemberDurability: Sendable {
  let own: NodeName
  let membership: Latest<Membership, Int64>
  let shown: NodeShown

  /// The level that the event at `position` has reached, after waiting for more.
  func level(of position: BoardPosition, _ wait: DurabilityWait) async -> Durability {
    let membership = membership.current.value
    guard !membership.requiredRegions.isEmpty else { return .local }
    let wanted = EpochPosition(
      epoch: Epoch(position.epoch), position: Position(position.position))
    let limit = wait.isAsked || isWithinReach(membership) ? wait.limit : .zero
    guard let committed = await shown.committed.reaches(wanted, within: limit) else {
      return .local
    }
    // Of another epoch: another node has taken over meanwhile, perhaps without this event.
    return committed.epoch == wanted.epoch ? .replicated : .local
  }

  private func isWithinReach(_ membership: Membership) -> Bool {
    let now = ContinuousClock.now
    let heard = shown.view.current.value.peers.filter { $0.value.isHeard(now: now) }
    return membership.missingRegions(at: own, connected: Set(heard.keys)).isEmpty
  }
}
