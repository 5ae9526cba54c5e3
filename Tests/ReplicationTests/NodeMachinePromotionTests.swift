import EventLog
import Membership
import Replication
import StandardForms
import Testing

@Suite struct `A planned promotion` {
  private let log = TestLog(10)

  /// Copies from b, the primary.
  private func replica() -> (node: NodeDialogue, leader: Other) {
    let (node, leader) = (NodeDialogue(log), Other.b(log, .primary))
    node.follow(leader)
    return (node, leader)
  }

  private func primary() -> (node: NodeDialogue, heir: Other) {
    let (node, heir) = (NodeDialogue(log, .primary), Other.b(log))
    node.lead(heir, .c(log))
    return (node, heir)
  }

  // MARK: The node that is promoted

  @Test func `asks the primary, claims its own next epoch, tells the others, and opens it`() throws
  {
    let (node, leader) = replica()
    let question = try #require(node.promote(.planned).asked(of: leader).first)
    #expect(question.isAskingForHandover && question.position == Position(10))

    let handed = node.answered(leader.frame(.handover, question.sequence), by: leader)
    #expect(handed.persisted == [Standing(role: .primary, fence: Epoch(17))])
    #expect(handed.promotions == [] && handed.published == [])

    let told = node.persist().published
    #expect(told.map(\.epoch) == [Epoch(17)])
    #expect(node.view.isLeading == false && node.gate == .replica)
    let opening = node.hear(.b(log, fence: 17))
    #expect(opening.contains(.openEpoch(Epoch(17))), "nobody else was heard of")
    #expect(!opening.contains(.startWriting) && node.gate == .replica)

    let opened = node.openEpoch()
    #expect(opened.contains(.startWriting) && opened.news == [.promoted(Epoch(17))])
    let report = try #require(opened.reports.first)
    #expect(report.epoch == Epoch(17) && report.position == Position(11))
    #expect(report.gathered.isComplete && report.gathered.silent == [NodeDialogue.c])
    #expect(node.gate == .open && node.view.isLeading)
  }

  @Test func `asks again until all that the primary has is here`() throws {
    let (node, leader) = replica()
    let question = try #require(node.promote(.planned).asked(of: leader).first)
    var ahead = leader
    ahead.log.append()
    #expect(node.answered(ahead.frame(.handover, question.sequence), by: leader).persisted == [])
    #expect(node.wait(until: 0.1).asked.filter(\.isAskingForHandover) == [])
    let again = node.wait(until: 0.2).asked(of: leader).filter(\.isAskingForHandover)
    #expect(again.count == 1 && again[0].sequence != question.sequence)
  }

  @Test func `ends if the primary does not answer in time`() {
    let (node, _) = replica()
    node.promote(.planned)
    #expect(node.wait(until: 9.9).failures == [])
    #expect(node.wait(until: 10).failures == [.timedOut])
    #expect(node.view.standing == Standing(role: .replica, fence: .first))
  }

  @Test func `ends with the primary's reason if it refuses`() throws {
    let (node, leader) = replica()
    let question = try #require(node.promote(.planned).asked(of: leader).first)
    let other = node.answered(leader.refuse(.notPrimary, question.sequence), by: leader)
    #expect(other.failures == [], "another node may be the primary")
    let no = node.answered(leader.refuse(.notNow, question.sequence), by: leader)
    #expect(no.failures == [.refused(reason: "because")])
  }

  @Test func `ends if a higher epoch is heard of`() {
    let (node, _) = replica()
    node.promote(.planned)
    #expect(node.hear(.c(log, fence: 3)).failures == [.overtaken(by: Epoch(3))])
  }

  @Test func `ends if the claim cannot be persisted`() throws {
    let (node, leader) = replica()
    let question = try #require(node.promote(.planned).asked(of: leader).first)
    node.answered(leader.frame(.handover, question.sequence), by: leader)
    #expect(node.failToPersist().failures == [.storage(reason: "no room")])
    #expect(node.view.standing == Standing(role: .replica, fence: .first))
    #expect(node.wait(until: 1).persisted == [], "a claim is not tried again by itself")
  }

  @Test func `ends if its log is found to be damaged, and begins with none that is`() {
    let (node, leader) = replica()
    node.promote(.planned)
    let found = Position(4)...Position(4)
    #expect(node.damage(4...4).failures == [.damaged(found)])
    #expect(node.promote(.planned).failures == [.damaged(found)])
    #expect(node.hear(leader).asked == [], "it follows nobody")
  }

