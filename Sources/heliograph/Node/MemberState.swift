import Coordination
import EventLog
import LogStore
import Membership
import ReadModel
import Replication
import ReplicationService
import StandardForms
import StatusService

/// What a node of a cluster says of itself and of the others, made anew for each who asks.
struct MemberState: Sendable {
  let cluster: ClusterFile
  let shown: NodeShown
  let desk: CommandDesk
  let log: OpenedLog
  let orphans: OrphanDesk
  let remembered: RememberedPrimary
  let effects: Effects
  private let readiness: Readiness
  private let startedAt = ContinuousClock.now

  /// - Parameter startsAsPrimary: a primary holds all that there is, also once it is none any more.
  init(
    cluster: ClusterFile, shown: NodeShown, desk: CommandDesk, log: OpenedLog,
    orphans: OrphanDesk, startsAsPrimary: Bool, remembered: RememberedPrimary, effects: Effects
  ) {
    self.cluster = cluster
    self.shown = shown
    self.desk = desk
    self.log = log
    self.orphans = orphans
    self.remembered = remembered
    self.effects = effects
    readiness = Readiness(
      remembered: startsAsPrimary || remembered.hadCaughtUp
        ? log.head.position.position.rawValue : nil)
  }

  /// For page and API.
  var node: NodeStatus { node(now: .now) }

  /// Where the node takes changes that is heard to be the primary now, as the cluster's file says;
  /// nil if none is, or if the file does not say.
  var leaderURL: String? {
    shown.view.current.value.leader(now: .now).flatMap { cluster.membership.current.value[$0]?.url }
  }

  /// For operators.
  var status: ClusterStatus {
    let now = ContinuousClock.now
    let node = node(now: now)
    let head = log.head.current.value
    let view = shown.view.current.value
    let membership = cluster.membership.current.value
    var status = ClusterStatus(
      name: cluster.own.text, region: membership[cluster.own]?.region.text, log: head.logID?.text,
      role: node.role,
      condition: node.condition, epoch: head.position == .zero ? 0 : head.epoch.rawValue,
      head: head.position.rawValue, lag: node.lag,
      committed: shown.committed.position.position.rawValue)
    status.url = membership[cluster.own]?.url
    status.takesWrites = shown.gate.current.value == .open
    status.heard = ClusterStatus.Heard(view, now: now)
    status.problems = problems(node, view, membership, now) + unsettled(status.url)
    status.peers = membership.members(otherThan: cluster.own).map {
      peer($0, view, head.position, now)
    }
    return status
  }

  private func node(now: ContinuousClock.Instant) -> NodeStatus {
    let view = shown.view.current.value
    let boards = log.boards.current.value
    let membership = cluster.membership.current.value
    let isReached = readiness.isReached(
      logHasCaughtUp: view.isLeading || shown.status.current.value.hasCaughtUp,
      logHead: log.head.position.position.rawValue, position: boards.position.position)
    if view.isLeading {
      return NodeStatus(
        role: .primary, epoch: boards.position.epoch, position: boards.position.position,
        head: log.head.position.position.rawValue, ageMilliseconds: 0, isCaughtUp: true,
        isStale: false, primaryURL: membership[cluster.own]?.url,
        condition: shown.gate.current.value.condition)
    }
    var node = NodeStatus(
      replica: shown.status.current.value, boards: boards, isCaughtUp: isReached,
      startedAt: startedAt, now: effects.now(), remembered: remembered)
    if let leader = view.leader(now: now) { node.primaryURL = membership[leader]?.url }
    if view.isRepairing {
      node.condition = "mending the log"
    } else if let damage = view.damage {
      node.condition = "standing still: the log is damaged at \(damage.lowerBound.rawValue)"
    }
    node.isStale = node.isStale || view.damage != nil || view.isRepairing
    return node
  }
}

extension ClusterStatus.Heard {
  fileprivate init(_ view: ClusterView, now: ContinuousClock.Instant) {
    self.init(
      position: view.heardPosition.rawValue, epoch: view.heard?.head.epoch.rawValue,
      by: view.heard?.by.text, ageMilliseconds: view.heard.map { (now - $0.at).milliseconds })
  }
}

