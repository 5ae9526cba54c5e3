import EventLog
import Membership
import Replication
import StandardForms
import Testing

@Suite struct `Nodes without a membership` {
  private let log = TestLog(10)
  private let sender = RoutingID([0, 1])
  private let other = NodeName("primary")

  private func node(_ role: Standing.Role, peers: [NodeName] = []) -> NodeMachine {
    NodeMachine(
      name: nil, membership: nil, peers: peers, nodeName: "r1", session: 7, publicURL: "http://p/",
      standing: Standing(role: role, fence: log.point.epoch), head: log.point,
      history: log.history, now: .t0)
  }

  private func request(_ message: Frame.Message, epoch: Epoch = .first) -> Frame {
    Frame(
      logID: log.id, epoch: epoch, session: 0, sequence: 1, position: log.position,
      chain: log.point.chain, head: log.position, commit: .zero, message: message)
  }

  private let hello = Frame.Message.hello(nodeName: "r1", pointEpoch: .first)

  @Test func `a primary writes at once, and tells a new subscriber where its head is`() {
    var primary = node(.primary)
    #expect(primary.started(now: .t0).first == .set(.open) && !primary.startsWithLog)
    #expect(primary.subscribed() == [.publish(Primary(log: log).heartbeat(1))])
  }

  @Test func `a primary that hears of a later epoch raises an alarm, and is not deposed`() {
    var primary = node(.primary)
    _ = primary.started(now: .t0)
    let actions = primary.receivedRequest(
      request(hello, epoch: Epoch(2)), from: sender, member: nil, now: .t0)
    #expect(actions.contains(.raise(.higherEpoch(replica: "r1", epoch: Epoch(2)))))
    #expect(actions.allSatisfy { !$0.changesStanding })
    #expect(primary.view.isLeading && primary.view.standing.fence == .first)
  }

  @Test func `nobody is a member, whatever a node calls itself`() throws {
    var primary = node(.primary)
    _ = primary.started(now: .t0)
    let name = try #require(NodeName("r1"))
    let greeted = primary.receivedRequest(request(hello), from: sender, member: name, now: .t0)
    let peers = greeted.compactMap { if case .report(let peers) = $0 { peers } else { nil } }
    #expect(peers.last?.map(\.name) == ["r1"] && peers.last?.map(\.member) == [nil])
    let asked = primary.receivedRequest(
      request(.askHandover), from: sender, member: name, now: .t0)
    #expect(asked.allSatisfy { !$0.changesStanding } && primary.view.isLeading)
  }

  @Test func `a replica asks the one node that it was told of, without having heard it`() throws {
    let other = try #require(other)
    var replica = node(.replica, peers: [other])
    #expect(replica.started(now: .t0).first == .set(.replica) && replica.startsWithLog)
    #expect(replica.timedOut(now: .t0).asked(of: other).map(\.isHello) == [true])
    #expect(replica.view.upstream == other)
  }

  @Test func `a replica persists no epoch that it hears of, and follows it`() throws {
    let other = try #require(other)
    var replica = node(.replica, peers: [other])
    _ = replica.started(now: .t0)
    _ = replica.timedOut(now: .t0)
    var primary = log
    primary.append(opening: Epoch(2))
    let welcomed = replica.receivedAnswer(
      Primary(log: primary).welcome(1), from: other, now: .t0)
    #expect(welcomed.allSatisfy { !$0.changesStanding })
    let fetch = try #require(welcomed.asked(of: other).first)
    let answered = replica.receivedAnswer(
      Primary(log: primary).batch(11...11, fetch.sequence), from: other, now: .t0)
    #expect(answered.contains(.append(primary.batch(11...11), after: log.point)))
  }

  @Test func `none of them is promoted or mended`() throws {
    var replica = node(.replica, peers: [try #require(other)])
    _ = replica.started(now: .t0)
    #expect(
      replica.promote(.forced(confirmed: Position(10)), now: .t0)
        .contains(.settle(.failure(.noMembership))))
    #expect(replica.repair(now: .t0) == [.settleRepair(.failure(.noMembership))])
  }
}

extension NodeMachine.Action {
  /// Whether it has to do with who writes.
  fileprivate var changesStanding: Bool {
    switch self {
    case .persist, .stopWriting, .startWriting, .openEpoch, .set: true
    case .publish, .answer, .ask, .read, .readPoint, .append, .rewind, .commit, .show, .resubscribe,
      .report, .note, .tell, .raise, .forkDetected, .beginReplacement, .replace, .finishReplacement,
      .discardReplacement, .settleRepair, .settle, .halt:
      false
    }
  }
}

extension [NodeMachine.Action] {
  fileprivate func asked(of name: NodeName) -> [Frame] {
    compactMap { if case .ask(let frame, name) = $0 { frame } else { nil } }
  }
}
