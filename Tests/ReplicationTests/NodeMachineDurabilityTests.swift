import EventLog
import Membership
import Replication
import StandardForms
import Testing

@Suite struct `A primary that counts copies` {
  private let log = TestLog(10)

  private func primary(_ policy: WritePolicy = .local) -> NodeDialogue {
    let node = NodeDialogue(log, .primary, policy: policy)
    node.hear(.b(log), .c(log))
    return node
  }

  private func commits(_ actions: [NodeMachine.Action]) -> [Int64] {
    actions.compactMap { if case .commit(let place) = $0 { place.position.rawValue } else { nil } }
  }

  @Test func `an event is replicated once a node of every required region has it`() {
    let node = primary()
    #expect(node.machine.commitPosition?.position == .zero, "nobody said what they have")
    #expect(commits(node.asked(Other.c(log).hello(1), by: .c(log))) == [], "c is not required")
    #expect(commits(node.asked(Other.b(log).hello(1), by: .b(log))) == [10])
    node.write()
    let b = Other.b(node.log)
    #expect(commits(node.asked(Other.c(node.log).acknowledge(11, 2), by: .c(log))) == [])
    #expect(commits(node.asked(b.acknowledge(11, 2), by: b)) == [11])
    #expect(commits(node.asked(b.acknowledge(10, 1), by: b)) == [], "an old one takes nothing back")
  }

  @Test func `what a node does not have, or was refused for, does not count`() {
    let node = primary()
    node.asked(Other.b(log).hello(1), by: .b(log))
    node.write()
    let ahead = Other.b(TestLog(12))
    #expect(commits(node.asked(ahead.acknowledge(12, 2), by: ahead)) == [], "beyond the head")
    let other = Other.b(TestLog(11, flavour: "b", sharing: 10))
    #expect(commits(node.asked(other.hello(2), by: other)) == [], "another event 11")
    #expect(commits(node.asked(other.acknowledge(11, 3), by: other)) == [])
  }

  @Test func `a replica takes the commit position from the primary of its epoch alone`() {
    let node = NodeDialogue(log)
    let leader = Other.b(log, .primary)
    node.follow(leader)
    var heartbeat = leader.heartbeat(5)
    heartbeat.commit = Position(9)
    #expect(commits(node.hear(heartbeat, from: leader)) == [9])
    let other = Other.c(log)
    var word = other.heartbeat(5)
    word.commit = Position(10)
    #expect(commits(node.hear(word, from: other)) == [], "c is no primary")
    heartbeat.commit = Position(8)
    #expect(commits(node.hear(heartbeat, from: leader)) == [])
    #expect(
      node.machine.commitPosition == EpochPosition(epoch: .first, position: Position(9)))
  }

  @Test func `with the strict policy nothing is written while a required region is away`() {
    let node = primary(.strict)
    guard case .regionsMissing(let missing) = node.gate else {
      Issue.record("\(String(describing: node.gate))")
      return
    }
    #expect(missing.map(\.text) == ["in-b"])
    node.asked(Other.c(log).hello(1), by: .c(log))
    #expect(node.gate == .regionsMissing(missing), "c is not required")
    node.asked(Other.b(log).hello(1), by: .b(log))
    #expect(node.gate == .open)
    node.wait(until: 1.9)
    #expect(node.gate == .open)
    let closed = node.wait(until: 2)
    #expect(closed.first == .set(.regionsMissing(missing)), "closed before anything else")
    node.asked(Other.b(log).acknowledge(10, 2), by: .b(log))
    #expect(node.gate == .open)
  }

  @Test func `with the local policy it writes on`() {
    let node = primary()
    node.wait(until: 60)
    #expect(node.gate == .open)
  }

  @Test func `one that starts hears the others before it writes, or waits in vain`() {
    let node = NodeDialogue(log, .primary, policy: .local)
    #expect(node.gate == .surveying)
    node.hear(.b(log))
    #expect(node.gate == .surveying)
    node.hear(.c(log))
    #expect(node.gate == .open)
    let alone = NodeDialogue(log, .primary)
    alone.wait(until: 1.9)
    #expect(alone.gate == .surveying)
    alone.wait(until: 2)
    #expect(alone.gate == .open)
  }
}

