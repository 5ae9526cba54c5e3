import EventLog
import Membership
import StandardForms

// The account of the peers.
extension ServingMachine {
  /// A peer said hello: an old entry keeps what it acknowledged, until the answer says otherwise.
  mutating func greet(
    _ sender: RoutingID, as member: NodeName?, name: String, now: ContinuousClock.Instant
  ) {
    var peer =
      peers[sender]
      ?? Peer(
        status: PeerStatus(name: name, acknowledged: .zero, lastHeardAt: now), helloAt: now)
    peer.status.name = member?.text ?? name
    peer.status.member = member
    peer.status.lastHeardAt = now
    peer.helloAt = now
    peers[sender] = peer
    guard peers.count > Limits.peersMax else { return }  // I11
    let oldest = peers.min { $0.value.status.lastHeardAt < $1.value.status.lastHeardAt }
    if let oldest { peers[oldest.key] = nil }
  }

  /// Notes that a peer lives.
  /// - Returns: the news; nil if it has to say hello first.
  mutating func noteHeard(from sender: RoutingID, now: ContinuousClock.Instant) -> [Action]? {
    guard var peer = peers[sender] else { return nil }
    peer.status.lastHeardAt = now
    let isBack = peer.stage == .lost
    if isBack { peer.stage = .connected }
    peers[sender] = peer
    guard peer.status.refusal == nil else { return nil }
    return isBack ? [connected(peer)] : []
  }

  mutating func notePeerWelcomed(_ sender: RoutingID, at position: Position) -> [Action] {
    guard var peer = peers[sender] else { return [] }
    let isNew = peer.stage != .connected
    peer.status.acknowledged = position
    peer.status.refusal = nil
    peer.stage = .connected
    peers[sender] = peer
    return isNew ? [connected(peer)] : []
  }

  mutating func notePeerRefused(_ sender: RoutingID, _ reason: String) -> [Action] {
    guard var peer = peers[sender] else { return [] }
    let isNew = peer.status.refusal != reason
    peer.status.acknowledged = .zero
    peer.status.refusal = reason
    peer.stage = .greeted
    peers[sender] = peer
    return isNew ? [.note(.refused(name: peer.status.name, reason: reason))] : []
  }

  /// Remembers the end of a log that goes on otherwise than the one here: its first word of that
  /// tells it, the later ones only go back.
  mutating func noteFork(
    _ refusal: Refusal, _ hello: Frame, pointEpoch: Epoch?, from sender: RoutingID
  ) {
    guard refusal.code == .forked, let epoch = pointEpoch else { return }
    if let known = peers[sender]?.fork, known.through >= hello.position { return }
    peers[sender]?.fork = (epoch, hello.position)
  }

  /// A log was found to agree with the one here up to `position`: what lies beyond, it alone has.
  /// Only the primary says so; whoever serves another node asks again where that one is a fork.
  mutating func forkDetected(by sender: RoutingID, at position: Position) -> [Action] {
    guard isPrimary, let peer = peers[sender], let fork = peer.fork else { return [] }
    peers[sender]?.fork = nil
    guard let member = peer.status.member, position < fork.through else { return [] }
    return [
      .forkDetected(
        FoundFork(node: member, epoch: fork.epoch, after: position, through: fork.through))
    ]
  }

  /// The connected peers that are silent for too long, each once.
  mutating func noteLostPeers(now: ContinuousClock.Instant) -> [Action] {
    var lost: [PeerStatus] = []
    for (sender, peer) in peers
    where peer.stage == .connected && now - peer.status.lastHeardAt >= Limits.peerLostAfter {
      peers[sender]?.stage = .lost
      if !isReplaced(peer) { lost.append(peer.status) }
    }
    return lost.sorted { $0.name < $1.name }.map {
      .note(.lost(name: $0.name, position: $0.acknowledged))
    }
  }

  /// What each member has said that it has on its disk, since it was welcomed.
  var acknowledged: [NodeName: Position] {
    var result: [NodeName: Position] = [:]
    for peer in peers.values where peer.stage != .greeted {
      guard let member = peer.status.member else { continue }
      result[member] = max(result[member] ?? .zero, peer.status.acknowledged)
    }
    return result
  }

  /// The members that were welcomed, and heard within `Limits.staleAfter`.
  func connected(now: ContinuousClock.Instant) -> Set<NodeName> {
    Set(
      peers.values.filter {
        $0.stage == .connected && now - $0.status.lastHeardAt < Limits.staleAfter
      }.compactMap(\.status.member))
  }

  /// Forgets what the peers said of their logs: another epoch begins, and they say it anew.
  mutating func forgetPeers() -> Action {
    peers = [:]
    return report()
  }

  func report() -> Action {
    .report(
      peers.values.filter { !isReplaced($0) }.map(\.status)
        .sorted { ($0.name, $1.lastHeardAt) < ($1.name, $0.lastHeardAt) })
  }

  /// Whether another connection of the same name said hello, and nothing came over this one since:
  /// the replica has connected anew. Two replicas that share a name are both heard, so both shown.
  private func isReplaced(_ peer: Peer) -> Bool {
    peers.values.contains {
      $0.status.name == peer.status.name && $0.helloAt > peer.status.lastHeardAt
    }
  }

  private func connected(_ peer: Peer) -> Action {
    .note(.connected(name: peer.status.name, position: peer.status.acknowledged))
  }
}