extension MemberState {
  private func problems(
    _ node: NodeStatus, _ view: ClusterView, _ membership: Membership,
    _ now: ContinuousClock.Instant
  ) -> [ClusterStatus.Problem] {
    let damage = view.damage.map { damage in
      ClusterStatus.Problem(
        "the log here is damaged, from position \(damage.lowerBound.rawValue) to "
          + "\(damage.upperBound.rawValue)",
        hint: view.isLeading
          ? "promote another node, then heliograph repair here; see to the disk"
          : "heliograph repair; see to the disk")
    }
    let storage = desk.storageFault.map(ClusterStatus.Problem.init(refused:))
    return [damage, storage].compactMap { $0 } + replicationProblems(node, view, membership, now)
  }

  private func replicationProblems(
    _ node: NodeStatus, _ view: ClusterView, _ membership: Membership,
    _ now: ContinuousClock.Instant
  ) -> [ClusterStatus.Problem] {
    guard view.isLeading else {
      var problems = ClusterStatus.problems(
        of: shown.status.current.value, lag: node.lag, now,
        divergence: "see which history is right, let a node that has it be promoted if nobody "
          + "writes, then heliograph repair here")
      if view.leader(now: now) == nil { problems.append(nobodyWrites(view)) }
      return problems
    }
    let connected = Set(view.peers.filter { $0.value.isHeard(now: now) }.keys)
    return membership.missingRegions(at: cluster.own, connected: connected).map { region in
      ClusterStatus.Problem(
        "no node of the required region \(region) is connected, so nothing new is replicated",
        hint: "see to one of its nodes and to the network between")
    }
  }

  private func nobodyWrites(_ view: ClusterView) -> ClusterStatus.Problem {
    if let reason = view.whyStopped {
      return ClusterStatus.Problem(
        "this node was the primary; \(reason)",
        hint: "promote the node that has most: heliograph promote NODE --force")
    }
    return ClusterStatus.Problem(
      "no primary is heard, so nobody takes writes",
      hint: "see to it; if it is gone for good: heliograph promote NODE --force")
  }

  private func unsettled(_ url: String?) -> [ClusterStatus.Problem] {
    let count = orphans.unsettledCount
    guard count > 0 else { return [] }
    return [
      ClusterStatus.Problem(
        "keeps \(count) event\(count == 1 ? "" : "s") that only it had when another node became "
          + "the primary",
        hint: "heliograph orphans list" + (url.map { " --server \($0)" } ?? ""))
    ]
  }

  private func peer(
    _ member: Member, _ view: ClusterView, _ head: Position, _ now: ContinuousClock.Instant
  ) -> ClusterStatus.Peer {
    var peer = ClusterStatus.Peer(name: member.name.text, region: member.region.text)
    peer.url = member.url
    guard let heard = view.peers[member.name] else {
      peer.problem = ClusterStatus.Problem(
        "was not heard since this node started",
        hint: "see that it runs, goes by this name and reaches this node")
      return peer
    }
    peer.role = NodeStatus.Role(heard.presence.role)
    peer.epoch = heard.presence.headEpoch?.rawValue
    peer.head = heard.head.rawValue
    peer.ageMilliseconds = (now - heard.heardAt).milliseconds
    peer.isConnected = heard.isHeard(now: now)
    let asking =
      shown.peers.current.value.first { $0.member == member.name }
      ?? shown.peers.current.value.first { $0.name == member.name.text }
    if view.isLeading {
      peer.acknowledged = asking.flatMap { $0.refusal == nil ? $0.acknowledged.rawValue : nil }
      peer.lag = peer.acknowledged.map { max(0, head.rawValue - $0) }
    }
    peer.problem = problem(peer, heard, asking?.refusal, view, now)
    return peer
  }

  private func problem(
    _ peer: ClusterStatus.Peer, _ heard: PeerView, _ refusal: String?, _ view: ClusterView,
    _ now: ContinuousClock.Instant
  ) -> ClusterStatus.Problem? {
    guard peer.isConnected else {
      return ClusterStatus.Problem(
        "was last heard \((now - heard.heardAt).inWords) ago",
        hint: "see that it runs, and to the network between; it catches up by itself")
    }
    if view.isLeading, let refusal {
      return ClusterStatus.Problem(
        "was refused: \(refusal)", hint: "see the log here and there, and the runbook")
    }
    if let lag = peer.lag, lag > Limits.streamingLagMax {
      return ClusterStatus.Problem(
        "is \(lag) events behind",
        hint: "wait; if that does not shrink, see to its disk and to the network between")
    }
    return nil
  }
}
