import EventLog
import Membership
import Replication
import StandardForms
import Testing

@Suite struct `A primary that its replicas contradict` {
  private let log = TestLog(10)
  private let peer = RoutingID([0, 1])

  private func machine(_ log: TestLog? = nil) -> ServingMachine {
    (log ?? self.log).primary()
  }

  private func request(
    _ message: Frame.Message, at point: LogPoint, number: UInt64 = 1
  ) -> Frame {
    Frame(
      logID: point.logID, epoch: point.epoch, session: 0, sequence: number,
      position: point.position, chain: point.chain, head: point.position, commit: .zero,
      message: message)
  }

  private func hello(at point: LogPoint, name: String = "r1") -> Frame {
    request(.hello(nodeName: name, pointEpoch: point.epoch), at: point)
  }

  // MARK: Alarms

  @Test func `restored from a backup, it is told by a longer replica that it is behind (I6)`() {
    var primary = machine()
    let hello = hello(at: TestLog(15).point)
    let actions = primary.received(hello, from: peer, now: .t0)
    #expect(actions.refusals == [.longerLog])
    #expect(actions.alarms == [.behind(replica: "r1", position: Position(15))])
    #expect(actions.alarms[0].stopsWrites)
    let again = primary.received(hello, from: peer, now: .t0(plus: 5))
    #expect(again.alarms == actions.alarms, "with each refusal")
  }

  @Test func `deposed, it is told by a replica that has seen a later epoch (I6)`() {
    var promoted = TestLog(5)
    promoted.append(opening: Epoch(3))
    var primary = machine()
    let actions = primary.received(hello(at: promoted.point), from: peer, now: .t0)
    #expect(actions.refusals == [.lowerEpoch])
    #expect(actions.alarms == [.higherEpoch(replica: "r1", epoch: Epoch(3))])
    #expect(actions.alarms[0].stopsWrites)
  }

  @Test func `another history is an alarm, at its head, below it and in a fetch (I6)`() throws {
    let other = TestLog(10, flavour: "b", sharing: 5)
    var primary = machine()
    var actions = primary.received(hello(at: other.point), from: peer, now: .t0)
    #expect(actions.alarms == [.diverged(replica: "r1", position: Position(10))])

    actions = primary.received(hello(at: other.point(at: 7)), from: peer, now: .t0)
    var read = try #require(actions.reads.first)
    actions = primary.readCompleted(log.excerpt(read), for: read)
    #expect(actions.alarms == [.diverged(replica: "r1", position: Position(7))])
    #expect(!actions.alarms[0].stopsWrites)

    _ = primary.received(hello(at: log.point), from: peer, now: .t0)
    var fetch = request(
      .fetch(countMax: 1, bytesMax: 1000, chainIsKnown: true), at: other.point(at: 8))
    fetch.position = Position(9)
    read = try #require(primary.received(fetch, from: peer, now: .t0).reads.first)
    actions = primary.readCompleted(log.excerpt(read), for: read)
    #expect(actions.refusals == [.chainDiffers])
    #expect(actions.alarms == [.diverged(replica: "r1", position: Position(8))])
  }

  @Test func `more of an epoch that has ended here is told where that was (I6)`() {
    var promoted = TestLog(5)
    promoted.append(opening: Epoch(2))
    var primary = machine(promoted)
    let actions = primary.received(hello(at: TestLog(9).point), from: peer, now: .t0)
    #expect(actions.refusals == [.forked] && actions.alarms == [])
    let end = Refusal.EpochEnd(epoch: Epoch(1), position: Position(5))
    #expect(actions.commons == [end])
  }

  @Test func `a fork is detected once, where the logs are found to part (I6)`() throws {
    var promoted = TestLog(5)
    promoted.append(opening: Epoch(2))
    var primary = machine(promoted)
    let fork = TestLog(9)
    let member = try #require(NodeName("fra-1"))
    let found = FoundFork(
      node: member, epoch: .first, after: Position(5), through: Position(9))
    // Its head; a place further back, as its own epochs may lead it; where the logs part, twice;
    // and, once it was cut, where the primary is.
    let words: [(LogPoint, [FoundFork])] = [
      (fork.point, []), (fork.point(at: 7), []), (fork.point(at: 5), [found]),
      (fork.point(at: 5), []), (promoted.point, []),
    ]
    for (point, forks) in words {
      var actions = primary.received(hello(at: point), from: peer, member: member, now: .t0)
      if let read = actions.reads.first {
        actions = primary.readCompleted(promoted.excerpt(read), for: read)
      }
      #expect(actions.forks == forks)
    }
  }

  @Test func `a node that does not lead says nothing of forks`() throws {
    var promoted = TestLog(5)
    promoted.append(opening: Epoch(2))
    var replica = ServingMachine(
      session: 7, publicURL: "", standing: Standing(role: .replica, fence: Epoch(2)),
      head: promoted.point, history: promoted.history, commit: .zero, now: .t0)
    let member = try #require(NodeName("fra-1"))
    _ = replica.received(hello(at: TestLog(9).point), from: peer, member: member, now: .t0)
    let actions = replica.received(
      hello(at: promoted.point(at: 5)), from: peer, member: member, now: .t0)
    let read = try #require(actions.reads.first)
    #expect(replica.readCompleted(promoted.excerpt(read), for: read).forks == [])
  }

