import EventLog
import Membership
import Replication
import StandardForms
import Testing

@Suite struct `Frames that a node has no use for` {
  private let peer: NodeName
  private let log = TestLog(10)

  init() throws { peer = try #require(NodeName("fra-1")) }

  /// A node that copies, and has the first four events.
  private func node(fence: Epoch = .first) -> NodeMachine {
    let held = TestLog(4)
    return NodeMachine(
      name: nil, membership: nil, peers: [peer], nodeName: "muc-1", session: 3, publicURL: "",
      standing: Standing(role: .replica, fence: fence), head: held.point, history: held.history,
      now: .t0)
  }

  private var primary: Primary { Primary(log: log) }

  private func request(_ message: Frame.Message) -> Frame { primary.frame(message, 1) }

  @Test func `what is published or answered does not come as a request, nor the other way round`() {
    let node = node()
    for frame in [primary.live(5...6, 1), primary.heartbeat(1)] {
      #expect(node.refusal(of: frame, as: .request) == .misplaced)
      #expect(node.refusal(of: frame, as: .answer(peer)) == .misplaced)
      #expect(node.refusal(of: frame, as: .publication) == nil)
    }
    for frame in [primary.batch(5...6, 1), primary.welcome(1), primary.refuse(.notNow, 1)] {
      #expect(node.refusal(of: frame, as: .request) == .misplaced)
      #expect(node.refusal(of: frame, as: .publication) == .misplaced)
    }
    let hello = request(.hello(nodeName: "x", pointEpoch: .first))
    for frame in [hello, request(.acknowledge)] {
      #expect(node.refusal(of: frame, as: .request) == nil)
      #expect(node.refusal(of: frame, as: .answer(peer)) == .misplaced)
      #expect(node.refusal(of: frame, as: .publication) == .misplaced)
    }
  }

  @Test func `frames of another log are told apart, and a node without a log is none of another`() {
    let node = node()
    let foreign = Primary(log: TestLog(10, name: 2))
    #expect(node.refusal(of: foreign.heartbeat(1), as: .publication) == .foreignLog)
    #expect(node.refusal(of: foreign.welcome(1), as: .answer(peer)) == .foreignLog)
    var hello = request(.hello(nodeName: "x", pointEpoch: nil))
    hello.logID = nil
    #expect(node.refusal(of: hello, as: .request) == nil)
  }

  @Test func `frames of a lower epoch are of no use, but who is behind may ask`() {
    let node = node(fence: Epoch(2))
    #expect(node.refusal(of: primary.live(5...6, 1), as: .publication) == .lowerEpoch)
    #expect(node.refusal(of: primary.batch(5...6, 1), as: .answer(peer)) == .lowerEpoch)
    #expect(node.refusal(of: request(.acknowledge), as: .request) == .lowerEpoch)
    let hello = request(.hello(nodeName: "x", pointEpoch: .first))
    #expect(node.refusal(of: hello, as: .request) == nil)
  }

  @Test func `events that nothing asked for, or that came before, are unasked for`() throws {
    var node = node()
    #expect(node.refusal(of: primary.batch(5...6, 1), as: .answer(peer)) == .unasked)
    let asked = asks(node.started(now: .t0)) + asks(node.timedOut(now: .t0(plus: 1)))
    let hello = try #require(asked.first { $0.isHello })
    let welcome = primary.welcome(hello.sequence)
    let fetch = try #require(asks(node.receivedAnswer(welcome, from: peer, now: .t0)).first)
    let batch = primary.batch(5...6, fetch.sequence)
    #expect(node.refusal(of: batch, as: .answer(peer)) == nil)
    _ = node.receivedAnswer(batch, from: peer, now: .t0)
    #expect(node.refusal(of: batch, as: .answer(peer)) == .unasked)
  }

  private func asks(_ actions: [NodeMachine.Action]) -> [Frame] {
    actions.compactMap { if case .ask(let frame, _) = $0 { frame } else { nil } }
  }
}