  @Test func `is refused where it cannot begin`() {
    let alone = NodeDialogue(log)
    #expect(alone.promote(.planned).failures == [.noPrimary])
    #expect(NodeDialogue(TestLog(0)).promote(.planned).failures == [.noLog])
    let unmet = NodeDialogue(log)
    unmet.hear(.b(log, .primary))
    #expect(unmet.promote(.planned).failures == [.notFollowing])
    let (node, _) = replica()
    node.promote(.planned)
    #expect(node.promote(.planned).failures == [.busy])
  }

  // MARK: The primary

  @Test func `makes the primary stop, wait for the other, persist that it yielded, and say so`() {
    let (node, heir) = primary()
    node.write()
    let asked = node.asked(heir.frame(.askHandover, 5), by: heir)
    #expect(asked.first == .set(.handingOver(to: heir.name)) && asked.contains(.stopWriting))
    #expect(node.stopWriting().persisted == [], "b lacks an event")

    var whole = heir
    whole.log = node.log
    let yielded = node.asked(whole.acknowledge(11, 6), by: whole)
    #expect(
      yielded.persisted
        == [Standing(role: .replica, fence: .first, yieldedTo: heir.name)])
    #expect(yielded.answers == [])
    let done = node.persist()
    #expect(done.answers.map(\.message) == [.handover] && done.answers[0].sequence == 5)
    #expect(done.answers[0].head == Position(11) && done.news.contains(.handedOver(to: heir.name)))
    #expect(node.gate == .replica)

    // To nobody else, and again to whom it was: the answer may have been lost.
    let c = Other.c(node.log)
    #expect(node.asked(c.frame(.askHandover, 1), by: c).answers.map(\.refusal) == [.notPrimary])
    let again = node.asked(whole.frame(.askHandover, 7), by: whole).answers
    #expect(again.map(\.message) == [.handover] && again[0].sequence == 7)
  }

  @Test func `lets the primary write on if the other does not get everything in time`() {
    let (node, heir) = primary()
    node.write()
    node.asked(heir.frame(.askHandover, 5), by: heir)
    node.stopWriting()
    #expect(node.wait(until: 4.9).answers == [])
    let late = node.wait(until: 5)
    #expect(late.contains(.startWriting) && late.news == [.keptWriting(insteadOf: heir.name)])
    #expect(late.answers.map(\.refusal) == [.notNow] && node.gate == .open)
  }

  @Test func `is refused to who cannot have everything soon`() {
    let (node, heir) = primary()
    for _ in 0...Limits.handoverLagMax { node.write() }
    #expect(
      node.asked(heir.frame(.askHandover, 5), by: heir).answers.map(\.refusal) == [.notNow])
    let (other, _) = primary()
    other.wait(until: 3)
    #expect(
      other.asked(heir.frame(.askHandover, 5), by: heir).answers.map(\.refusal) == [.notNow])
    let (busy, first) = primary()
    busy.asked(first.frame(.askHandover, 5), by: first)
    let c = Other.c(log)
    #expect(busy.asked(c.frame(.askHandover, 5), by: c).answers.map(\.refusal) == [.notNow])
  }
}

@Suite struct `A forced promotion` {
  private let log = TestLog(10)

  /// Has heard of what b had, until three seconds ago.
  private func survivor(of b: Other) -> NodeDialogue {
    let node = NodeDialogue(log)
    node.hear(b, .c(log))
    node.wait(until: 3)
    return node
  }

  @Test func `needs the position up to which the log was heard of`() throws {
    var lost = Other.b(log, .primary)
    lost.log.append()
    let node = survivor(of: lost)
    let wrong = node.promote(.forced(confirmed: Position(10)))
    #expect(wrong.failures == [.notConfirmed(heard: node.view.heard)] && wrong.persisted == [])
    #expect(node.view.heard?.head.position == Position(11) && node.view.heard?.by == lost.name)
    let right = node.promote(.forced(confirmed: Position(11)))
    #expect(right.persisted == [Standing(role: .primary, fence: Epoch(17))])
    node.persist()
    node.wait(until: 4)
    let report = try #require(node.openEpoch().reports.first)
    #expect(report.missingCount == 1)
  }

