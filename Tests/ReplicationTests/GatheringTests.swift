import EventLog
import Membership
import Replication
import StandardForms
import Testing

@Suite struct `A node that is promoted` {
  @Test func `does not take an answer of before its claim for a contradiction of its log (I6)`()
    throws
  {
    // Both have three events; the fourth of the first is an orphan, the other one went on in epoch
    // 2.
    let own = TestLog(4)
    var others = TestLog(3)
    others.append(opening: Epoch(2))
    others.append()
    let (first, other) = (try member("fra-1", 1), try member("ber-1", 2))
    var node = NodeMachine(
      name: first.name,
      membership: Membership(
        log: nil, members: [first, other], requiredRegions: [], policy: .local),
      peers: [other.name], nodeName: "fra-1", session: 7, publicURL: "",
      standing: Standing(role: .replica, fence: Epoch(2)), head: own.point, history: own.history,
      now: .t0)
    _ = node.started(now: .t0)
    _ = node.receivedPublished(heartbeat(others, Epoch(2), 1), from: other.name, now: .t0)
    _ = node.timedOut(now: .t0)
    let confirmed = Promotion.forced(confirmed: others.position)
    let claim = Standing(role: .primary, fence: Epoch(17))
    #expect(node.promote(confirmed, now: .t0).contains(.persist(claim)))
    _ = node.persisted(claim, now: .t0)

    _ = node.receivedAnswer(Primary(log: others).welcome(1), from: other.name, now: .t0)
    var actions = node.receivedPublished(
      heartbeat(others, Epoch(17), 2), from: other.name, now: .t0)
    #expect(!actions.contains(.openEpoch(Epoch(17))), "the other has more: that is taken first")
    actions = node.timedOut(now: .t0(plus: 0.3))
    let asked = actions.compactMap {
      if case .ask(let frame, other.name) = $0, frame.isHello { frame } else { nil }
    }
    #expect(asked.map(\.epoch) == [Epoch(17)])
  }

  private func heartbeat(_ log: TestLog, _ epoch: Epoch, _ number: UInt64) -> Frame {
    let presence = Presence(role: .replica, headEpoch: log.point.epoch, publicURL: "")
    var frame = Primary(log: log).frame(.heartbeat(presence), number)
    frame.epoch = epoch
    return frame
  }

  private func member(_ name: String, _ number: Int) throws -> Member {
    Member(
      name: try #require(NodeName(name)), number: number, region: try #require(Region(name)),
      publish: "tcp://\(name):1", control: "tcp://\(name):2", url: "http://\(name)", keys: [],
      signingKey: nil, roles: [.primary, .replica])
  }
}
