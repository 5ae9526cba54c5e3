package import EventLog
package import Membership
import StandardForms

/// What a node is among the others: who writes, whom it follows, when it steps down. Performs
/// nothing: the driver runs the actions in order.
///
///                    ┌── asked, and the other has everything ── yielding ◀─┐
///                    ▼                                                     │ asked to hand over
///     replica ──promote──▶ asking ──handed over──▶ claiming ──persisted──▶ gathering ──▶ opening
///        ▲  │                 │                        ▲                                   │
///        │  └── forced ───────┼────────────────────────┘                                   ▼
///        ├── no answer ───────┘                                       surveying ──────▶ primary
///        └───────────────────── a higher epoch is heard of (from every stage) ◀────────────┘
///
/// *Gathering*: the others are told of the new epoch, after which they take nothing of an older
/// one; what they have and this node has not is taken from them.
///
/// *Surveying*: a primary that starts again decides nothing before it has heard every other node,
/// or waited for `Limits.surveyMax`: one of them may have been promoted meanwhile.
///
/// What is persisted is persisted before it shows in any frame (`Standing`); frames that come
/// meanwhile are dropped, as each is repeated by who sent it. Frames of a lower epoch than the
/// fence are refused, by whichever part they are for. The log has one owner at any moment (I5): who
/// decides commands, between `startWriting` and `writingStopped`, and this machine otherwise.
package struct NodeMachine: ~Copyable {
  /// What the driver is to do.
  package enum Action: Hashable, Sendable {
    /// Send to all subscribers; may be dropped.
    case publish(Frame)
    /// Send to one peer of the router; may be dropped.
    case answer(Frame, to: RoutingID)
    /// Send to one node's router; may be dropped.
    case ask(Frame, of: NodeName)
    /// Read the own log; answer with `readCompleted` or `readFailed`.
    case read(LogRead)
    /// Read the chain value of the own log at a position; answer with `pointRead`.
    case readPoint(Position)
    /// Take `EventBatch.verified(after:)` and append what it returns; answer with `appended`,
    /// `appendRefused` or `appendFailed`. One is under way at a time.
    case append(EventBatch, after: LogPoint)
    /// Put aside the events after the point, and cut the log there; answer with `rewound` or
    /// `rewindFailed`.
    case rewind(to: LogPoint)
    /// Make this durable; answer with `persisted` or `persistFailed`. One is under way at a time.
    case persist(Standing)
    /// Decide no command any more, and give the log back; answer with `writingStopped`.
    case stopWriting
    /// Record that this epoch begins; answer with `epochOpened` or `epochNotOpened`.
    case openEpoch(Epoch)
    /// The log is for who decides commands, until `stopWriting`.
    case startWriting
    /// Take commands or refuse them, from now on.
    case set(WriteGate)
    /// Events are replicated up to here. What was recorded in an epoch before this one may have
    /// another event at its place.
    case commit(EpochPosition)
    /// Show how the copying stands.
    case show(ReplicationStatus)
    /// Subscribe anew to what this node publishes.
    case resubscribe(to: NodeName)
    /// Show what is known of who asks here.
    case report([PeerStatus])
    /// Tell the operator what happened to a peer.
    case note(PeerNews)
    /// Tell the operator what happened to this node.
    case tell(NodeNews)
    /// Tell the operator, and whoever writes here, that a peer's log speaks against this one.
    case raise(PrimaryAlarm)
    /// Record that a member's log is a fork of this one, which leads.
    case forkDetected(FoundFork)
    /// Begin a store that has what comes before these events.
    case beginReplacement(ClosedRange<Position>)
    /// Verify these events, which follow the point, and add them to that store.
    case replace(EventBatch, after: LogPoint)
    /// Add what comes after the events that were replaced, and put that store into the place of the
    /// damaged one.
    case finishReplacement
    /// Remove that store, if there is one.
    case discardReplacement
    /// What became of the repair.
    case settleRepair(Result<RepairReport, RepairFailure>)
    /// What became of the promotion.
    case settle(Result<PromotionReport, PromotionFailure>)
    /// Stop the node: carrying on could lose or invent events.
    case halt(reason: String)
  }

  enum Stage: Equatable {
    case replica
    case asking(Asking)
    case claiming(Epoch)
    case gathering(Gathering)
    case opening(Epoch, GatheredLogs, isIssued: Bool)
    case surveying(until: ContinuousClock.Instant)
    case primary
    case yielding(Yielding)
    case repairing(Repairing)
  }

  /// The own name; nil without a membership.
  let name: NodeName?
  /// Nil for nodes that are told of one another on the command line: none of them is ever promoted.
  private(set) var membership: Membership?
  /// The other nodes.
  private(set) var peers: [NodeName]
  var stage: Stage
  var serving: ServingMachine
  var following: FollowingMachine
  /// Whether the log is this machine's: nobody decides commands.
  var holdsLog: Bool
  var isStopping = false
  /// Whether the event that opens an epoch is being recorded.
  var isOpening = false
  /// What is known not to be as it was recorded.
  var damage: ClosedRange<Position>?
  /// Why this node has stopped writing by itself, and in which epoch.
  var whyStopped: (news: NodeNews, epoch: Epoch?)?
  /// Who has another history of the epoch that this node leads.
  var contradiction: (name: String, position: Position)?
  var persisting: Standing?
  var wanted: Standing?
  var upstream: NodeName?
  var views: [NodeName: PeerView] = [:]
  var heard: HeardHead?
  /// Nodes whose frames are not taken; the operator was told of each.
  var strangers: Set<NodeName> = []
  var gate: WriteGate
  /// Numbers of what is asked beside the following; far from its own.
  var lastAskNumber: UInt64 = 1 << 62

  /// A node whose log reaches `head`.
  /// - Parameters:
  ///   - name: the own name; nil without a membership.
  ///   - membership: nil for nodes that are told of one another on the command line.
  ///   - peers: the other nodes.
  ///   - nodeName: what others call it; cut to `Limits.nodeNameBytesMax`.
  ///   - session: random, not 0; another one at each start.
  ///   - publicURL: where clients find it; cut to `Limits.publicURLBytesMax`.
  ///   - standing: as it was persisted. A primary has a log.
  ///   - history: of the log.
  package init(
    name: NodeName?, membership: Membership?, peers: [NodeName], nodeName: String, session: UInt64,
    publicURL: String, standing: Standing, head: LogPoint, history: EpochHistory,
    now: ContinuousClock.Instant
  ) {
    precondition(
      standing.role == .replica || (head.logID != nil && standing.fence != nil),
      "a primary has a log and an epoch")
    self.name = name
    self.membership = membership
    self.peers = peers
    let writes = standing.role == .primary && standing.fence == head.epoch
    serving = ServingMachine(
      session: session, publicURL: publicURL, standing: standing, head: head, history: history,
      commit: membership == nil && writes ? head.position : .zero, now: now)
    following = FollowingMachine(
      nodeName: nodeName, log: head, history: history, fence: standing.fence,
      resolvesForks: membership != nil)
    following.expectedLog = membership?.log
    holdsLog = !writes
    if writes {
      stage =
        membership == nil || peers.isEmpty ? .primary : .surveying(until: now + Limits.surveyMax)
    } else if standing.role == .primary, let epoch = standing.fence {
      // It fell between claiming the epoch and opening it.
      stage = .gathering(
        Gathering(
          epoch: epoch, awaitsAll: true, until: now + Limits.surveyMax,
          deadline: now + Limits.handoverTimeout))
    } else {
      stage = .replica
    }
    gate = .replica
    gate = gateNow(now: now)
  }

  /// Whether it has written until now.
  private var wasPrimary: Bool { !holdsLog || isStopping }

  /// Role and fence, as they were persisted.
  var standing: Standing { serving.standing }

  /// Up to where events are known to be replicated; nil before any epoch is known.
  package var commitPosition: EpochPosition? {
    standing.fence.map { EpochPosition(epoch: $0, position: serving.commit) }
  }

  /// Whether the log is this machine's when it begins; otherwise it is for who decides commands.
  package var startsWithLog: Bool { holdsLog }

  /// How far the log was heard of, since the start: what a forced promotion asks the operator for.
  /// Without any such word it is the end of the log here.
  package var heardPosition: Position { heard?.head.position ?? serving.head.position }

  /// What is known here of the cluster.
  package var view: ClusterView {
    ClusterView(
      standing: standing, isLeading: isLeading, peers: views, upstream: upstream, heard: heard,
      heardPosition: heardPosition, damage: damage, isRepairing: isRepairing,
      whyStopped: isLeading || whyStopped?.epoch != standing.fence ? nil : whyStopped?.news)
  }

  /// When `timedOut` is to be called.
  package var deadline: ContinuousClock.Instant {
    var all = [serving.deadline]
    if let other = following.deadline { all.append(other) }
    switch stage {
    case .asking(let asking): all += [asking.deadline, asking.next]
    case .surveying(let until): all.append(until)
    case .yielding(let yielding): all.append(yielding.deadline)
    case .gathering(let gathering): all += [gathering.until, gathering.deadline]
    case .repairing(let repairing): if let due = repairing.due { all.append(due) }
    case .replica, .claiming, .opening, .primary: break
    }
    return all.reduce(serving.deadline, min)
  }

  /// Once, before everything else.
  package mutating func started(now: ContinuousClock.Instant) -> [Action] {
    let actions = goOn(now: now)
    return [.set(gate)] + actions
  }

  /// The deadline is over.
  package mutating func timedOut(now: ContinuousClock.Instant) -> [Action] {
    var actions: [Action] = []
    if persisting == nil, let wanted { persist(wanted, &actions) }
    actions += serve(serving.timedOut(now: now))
    if let due = following.deadline, due <= now {
      actions += follow(following.timedOut(now: now))
    }
    return goOn(after: actions, now: now)
  }

  /// The membership has changed: nodes came or went, or a rule is another one.
  package mutating func changed(
    _ new: Membership, now: ContinuousClock.Instant
  ) -> [Action] {
    guard let name else { preconditionFailure("a node without a membership gets none") }
    membership = new
    following.expectedLog = new.log
    peers = new.members(otherThan: name).map(\.name)
    views = views.filter { peers.contains($0.key) }
    strangers = []
    return goOn(now: now)
  }
}

