import EventLog
import Membership
import Replication
import StandardForms
import Testing

/// The machine of a member of a cluster, with its log and its disk, and the others who speak to it.
///
/// Three nodes, a, b and c, each in a region of its own, of which those of a and b are required. a
/// is the one whose machine it is; it opens the epochs 17, 33 …, b 2, 18 …, c 3, 19 ….
final class NodeDialogue {
  typealias Action = NodeMachine.Action

  static let a = name("a")
  static let b = name("b")
  static let c = name("c")

  var machine: NodeMachine
  var log: TestLog
  var now = ContinuousClock.Instant.t0
  private(set) var status = ReplicationStatus.initial
  private(set) var gate: WriteGate?
  private var toPersist: Standing?
  private var toAppend: (batch: EventBatch, point: LogPoint)?
  private var toOpen: Epoch?
  private var number: UInt64 = 0

  init(
    _ log: TestLog, _ role: Standing.Role = .replica, fence: Epoch? = nil,
    policy: WritePolicy = .local, keeping named: LogID? = nil
  ) {
    let membership = Self.membership(policy, keeping: named)
    self.log = log
    machine = NodeMachine(
      name: Self.a, membership: membership, peers: [Self.b, Self.c], nodeName: "a", session: 7,
      publicURL: "http://a/", standing: Standing(role: role, fence: fence ?? log.point.epoch),
      head: log.point, history: log.history, now: now)
    note(machine.started(now: now))
  }

  static func name(_ text: String) -> NodeName {
    guard let name = NodeName(text) else { preconditionFailure("a name") }
    return name
  }

  static func membership(_ policy: WritePolicy = .local, keeping log: LogID? = nil) -> Membership {
    let regions = ["a", "b", "c"].compactMap { Region("in-\($0)") }
    let members = zip([a, b, c], regions).enumerated().map { index, node in
      Member(
        name: node.0, number: index + 1, region: node.1, publish: "", control: "", url: "",
        keys: [], signingKey: nil, roles: [.primary, .replica])
    }
    return Membership(
      log: log, members: members, requiredRegions: Set(regions.prefix(2)), policy: policy)
  }

  var view: ClusterView { machine.view }

  // MARK: What happens

  /// Gives the machine an input. Reads are done at once: nothing depends on when they are.
  @discardableResult
  func give(_ input: (inout NodeMachine) -> [Action]) -> [Action] {
    var actions = input(&machine)
    var done = 0
    while done < actions.count {
      switch actions[done] {
      case .read(let read):
        actions += machine.readCompleted(log.excerpt(read), for: read, now: now)
      case .readPoint(let position):
        let point = position <= log.position ? log.point(at: Int(position.rawValue)) : nil
        actions += machine.pointRead(point, now: now)
      case _: break
      }
      done += 1
    }
    note(actions)
    return actions
  }

  private func note(_ actions: [Action]) {
    for action in actions {
      switch action {
      case .persist(let standing):
        #expect(toPersist == nil, "one standing is persisted at a time")
        toPersist = standing
      case .append(let batch, let point):
        #expect(toAppend == nil, "one append is under way at a time")
        toAppend = (batch, point)
      case .openEpoch(let epoch): toOpen = epoch
      case .show(let status): self.status = status
      case .set(let gate): self.gate = gate
      case _: break
      }
    }
  }

  /// A node publishes a frame.
  @discardableResult
  func hear(_ frame: Frame, from other: Other) -> [Action] {
    give { $0.receivedPublished(frame, from: other.name, now: now) }
  }

  @discardableResult
  func hear(_ others: Other...) -> [Action] {
    number += 1
    return others.flatMap { hear($0.heartbeat(number), from: $0) }
  }

  /// A node asks.
  @discardableResult
  func asked(_ frame: Frame, by other: Other) -> [Action] {
    give {
      $0.receivedRequest(
        frame, from: RoutingID(Array(other.name.text.utf8)), member: other.name, now: now)
    }
  }

  /// A node answers.
  @discardableResult
  func answered(_ frame: Frame, by other: Other) -> [Action] {
    give { $0.receivedAnswer(frame, from: other.name, now: now) }
  }

  /// It is so many seconds after the beginning, and what is due happens.
  @discardableResult
  func wait(until seconds: Double) -> [Action] {
    now = .t0(plus: seconds)
    return give { $0.timedOut(now: now) }
  }

  @discardableResult
  func promote(_ promotion: Promotion) -> [Action] { give { $0.promote(promotion, now: now) } }

  @discardableResult
  func repair() -> [Action] { give { $0.repair(now: now) } }

  @discardableResult
  func damage(_ positions: ClosedRange<Int64>) -> [Action] {
    give {
      $0.damaged(Position(positions.lowerBound)...Position(positions.upperBound), now: now)
    }
  }

  // MARK: What the driver has done

  @discardableResult
  func persist() -> [Action] {
    guard let standing = toPersist else {
      Issue.record("nothing was to be persisted")
      return []
    }
    toPersist = nil
    return give { $0.persisted(standing, now: now) }
  }

  @discardableResult
  func failToPersist() -> [Action] {
    toPersist = nil
    return give { $0.persistFailed(reason: "no room", now: now) }
  }

  @discardableResult
  func append() -> [Action] {
    guard let (batch, point) = toAppend else {
      Issue.record("nothing was to be appended")
      return []
    }
    toAppend = nil
    do throws(BatchFault) {
      let old = log.history.starts.count
      let point = try log.append(batch, after: point)
      let starts = Array(log.history.starts[old...])
      return give { $0.appended(point, opening: starts, now: now) }
    } catch {
      return give { $0.appendRefused(error, now: now) }
    }
  }