@Suite struct `A primary against which a log speaks` {
  private let log = TestLog(10)

  @Test func `steps down if a member has more of its epoch, and copies`() {
    let node = NodeDialogue(log, .primary)
    let other = Other.b(TestLog(15))
    let heard = node.hear(other)
    #expect(heard.first == .set(.replica) && heard.contains(.stopWriting))
    #expect(
      heard.news == [
        .steppedDown(behind: other.name, EpochPosition(epoch: .first, position: Position(15)))
      ])
    #expect(heard.persisted == [Standing(role: .replica, fence: .first)])
    node.persist()
    #expect(node.view.whyStopped == heard.news.first, "and its status says so")
    let copying = node.stopWriting()
    #expect(copying.news == [.following(other.name, isPrimary: false)])
    node.hear(.c(log))
    node.wait(until: 60)
    #expect(node.gate == .replica && !node.view.isLeading, "nobody writes until somebody decides")
  }

  @Test func `does not if the other has more of another epoch`() {
    let node = NodeDialogue(log.opening(17), .primary)
    node.hear(.b(TestLog(15), fence: 17), .c(TestLog(15), fence: 17))
    #expect(node.gate == .open)
  }

  @Test func `steps down if a member has another history of its epoch`() {
    let node = NodeDialogue(TestLog(12), .primary)
    node.hear(.b(log), .c(log))
    let other = Other.b(TestLog(12, flavour: "b", sharing: 8))
    let met = node.asked(other.hello(1), by: other)
    #expect(met.news == [.contradicted(by: "b", Position(12))])
    #expect(met.persisted == [Standing(role: .replica, fence: .first)])
    #expect(met.contains(.stopWriting) && node.gate == .replica)
  }

  @Test func `leads on if the other history is of an older epoch`() {
    let node = NodeDialogue(log.opening(17, with: 5), .primary)
    node.hear(.b(log, fence: 17), .c(log, fence: 17))
    let other = Other.b(TestLog(10, flavour: "b", sharing: 8), fence: 17)
    #expect(node.asked(other.hello(1), by: other).answers.map(\.refusal) == [.chainDiffers])
    #expect(node.gate == .open)
  }

  @Test func `leads on if a fork of an older epoch asks for what it lacks`() {
    // What is damaged of a deposed primary's log may lie where the log here has a later epoch.
    let node = NodeDialogue(log.opening(17, with: 20), .primary)
    let other = Other.b(TestLog(25), fence: 17)
    node.hear(other, .c(log, fence: 17))
    var hello = other.frame(.hello(nodeName: "b", pointEpoch: nil), 1)
    (hello.position, hello.chain) = (.zero, .zero)
    node.asked(hello, by: other)
    var fetch = other.frame(.fetch(countMax: 1, bytesMax: 1000, chainIsKnown: true), 2, at: 20)
    fetch.position = Position(21)
    let answered = node.asked(fetch, by: other)
    #expect(answered.answers.map(\.refusal) == [.chainDiffers])
    #expect(answered.news == [] && node.gate == .open)
  }

  @Test func `is promoted anew in place, so that forks of its epoch can be put aside`() {
    let node = NodeDialogue(log, .primary)
    node.hear(.b(log), .c(log))
    #expect(
      node.promote(.planned).persisted == [Standing(role: .primary, fence: Epoch(17))])
    #expect(node.gate == .beginningEpoch)
    #expect(node.persist().contains(.stopWriting))
    node.write()
    node.stopWriting()
    node.hear(.b(node.log, fence: 17), .c(node.log, fence: 17))
    node.openEpoch()
    #expect(node.gate == .open && node.log.point.epoch == Epoch(17))
  }
}