extension NodeMachine {
  // MARK: What every input ends with

  /// Takes the steps that `actions` and the time have made possible.
  /// - Returns: `actions`, and what those steps want done.
  mutating func goOn(
    after actions: [Action] = [], now: ContinuousClock.Instant
  ) -> [Action] {
    var actions = actions
    advance(&actions, now: now)
    serving.isPrimary = isLeading
    chooseUpstream(&actions, now: now)
    noteCommit(&actions)
    let gate = gateNow(now: now)
    if gate != self.gate {
      self.gate = gate
      // Closed before anything else, opened after everything else.
      if gate == .open { actions.append(.set(gate)) } else { actions.insert(.set(gate), at: 0) }
    }
    return actions
  }

  private mutating func noteCommit(_ actions: inout [Action]) {
    guard isLeading else { return }
    guard let membership, let name else {
      setCommit(serving.head.position, &actions)
      return
    }
    setCommit(
      membership.replicated(
        head: serving.head.position, at: name, acknowledged: serving.acknowledged), &actions)
  }

  mutating func setCommit(_ position: Position, _ actions: inout [Action]) {
    guard position > serving.commit else { return }
    serving.commit = position
    if let epoch = standing.fence {
      actions.append(.commit(EpochPosition(epoch: epoch, position: position)))
    }
  }

