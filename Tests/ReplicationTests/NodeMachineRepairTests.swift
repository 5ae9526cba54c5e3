import EventLog
import Membership
import Replication
import StandardForms
import Testing

@Suite struct `A member whose log is damaged` {
  private let log = TestLog(10)

  /// Copies from b, the primary; c is there, too.
  private func replica() -> (node: NodeDialogue, leader: Other) {
    let (node, leader) = (NodeDialogue(log), Other.b(log, .primary))
    node.follow(leader)
    node.hear(.c(log))
    return (node, leader)
  }

  /// Stands still with damage at 4 to 6, and has asked b for it.
  private func repairing() throws -> (node: NodeDialogue, leader: Other, fetch: Frame) {
    let (node, leader) = replica()
    node.damage(4...6)
    #expect(node.repair().contains(.beginReplacement(Position(4)...Position(6))))
    let asked = replaced(node, upTo: 3).asked(of: leader)
    return (node, leader, try #require(asked.fetch))
  }

  @discardableResult
  private func replaced(_ node: NodeDialogue, upTo position: Int) -> [NodeMachine.Action] {
    node.give { $0.replaced(upTo: log.point(at: position), now: node.now) }
  }

  private func replacements(_ actions: [NodeMachine.Action]) -> [ClosedRange<Int64>] {
    actions.compactMap {
      guard case .replace(let batch, _) = $0 else { return nil }
      return batch.first.rawValue...batch.last.rawValue
    }
  }

  // MARK: Standing still

  @Test func `follows nobody and acknowledges nothing, and says where it is damaged`() {
    let (node, leader) = replica()
    let found = node.damage(4...6)
    #expect(found.news == [.damaged(Position(4)...Position(6))])
    #expect(node.view.upstream == nil && node.view.damage == Position(4)...Position(6))
    var ahead = leader
    ahead.log.append()
    #expect(node.hear(ahead).asked == [])
    #expect(node.hear(ahead.live(11...11, 50), from: ahead).asked == [])
    #expect(node.wait(until: 10).asked == [])
    #expect(node.damage(4...6) == [], "it is told once")
    node.damage(8...8)
    #expect(node.view.damage == Position(4)...Position(8))
  }

  @Test func `acknowledges nothing that was being appended while it also hears of an epoch`() throws
  {
    let (node, leader) = replica()
    var ahead = leader
    ahead.log.append()
    node.hear(ahead.live(11...11, 50), from: ahead)
    node.hear(.c(log, fence: 3))
    node.damage(4...4)
    #expect(node.append().asked == [])
  }

  @Test func `serves who asks`() {
    let (node, _) = replica()
    node.damage(4...6)
    #expect(
      node.asked(Other.c(log).hello(1), by: .c(log)).answers.map(\.position) == [Position(10)])
  }

  @Test func `leads on if it is the primary, and is not mended as such`() {
    let node = NodeDialogue(log, .primary)
    node.hear(.b(log), .c(log))
    node.damage(4...6)
    #expect(node.gate == .open)
    #expect(node.repair().repairs == [.failure(.isPrimary)])
  }

  @Test func `forgets what was cut before it was told, or after`() {
    let later = log.opening(2)
    for isFoundFirst in [true, false] {
      let node = NodeDialogue(TestLog(20))
      let leader = Other.b(later, .primary)
      node.hear(leader)
      node.persist()
      let hello = node.follow(leader)
      _ = hello
      func cut() { node.give { $0.rewound(to: log.point, now: node.now) } }
      if !isFoundFirst { cut() }
      node.damage(9...12)
      node.damage(15...16)
      if isFoundFirst { cut() }
      #expect(node.view.damage == Position(9)...Position(10))
    }
  }

  // MARK: Repair

