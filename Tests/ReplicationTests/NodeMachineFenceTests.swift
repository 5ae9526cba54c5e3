import EventLog
import Membership
import Replication
import StandardForms
import Testing

@Suite struct `A member that hears of epochs` {
  private let log = TestLog(10)

  /// Leads epoch 1; b and c follow.
  private func primary() -> NodeDialogue {
    let node = NodeDialogue(log, .primary)
    node.lead(.b(log), .c(log))
    return node
  }

  // MARK: A higher one

  @Test func `a primary that meets one stops, persists it, and then follows`() {
    let node = primary()
    let other = Other.b(log.opening(2), .primary)
    let met = node.hear(other)
    #expect(met.first == .set(.replica), "closed before anything else")
    #expect(met.contains(.stopWriting))
    #expect(met.persisted == [Standing(role: .replica, fence: Epoch(2))])
    #expect(met.news == [.deposed(by: Epoch(2))])
    #expect(met.asked == [] && met.answers == [] && met.published == [])

    let persisted = node.persist()
    #expect(persisted.published.map(\.epoch) == [Epoch(2)])
    #expect(node.view.upstream == nil, "the log is still with who decided commands")
    #expect(node.stopWriting().news == [.following(other.name, isPrimary: true)])
    #expect(node.wait(until: 0).asked(of: other).map(\.isHello) == [true])
  }

  @Test func `nothing is sent or taken in its name before it is persisted`() {
    let node = NodeDialogue(log)
    let other = Other.b(log.opening(2), .primary)
    node.hear(other)
    #expect(node.view.standing.fence == .first && node.view.upstream == nil)
    #expect(node.wait(until: 0).published.map(\.epoch) == [.first])
    // Frames of any kind are dropped meanwhile: whoever sent them sends them again.
    #expect(node.asked(other.hello(1), by: other).answers == [])
    #expect(node.hear(other) == [])
    node.persist()
    #expect(node.asked(Other.c(log).hello(1), by: .c(log)).answers.map(\.epoch) == [Epoch(2)])
    #expect(node.view.upstream == other.name)
  }

  @Test func `one that cannot be persisted is tried again, and not acted on`() {
    let node = NodeDialogue(log)
    let other = Other.b(log.opening(2), .primary)
    node.hear(other)
    #expect(node.failToPersist().persisted == [])
    #expect(node.view.standing.fence == .first)
    #expect(node.asked(other.hello(1), by: other).answers == [])
    #expect(node.wait(until: 1).persisted == [Standing(role: .replica, fence: Epoch(2))])
  }

  @Test func `a still higher one that comes meanwhile is persisted after it`() {
    let node = NodeDialogue(log)
    node.hear(.b(log, fence: 2))
    #expect(node.hear(.c(log, fence: 3)).persisted == [])
    #expect(node.persist().persisted == [Standing(role: .replica, fence: Epoch(3))])
    #expect(node.persist().persisted == [])
    #expect(node.view.standing.fence == Epoch(3))
  }

  @Test func `every kind of frame tells of it`() {
    let other = Other.b(log, fence: 2)
    let sender = RoutingID([1])
    for message: Frame.Message in [
      .heartbeat(other.presence), .live(other.events(10...10)), .welcome(other.presence),
      .refuse(Refusal(.notNow, "")), .batch(other.events(10...10)), .handover,
      .hello(nodeName: "b", pointEpoch: .first), .acknowledge, .askHandover,
      .fetch(countMax: 1, bytesMax: 1, chainIsKnown: false),
    ] {
      let frame = other.frame(message, 1)
      for way in 0..<3 {
        let node = primary()
        let actions = node.give { machine in
          switch way {
          case 0: machine.receivedPublished(frame, from: other.name, now: node.now)
          case 1: machine.receivedAnswer(frame, from: other.name, now: node.now)
          case _: machine.receivedRequest(frame, from: sender, member: nil, now: node.now)
          }
        }
        #expect(actions.persisted.map(\.fence) == [Epoch(2)], "\(message), \(way)")
        #expect(actions.answers == [] && actions.asked == [], "\(message), \(way)")
      }
    }
  }

  // MARK: A lower one

  /// Copies from b, the primary of epoch 2.
  private func replica() -> (node: NodeDialogue, leader: Other) {
    let later = log.opening(2)
    let (node, leader) = (NodeDialogue(later), Other.b(later, .primary))
    node.follow(leader)
    return (node, leader)
  }

  @Test func `a deposed primary is told, by a frame that acknowledges nothing`() {
    let (node, _) = replica()
    let old = Other.c(TestLog(20), .primary)
    let told = node.hear(old).asked(of: old)
    #expect(told.map(\.message) == [.acknowledge] && told.map(\.epoch) == [Epoch(2)])
    #expect(told.map(\.position) == [.zero] && told.map(\.chain) == [.zero])
    #expect(node.view.upstream == NodeDialogue.b)
  }

  @Test func `events and answers of a lower epoch are not taken`() {
    let (node, leader) = replica()
    var old = Other.b(TestLog(20), .primary)
    old.fence = .first
    #expect(node.hear(old.live(12...20, 7), from: old).asked == [])
    for number in 1...9 as ClosedRange<UInt64> {
      let actions = node.answered(old.batch(12...20, number), by: old)
      #expect(!actions.contains { if case .append = $0 { true } else { false } })
    }
    #expect(node.status.refusedFrames == 10 && node.log == leader.log)
  }