  @Test func `another log is refused without an alarm`() {
    var primary = machine()
    var nameless = hello(at: .empty)
    nameless.chain = log.point.chain
    for frame in [hello(at: TestLog(15, name: 2).point), nameless] {
      let actions = primary.received(frame, from: peer, now: .t0)
      #expect(actions.refusals.count == 1 && actions.alarms == [])
    }
  }

  @Test func `the gravest alarm is the one to show`() {
    let alarms: [PrimaryAlarm] = [
      .diverged(replica: "a", position: Position(90)),
      .behind(replica: "b", position: Position(11)),
      .behind(replica: "c", position: Position(12)), .higherEpoch(replica: "d", epoch: Epoch(2)),
    ]
    for (index, alarm) in alarms.enumerated() {
      #expect(alarm.isGraver(than: nil) && !alarm.isGraver(than: alarm))
      for lesser in alarms[..<index] { #expect(alarm.isGraver(than: lesser)) }
    }
  }

  // MARK: Peers

  @Test func `a refused replica is shown with the reason, and noted once`() {
    var primary = machine()
    let foreign = hello(at: TestLog(3, name: 2).point)
    let actions = primary.received(foreign, from: peer, now: .t0)
    guard let status = actions.reports.last?.first, let reason = status.refusal else {
      Issue.record("\(actions)")
      return
    }
    #expect(reason.contains("the log there is") && status.acknowledged == .zero)
    #expect(actions.news == [.refused(name: "r1", reason: reason)])
    #expect(primary.received(foreign, from: peer, now: .t0(plus: 5)).news == [])
    let acknowledgement = request(.acknowledge, at: log.point)
    #expect(
      primary.received(acknowledgement, from: peer, now: .t0(plus: 6)).refusals == [.helloFirst])
    let welcomed = primary.received(hello(at: log.point), from: peer, now: .t0(plus: 7))
    #expect(welcomed.news == [.connected(name: "r1", position: Position(10))])
    #expect(welcomed.reports.last?.map(\.refusal) == [nil])
  }

  @Test func `a replica that is lost and comes back is noted, each time once`() {
    var primary = machine()
    let connected = PeerNews.connected(name: "r1", position: Position(10))
    #expect(primary.received(hello(at: log.point), from: peer, now: .t0).news == [connected])
    #expect(primary.received(hello(at: log.point), from: peer, now: .t0(plus: 1)).news == [])
    let silent = ContinuousClock.Instant.t0(plus: 1) + Limits.peerLostAfter
    #expect(primary.timedOut(now: silent - .milliseconds(600)).news == [])
    let lost = primary.timedOut(now: silent).news
    #expect(lost == [.lost(name: "r1", position: Position(10))])
    #expect(primary.timedOut(now: silent + .seconds(1)).news == [])
    let back = primary.received(
      request(.acknowledge, at: log.point), from: peer, now: silent + .seconds(2))
    #expect(back.news == [connected])
  }

  @Test func `a replica that connected anew takes the place of its old connection`() {
    var primary = machine()
    let second = RoutingID([0, 2])
    _ = primary.received(hello(at: log.point), from: peer, now: .t0)
    let anew = primary.received(hello(at: log.point), from: second, now: .t0(plus: 1))
    #expect(anew.reports.last?.map(\.lastHeardAt) == [.t0(plus: 1)])
    let tick = primary.timedOut(now: .t0 + Limits.peerLostAfter)
    #expect(tick.news == [], "it is not lost")
    // Another replica with the same name shows itself by what comes over the first connection.
    let both = primary.received(
      request(.acknowledge, at: log.point), from: peer, now: .t0(plus: 2))
    #expect(both.reports.last?.map(\.lastHeardAt) == [.t0(plus: 2), .t0(plus: 1)])
  }

  @Test func `a fetch or hello beyond what its log can show is answered with the reason`() throws {
    var primary = machine()
    _ = primary.received(hello(at: log.point), from: peer, now: .t0)
    var fetch = request(.fetch(countMax: 1, bytesMax: 1000, chainIsKnown: false), at: log.point)
    fetch.position = Position(13)
    for frame in [fetch, hello(at: log.point(at: 4))] {
      let read = try #require(primary.received(frame, from: peer, now: .t0).reads.first)
      let nothing = LogExcerpt(previousChain: nil, events: [])
      let actions = primary.readCompleted(nothing, for: read)
      #expect(actions.refusals == [.unreadable] && actions.alarms == [])
    }
  }
}

extension [ServingMachine.Action] {
  var commons: [Refusal.EpochEnd] {
    compactMap { action in
      guard case .send(let frame, _) = action, case .refuse(let refusal) = frame.message else {
        return nil
      }
      return refusal.common
    }
  }

  var alarms: [PrimaryAlarm] {
    compactMap { if case .raise(let alarm) = $0 { alarm } else { nil } }
  }

  fileprivate var forks: [FoundFork] {
    compactMap { if case .forkDetected(let fork) = $0 { fork } else { nil } }
  }

  var news: [PeerNews] {
    compactMap { if case .note(let news) = $0 { news } else { nil } }
  }

  var reports: [[PeerStatus]] {
    compactMap { if case .report(let peers) = $0 { peers } else { nil } }
  }
}