  @Test func `has its events replaced by a peer's, each verified, and follows again`() throws {
    let (node, leader, fetch) = try repairing()
    #expect(node.view.isRepairing)
    #expect(fetch.position == Position(4) && fetch.chain == log.point(at: 3).chain)
    #expect(
      fetch.message
        == .fetch(countMax: 3, bytesMax: Limits.fetchBytesMax, chainIsKnown: true))
    let other = node.answered(leader.batch(5...6, fetch.sequence), by: leader)
    #expect(replacements(other) == [], "an answer of another place")
    let first = node.answered(leader.batch(4...5, fetch.sequence), by: leader)
    #expect(replacements(first) == [4...5] && first.repairs == [])
    let again = node.answered(leader.batch(4...5, fetch.sequence), by: leader)
    #expect(replacements(again) == [], "an answer that comes twice is taken once")
    let next = try #require(replaced(node, upTo: 5).asked(of: leader).fetch)
    #expect(next.position == Position(6))
    #expect(replacements(node.answered(leader.batch(6...6, next.sequence), by: leader)) == [6...6])
    #expect(replaced(node, upTo: 6).contains(.finishReplacement))
    let done = node.give { $0.replacementFinished(now: node.now) }
    let report = try #require(done.mended.first)
    #expect(report.from == leader.name && report.replaced == Position(4)...Position(6))
    #expect(report.putAsideCount == 0)
    #expect(node.view.damage == nil && node.view.upstream == leader.name)
  }

  @Test func `what comes before the damage may take long to copy`() throws {
    let (node, leader) = replica()
    node.damage(4...6)
    node.repair()
    node.hear(leader, .c(log))
    node.wait(until: 60)
    let asked = replaced(node, upTo: 3)
    #expect(asked.repairs == [])
    let fetch = try #require(asked.asked(of: leader).fetch)
    #expect(replacements(node.answered(leader.batch(4...6, fetch.sequence), by: leader)) == [4...6])
  }

  @Test func `events that are not what they claim to be are asked of another, then all is left`()
    throws
  {
    let (node, leader, fetch) = try repairing()
    node.answered(leader.batch(4...6, fetch.sequence), by: leader)
    let failure = RepairFailure.contradicts(reason: "another chain value")
    let turned = node.give { $0.replacementFailed(failure, now: node.now) }
    #expect(turned.repairs == [])
    #expect(turned.contains(.beginReplacement(Position(4)...Position(6))))
    let other = Other.c(log)
    let again = try #require(replaced(node, upTo: 3).asked(of: other).fetch)
    node.answered(other.batch(4...6, again.sequence), by: other)
    let failed = node.give { $0.replacementFailed(failure, now: node.now) }
    #expect(failed.repairs == [.failure(failure)] && failed.contains(.discardReplacement))
    #expect(node.view.damage == Position(4)...Position(6) && node.view.upstream == nil)
    #expect(!node.view.isRepairing)
  }

  @Test func `more than was asked for is not taken`() throws {
    let (node, leader, fetch) = try repairing()
    let answered = node.answered(leader.batch(4...7, fetch.sequence), by: leader)
    #expect(replacements(answered) == [] && answered.repairs == [])
    #expect(answered.asked(of: .c(log)).fetch?.position == Position(4), "another node is asked")
  }

  @Test func `a question is repeated, and another node asked that has it, too`() throws {
    let (node, leader, fetch) = try repairing()
    #expect(node.wait(until: 1.9).asked == [])
    #expect(
      node.wait(until: 2).asked(of: leader).map(\.sequence) == [fetch.sequence, fetch.sequence])
    let c = Other.c(log)
    let turned = node.answered(leader.refuse(.unreadable, fetch.sequence), by: leader)
    let other = try #require(turned.asked(of: c).fetch)
    #expect(turned.repairs == [] && other.position == Position(4))
    #expect(
      node.answered(c.refuse(.chainDiffers, other.sequence), by: c).repairs
        == [.failure(.contradicts(reason: "because"))])
  }

  @Test func `silence of all that have it ends it`() throws {
    let (node, _, _) = try repairing()
    #expect(node.wait(until: 10).asked(of: .c(log)).count == 2)
    let ended = node.wait(until: 20)
    #expect(ended.repairs == [.failure(.silent(NodeDialogue.c))])
    #expect(ended.contains(.discardReplacement) && !node.view.isRepairing)
  }

  @Test func `a full disk ends it`() {
    let (node, _) = replica()
    node.damage(4...6)
    node.repair()
    let failure = RepairFailure.storage(reason: "no room")
    #expect(
      node.give { $0.replacementFailed(failure, now: node.now) }.repairs == [.failure(failure)])
  }

  @Test func `it is refused where it cannot begin`() throws {
    let (well, _) = replica()
    #expect(well.repair().repairs == [.failure(.nothingToRepair)])
    let alone = NodeDialogue(log)
    alone.damage(4...6)
    #expect(alone.repair().repairs == [.failure(.noSource)])
    alone.hear(.c(TestLog(5)))
    #expect(alone.repair().repairs == [.failure(.noSource)], "c does not have all of it")
    let (node, _, _) = try repairing()
    #expect(node.repair().repairs == [.failure(.busy)] && node.view.isRepairing)
    #expect(node.promote(.planned).failures == [.damaged(Position(4)...Position(6))])
  }

  @Test func `a higher epoch that is heard of meanwhile does not end it`() throws {
    let (node, leader, fetch) = try repairing()
    #expect(node.hear(.c(log, fence: 3)).persisted.map(\.fence) == [Epoch(3)])
    #expect(node.answered(leader.batch(4...6, fetch.sequence), by: leader) == [])
    node.persist()
    #expect(node.view.isRepairing)
    let later = Other.b(log, fence: 3)
    #expect(replacements(node.answered(later.batch(4...6, fetch.sequence), by: later)) == [4...6])
  }
}