  @Test func `acknowledgements of a lower epoch do not count`() {
    let later = log.opening(17)
    let node = NodeDialogue(later, .primary)
    let other = Other.b(later)
    node.lead(other, .c(later))
    node.write()
    var old = other
    (old.log, old.fence) = (node.log, .first)
    node.asked(old.acknowledge(12, 2), by: old)
    #expect(node.machine.commitPosition?.position == Position(11))
    old.fence = Epoch(17)
    node.asked(old.acknowledge(12, 3), by: old)
    #expect(node.machine.commitPosition?.position == Position(12))
  }

  @Test func `a handover is neither given to nor taken from a lower epoch`() {
    let later = log.opening(17)
    let node = NodeDialogue(later, .primary)
    node.lead(.b(later), .c(later))
    let old = Other.b(later, fence: 1)
    #expect(node.asked(old.frame(.askHandover, 2), by: old) == [])

    let (heir, leader) = replica()
    let question = heir.promote(.planned).asked(of: leader).first
    let answer = Other.b(leader.log, fence: 1).frame(.handover, question?.sequence ?? 0)
    #expect(heir.answered(answer, by: leader).persisted == [])
    #expect(
      heir.answered(leader.frame(.handover, question?.sequence ?? 0), by: leader)
        .persisted == [Standing(role: .primary, fence: Epoch(17))])
  }

  @Test func `who asks in a lower epoch is answered in the present one`() {
    let node = NodeDialogue(log.opening(2))
    let old = Other.c(log, fence: 1)
    let hello = node.asked(old.hello(1), by: old).answers
    let fetch = old.frame(.fetch(countMax: 9, bytesMax: 9, chainIsKnown: false), 2, at: 10)
    let answers = hello + node.asked(fetch, by: old).answers
    #expect(answers.count == 2 && answers.allSatisfy { $0.epoch == Epoch(2) })
  }

  // MARK: One that cannot be

  @Test func `an epoch to which no promotion can have led is not believed`() {
    let node = NodeDialogue(log)
    for far: Int64 in [1 + Limits.epochJumpMax + 1, Limits.frameEpochMax, .max - 3] {
      let other = Other.b(log, .primary, fence: far)
      node.hear(other)
      node.asked(other.hello(1), by: other)
      node.answered(other.welcome(1), by: other)
    }
    #expect(node.view.standing.fence == .first && node.view.peers == [:])
    #expect(node.view.heard == nil)
    let near = Epoch(1 + Limits.epochJumpMax)
    #expect(node.hear(.c(log, fence: near.rawValue)).persisted.map(\.fence) == [near])
  }

  @Test func `who claims such an epoch is named once`() {
    let node = NodeDialogue(log)
    let other = Other.b(log, fence: 1 << 40)
    let news =
      node.hear(other).news + node.hear(other).news
      + node.asked(other.hello(1), by: other).news
    #expect(news == [.epochTooFar(of: other.name, Epoch(1 << 40))])
  }

  @Test func `what comes with such an epoch does not say how far the log was heard of`() {
    let node = NodeDialogue(log)
    let other = Other.b(log)
    node.hear(other)
    var frame = Other.b(log, fence: 1 << 40).heartbeat(9)
    frame.head = Position(1 << 50)
    node.hear(frame, from: other)
    #expect(node.view.heardPosition == Position(10))
  }

  @Test func `a node without a log takes the epoch of those that have one`() {
    let node = NodeDialogue(TestLog(0))
    let fence = Epoch(Limits.frameEpochMax - 20)
    #expect(node.hear(.b(log, fence: fence.rawValue)).persisted.map(\.fence) == [fence])
  }

  // MARK: Another log

  @Test func `an empty node takes nothing of a log that its membership does not name`() throws {
    let named = TestLog(3, name: 2)
    let node = NodeDialogue(TestLog(0), keeping: named.id)
    let foreign = Other.b(log, .primary)
    let heard = node.hear(foreign, foreign)
    #expect(heard.news == [.foreignLog(of: foreign.name, log.id)])
    #expect(node.view.upstream == nil && node.view.peers == [:])
    #expect(node.view.standing.fence == nil)

    // Also if it turns out only in an answer.
    let right = Other.b(named, .primary)
    node.hear(right)
    node.persist()
    let hello = try #require(node.wait(until: 0).asked(of: right).first)
    let actions = node.answered(foreign.welcome(hello.sequence), by: foreign)
    #expect(actions.asked == [])
    #expect(
      node.status.state
        == .diverged(
          reason: "the primary's log is \(log.id.text), the cluster's file names \(named.id.text)"))
  }

  @Test func `an empty node takes the log that its membership names, or any if it names none`()
    throws
  {
    for named in [log.id, nil] {
      let node = NodeDialogue(TestLog(0), keeping: named)
      let leader = Other.b(log, .primary)
      node.hear(leader)
      node.persist()
      #expect(node.follow(leader).asked(of: leader).fetch != nil)
    }
  }
}