  private func gateNow(now: ContinuousClock.Instant) -> WriteGate {
    switch stage {
    case .replica, .asking, .repairing: return .replica
    case .claiming, .gathering, .opening: return wasPrimary ? .beginningEpoch : .replica
    case .surveying: return .surveying
    case .yielding(let yielding): return .handingOver(to: yielding.to)
    case .primary:
      guard let membership, let name, membership.policy == .strict else { return .open }
      let missing = membership.missingRegions(at: name, connected: serving.connected(now: now))
      return missing.isEmpty ? .open : .regionsMissing(missing)
    }
  }

  /// What the serving part wants done.
  mutating func serve(_ wishes: [ServingMachine.Action]) -> [Action] {
    for case .raise(.diverged(let name, let position)) in wishes {
      noteContradiction(by: name, at: position)
    }
    return wishes.compactMap { wish in
      switch wish {
      case .publish(let frame): .publish(frame)
      case .send(let frame, let peer): .answer(frame, to: peer)
      case .read(let read): .read(read)
      case .report(let peers): .report(peers)
      // Who is served by a node that copies may ask another one at any moment.
      case .note(let news): membership == nil || isLeading ? .note(news) : nil
      case .forkDetected(let fork): membership == nil ? nil : .forkDetected(fork)
      // Members deal with it by themselves: a primary against which a log speaks copies.
      case .raise(let alarm): membership == nil ? .raise(alarm) : nil
      }
    }
  }

  /// What the following part wants done.
  func follow(_ wishes: [FollowingMachine.Action]) -> [Action] {
    var actions: [Action] = []
    for wish in wishes {
      switch wish {
      case .send(let frame):
        if let upstream { actions.append(.ask(frame, of: upstream)) }
      case .append(let batch, let point): actions.append(.append(batch, after: point))
      case .readPoint(let position): actions.append(.readPoint(position))
      case .rewind(let point): actions.append(.rewind(to: point))
      case .publish(let status): actions.append(.show(status))
      case .resubscribe: if let upstream { actions.append(.resubscribe(to: upstream)) }
      case .halt(let reason): actions.append(.halt(reason: reason))
      }
    }
    return actions
  }
}