  @discardableResult
  func openEpoch() -> [Action] {
    guard let epoch = toOpen else {
      Issue.record("no epoch was to be opened")
      return []
    }
    toOpen = nil
    log.append(opening: epoch)
    return give { $0.epochOpened(log.point, now: now) }
  }

  @discardableResult
  func stopWriting() -> [Action] { give { $0.writingStopped(at: log.point, now: now) } }

  @discardableResult
  func write() -> [Action] {
    log.append()
    return give { $0.headMoved(to: log.point, now: now) }
  }

  // MARK: Longer stories

  /// Both others follow, with all that is here.
  @discardableResult
  func lead(_ b: Other, _ c: Other) -> [Action] {
    hear(b, c)
    return [b, c].flatMap { asked($0.hello(1), by: $0) }
  }

  /// Follows what it hears of, and is welcomed.
  @discardableResult
  func follow(_ primary: Other) -> [Action] {
    let actions = hear(primary) + wait(until: (now - .t0) / .seconds(1))
    guard let hello = actions.asked(of: primary).hello else { return actions }
    return answered(primary.welcome(hello.sequence), by: primary)
  }
}

/// Another node, as it speaks.
struct Other {
  let name: NodeName
  var log: TestLog
  var role = Standing.Role.replica
  var fence: Epoch?

  static func b(_ log: TestLog, _ role: Standing.Role = .replica, fence: Int64? = nil) -> Other {
    Other(name: NodeDialogue.b, log: log, role: role, fence: fence.map { Epoch($0) })
  }

  static func c(_ log: TestLog, _ role: Standing.Role = .replica, fence: Int64? = nil) -> Other {
    Other(name: NodeDialogue.c, log: log, role: role, fence: fence.map { Epoch($0) })
  }

  func frame(_ message: Frame.Message, _ number: UInt64, at position: Int? = nil) -> Frame {
    let point = position.map { log.point(at: $0) } ?? log.point
    return Frame(
      logID: log.id, epoch: fence ?? log.point.epoch, session: 9, sequence: number,
      position: point.position, chain: point.chain, head: log.position, commit: .zero,
      message: message)
  }

  var presence: Presence {
    Presence(role: role, headEpoch: log.point.epoch, publicURL: "http://\(name)/")
  }

  func heartbeat(_ number: UInt64) -> Frame { frame(.heartbeat(presence), number) }

  func welcome(_ number: UInt64) -> Frame { frame(.welcome(presence), number) }

  func refuse(_ code: Refusal.Code, _ number: UInt64) -> Frame {
    frame(.refuse(Refusal(code, "because")), number)
  }

  func hello(_ number: UInt64) -> Frame {
    frame(.hello(nodeName: name.text, pointEpoch: log.point.epoch), number)
  }

  func acknowledge(_ position: Int, _ number: UInt64) -> Frame {
    frame(.acknowledge, number, at: position)
  }

  func events(_ range: ClosedRange<Int>) -> [ReplicatedEvent] { log.batch(range).events }

  func batch(_ range: ClosedRange<Int>, _ number: UInt64) -> Frame {
    placed(frame(.batch(events(range)), number), range)
  }

  func live(_ range: ClosedRange<Int>, _ number: UInt64) -> Frame {
    placed(frame(.live(events(range)), number), range)
  }

  private func placed(_ frame: Frame, _ range: ClosedRange<Int>) -> Frame {
    var frame = frame
    let batch = log.batch(range)
    (frame.position, frame.chain) = (batch.first, batch.previousChain)
    return frame
  }
}

extension [NodeMachine.Action] {
  /// What is sent to the node's router.
  func asked(of other: Other) -> [Frame] {
    compactMap { if case .ask(let frame, other.name) = $0 { frame } else { nil } }
  }

  var asked: [Frame] { compactMap { if case .ask(let frame, _) = $0 { frame } else { nil } } }

  var answers: [Frame] { compactMap { if case .answer(let frame, _) = $0 { frame } else { nil } } }

  var published: [Frame] { compactMap { if case .publish(let frame) = $0 { frame } else { nil } } }

  var persisted: [Standing] {
    compactMap { if case .persist(let standing) = $0 { standing } else { nil } }
  }

  var news: [NodeNews] { compactMap { if case .tell(let news) = $0 { news } else { nil } } }

  var promotions: [Result<PromotionReport, PromotionFailure>] {
    compactMap { if case .settle(let result) = $0 { result } else { nil } }
  }

  var failures: [PromotionFailure] {
    promotions.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
  }

  var reports: [PromotionReport] {
    promotions.compactMap { if case .success(let report) = $0 { report } else { nil } }
  }

  var mended: [RepairReport] {
    repairs.compactMap { if case .success(let report) = $0 { report } else { nil } }
  }

  var repairs: [Result<RepairReport, RepairFailure>] {
    compactMap { if case .settleRepair(let result) = $0 { result } else { nil } }
  }
}

extension Frame {
  var refusal: Refusal.Code? {
    if case .refuse(let refusal) = message { refusal.code } else { nil }
  }
  var isAskingForHandover: Bool { message == .askHandover }
}

extension TestLog {
  /// This log, grown by so many events of a later epoch.
  func opening(_ epoch: Int64, with count: Int = 1) -> TestLog {
    var log = self
    for index in 0..<count { log.append(opening: index == 0 ? Epoch(epoch) : nil) }
    return log
  }
}

extension [Frame] {
  var hello: Frame? { first { $0.isHello } }
  var fetch: Frame? { first { $0.isFetch } }
}
