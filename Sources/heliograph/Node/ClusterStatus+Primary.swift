import EventLog
import LogStore
import Membership
import Replication
import StandardForms
import StatusService

extension ClusterStatus {
  /// What a primary knows: of the replicas that have said hello, and of the nodes in its cluster's
  /// file that have not.
  init(
    primary place: ClusterPlace, _ status: NodeStatus, head: LogHead, _ replicas: [PeerStatus],
    alarm: PrimaryAlarm?, now: ContinuousClock.Instant
  ) {
    let membership = place.membership
    let peers = replicas.map { Peer($0, head: head.position, membership, now: now) }
    let heard = Set(replicas.map(\.name))
    let unheard =
      place.own.flatMap { membership?.members(otherThan: $0) }?
      .filter { !heard.contains($0.name.text) } ?? []
    self.init(
      name: place.name, region: place.region, log: head.logID?.text, role: .primary,
      condition: status.condition, epoch: head.epoch.rawValue, head: head.position.rawValue, lag: 0,
      committed: nil, peers: peers + unheard.map { Peer(unheard: $0) })
    if let alarm { problems.append(Problem(alarm.reason, hint: alarm.hint)) }
    guard let membership, let own = place.own else { return }
    // Two connections that go by one name: what the lesser of them has is what that node has.
    let named = replicas.compactMap { replica in NodeName(replica.name).map { ($0, replica) } }
    let acknowledged = Dictionary(
      named.map { ($0, $1.acknowledged) }, uniquingKeysWith: { min($0, $1) })
    committed =
      membership.replicated(head: head.position, at: own, acknowledged: acknowledged).rawValue
    let connected = named.filter { $1.isConnected(now) }.map(\.0)
    for region in membership.missingRegions(at: own, connected: Set(connected)) {
      problems.append(
        Problem(
          "no node of the required region \(region) is connected, so nothing new is replicated",
          hint: "see to one of its nodes and to the network between"))
    }
  }
}

extension ClusterStatus.Peer {
  fileprivate init(
    _ status: PeerStatus, head: Position, _ membership: Membership?, now: ContinuousClock.Instant
  ) {
    let member = NodeName(status.name).flatMap { membership?[$0] }
    self.init(name: status.name, region: member?.region.text)
    role = .replica
    ageMilliseconds = (now - status.lastHeardAt).milliseconds
    isConnected = status.isConnected(now)
    if status.refusal == nil {
      acknowledged = status.acknowledged.rawValue
      lag = max(0, head - status.acknowledged)
    }
    problem = problem(status, isUnknown: membership != nil && member == nil, now)
  }

  /// A node of the cluster's file that has not said a word.
  fileprivate init(unheard member: Member) {
    self.init(name: member.name.text, region: member.region.text)
    problem = ClusterStatus.Problem(
      "was not heard since this node started, or for a minute",
      hint: "see that it runs, goes by this name and reaches this node")
  }

  private func problem(
    _ status: PeerStatus, isUnknown: Bool, _ now: ContinuousClock.Instant
  ) -> ClusterStatus.Problem? {
    if let refusal = status.refusal {
      return ClusterStatus.Problem(
        "was refused: \(refusal)", hint: "see the log here and there, and the runbook")
    }
    if !status.isConnected(now) {
      return ClusterStatus.Problem(
        "was last heard \((now - status.lastHeardAt).inWords) ago",
        hint: "see that it runs, and to the network between; it catches up by itself")
    }
    if isUnknown {
      return ClusterStatus.Problem(
        "is not in the cluster's file", hint: "add it there, or correct its --name")
    }
    if let lag, lag > Limits.streamingLagMax {
      return ClusterStatus.Problem(
        "is \(lag) events behind",
        hint: "wait; if that does not shrink, see to its disk and to the network between")
    }
    return nil
  }
}

extension PeerStatus {
  fileprivate func isConnected(_ now: ContinuousClock.Instant) -> Bool {
    refusal == nil && now - lastHeardAt < Limits.peerLostAfter
  }
}