  @Test func `is refused while the primary lives`() {
    let node = NodeDialogue(log)
    node.hear(.b(log, .primary))
    #expect(
      node.promote(.forced(confirmed: Position(10))).failures
        == [.primaryLives(NodeDialogue.b)])
  }

  @Test func `does not begin while a higher epoch is being persisted: no fence goes back`() {
    let node = survivor(of: .b(log))
    node.hear(.c(log, fence: 19))
    #expect(node.promote(.forced(confirmed: Position(10))).failures == [.busy])
    #expect(node.persist().persisted == [] && node.view.standing.fence == Epoch(19))
    #expect(
      node.promote(.forced(confirmed: Position(10))).persisted
        == [Standing(role: .primary, fence: Epoch(33))])
  }

  @Test func `takes what others have and it has not, from those that have the new epoch`() throws {
    let node = survivor(of: .b(log))
    var c = Other.c(TestLog(12))
    node.hear(c)
    node.promote(.forced(confirmed: Position(12)))
    node.persist()
    #expect(node.view.upstream == nil, "c would still take what is of epoch 1")
    c.fence = Epoch(17)
    let following = node.hear(c)
    #expect(following.news == [.following(c.name, isPrimary: false)])
    let fetches = node.follow(c).asked(of: c).filter(\.isFetch)
    node.answered(c.batch(11...12, try #require(fetches.first).sequence), by: c)
    #expect(node.append().contains(.openEpoch(Epoch(17))))
    let report = try #require(node.openEpoch().reports.first)
    #expect(report.position == Position(13) && report.gathered.isComplete)
    #expect(report.gathered.silent == [NodeDialogue.b])
  }

  @Test func `goes on without a node that cannot read what it has`() throws {
    let node = survivor(of: .b(log))
    let c = Other.c(TestLog(12), fence: 17)
    node.hear(.c(TestLog(12)))
    node.promote(.forced(confirmed: Position(12)))
    node.persist()
    node.hear(c)
    let fetches = node.follow(c).asked(of: c).filter(\.isFetch)
    node.wait(until: 3.7)
    let refusal = c.refuse(.unreadable, try #require(fetches.first).sequence)
    #expect(node.answered(refusal, by: c).contains(.openEpoch(Epoch(17))))
    let report = try #require(node.openEpoch().reports.first)
    #expect(report.gathered.silent == [NodeDialogue.b, c.name])
  }

  @Test func `ends if a still higher epoch is heard of, also between claim and opening`() {
    for steps in 0...2 {
      let node = survivor(of: .b(log))
      node.promote(.forced(confirmed: Position(10)))
      if steps > 0 { node.persist() }
      if steps > 1 { node.wait(until: 4) }
      #expect(node.hear(.c(log, fence: 19)).failures == [.overtaken(by: Epoch(19))])
      if steps == 0 { node.persist() }
      node.persist()
      #expect(node.view.standing == Standing(role: .replica, fence: Epoch(19)))
      if steps == 2 {
        // The event was on its way: it is the beginning of a fork, and opens nothing.
        let late = node.openEpoch()
        #expect(!late.contains(.startWriting) && late.promotions == [])
      }
      #expect(node.gate != .open && !node.view.isLeading)
    }
  }

  @Test func `that was cut off between claim and opening gathers anew, from everybody`() {
    let node = NodeDialogue(log, .primary, fence: Epoch(17))
    #expect(node.machine.startsWithLog && node.gate == .replica)
    #expect(node.wait(until: 1.9).news == [])
    #expect(node.wait(until: 2).contains(.openEpoch(Epoch(17))))
  }

  @Test func `an epoch that was opened before is not opened again`() {
    // Its log was restored from a copy that is older than the epoch which it leads.
    let node = NodeDialogue(log, .primary, fence: Epoch(17))
    let other = Other.b(log.opening(17, with: 5))
    let heard = node.hear(other)
    #expect(
      heard.news.first
        == .steppedDown(
          behind: other.name, EpochPosition(epoch: Epoch(17), position: Position(15))))
    #expect(heard.persisted == [Standing(role: .replica, fence: Epoch(17))])
    node.persist()
    #expect(!node.wait(until: 20).contains(.openEpoch(Epoch(17))))
  }
}