@Suite struct `A member whose log is diverged` {
  /// The primary, b, began epoch 2 after 10 events of epoch 1, of which it has others than a.
  private let leader = Other.b(TestLog(10, flavour: "b", sharing: 6).opening(2, with: 3), .primary)

  private func diverged(_ log: TestLog, from leader: Other) throws -> NodeDialogue {
    let node = NodeDialogue(log)
    node.hear(leader)
    if leader.log.point.epoch != .first { node.persist() }
    let hello = try #require(node.wait(until: 0).asked(of: leader).hello)
    node.answered(leader.refuse(.chainDiffers, hello.sequence), by: leader)
    return node
  }

  /// Answers with the chain values that are asked for, until none is.
  private func search(_ node: NodeDialogue, _ leader: Other) -> [NodeMachine.Action] {
    var actions = node.repair()
    for number in 0..<10 {
      guard let fetch = actions.asked(of: leader).fetch else { return actions }
      #expect(number < 5, "it halves what is left each time")
      var batch = leader.frame(.batch([]), fetch.sequence)
      batch.position = fetch.position
      batch.chain = leader.log.point(at: Int(fetch.position.rawValue) - 1).chain
      actions = node.answered(batch, by: leader)
    }
    return actions
  }

  @Test func `searches the last event in common, and puts aside what lies beyond`() throws {
    let node = try diverged(TestLog(12), from: leader)
    let ancestor = TestLog(6).point
    #expect(search(node, leader).contains(.rewind(to: ancestor)))
    let done = node.give { $0.rewound(to: ancestor, now: node.now) }
    let report = try #require(done.mended.first)
    #expect(report.from == leader.name && report.replaced == nil && report.putAsideCount == 6)
    #expect(node.view.upstream == leader.name)
  }

  @Test func `puts nothing aside if its log is a beginning of the other after all`() throws {
    let node = try diverged(TestLog(6), from: leader)
    let report = try #require(search(node, leader).mended.first)
    #expect(report.replaced == nil && report.putAsideCount == 0)
  }

  @Test func `gives nothing up but for a later epoch`() throws {
    let same = Other.b(TestLog(10, flavour: "b", sharing: 6), .primary)
    let node = try diverged(TestLog(12), from: same)
    #expect(node.repair().repairs == [.failure(.noLaterEpoch(same.name))])
  }

  @Test func `gives nothing up for a node that is no primary, or not heard`() throws {
    let node = try diverged(TestLog(12), from: leader)
    node.now = .t0(plus: 3)
    #expect(node.repair().repairs == [.failure(.noSource)])
  }

  @Test func `that cannot be cut stays as it was`() throws {
    let node = try diverged(TestLog(12), from: leader)
    _ = search(node, leader)
    let failed = node.give { $0.rewindFailed(reason: "no room", now: node.now) }
    #expect(failed.repairs == [.failure(.storage(reason: "no room"))])
    #expect(!node.view.isRepairing)
  }

  @Test func `is not cut if the primary refuses or falls silent`() throws {
    let node = try diverged(TestLog(12), from: leader)
    let fetch = try #require(node.repair().asked(of: leader).fetch)
    #expect(
      node.answered(leader.refuse(.unreadable, fetch.sequence), by: leader).repairs
        == [.failure(.contradicts(reason: "because"))])
    node.answered(
      leader.refuse(.chainDiffers, node.wait(until: 1).asked(of: leader).first?.sequence ?? 0),
      by: leader)
    node.repair()
    #expect(node.wait(until: 11).repairs == [.failure(.silent(leader.name))])
  }
}
