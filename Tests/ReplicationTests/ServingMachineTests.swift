import EventLog
import Replication
import StandardForms
import Testing

@Suite struct `A primary` {
  private let log = TestLog(10)
  private let peer = RoutingID([0, 1])

  private func machine(_ log: TestLog? = nil) -> ServingMachine {
    (log ?? self.log).primary()
  }

  private func hello(at point: LogPoint, number: UInt64 = 1, name: String = "r1") -> Frame {
    Frame(
      logID: point.logID, epoch: point.epoch, session: 0, sequence: number,
      position: point.position, chain: point.chain, head: point.position, commit: .zero,
      message: .hello(nodeName: name, pointEpoch: point.epoch))
  }

  private func fetch(_ first: Int, number: UInt64 = 2, chain: Digest? = nil) -> Frame {
    var frame = hello(at: log.point(at: 3), number: number)
    frame.position = Position(Int64(first))
    frame.chain = chain ?? .zero
    frame.message = .fetch(countMax: 4, bytesMax: 100_000, chainIsKnown: chain != nil)
    return frame
  }

  private func acknowledge(_ position: Int) -> Frame {
    var frame = hello(at: log.point(at: position), number: 9)
    frame.message = .acknowledge
    return frame
  }

  @Test func `publishes a heartbeat with its head at every interval`() {
    var primary = machine()
    let expected = Primary(log: log)
    #expect(primary.timedOut(now: .t0) == [.publish(expected.heartbeat(1))])
    #expect(primary.deadline == .t0 + Limits.heartbeatInterval)
    #expect(primary.timedOut(now: .t0(plus: 0.1)) == [])
    #expect(primary.timedOut(now: .t0(plus: 0.6)) == [.publish(expected.heartbeat(2))])
  }

  @Test func `tells a new subscriber at once where its head is`() {
    var primary = machine()
    #expect(primary.subscribed() == [.publish(Primary(log: log).heartbeat(1))])
  }

  @Test func `publishes new events after it has read them`() throws {
    var primary = machine(TestLog(8))
    let read = try #require(primary.headMoved(to: log.point).reads.first)
    #expect(read.after == Position(8))
    let actions = primary.readCompleted(log.excerpt(read), for: read)
    #expect(actions == [.publish(Primary(log: log).live(9...10, 1))])
  }

  @Test func `reads once at a time however often its head moves`() throws {
    var primary = machine(TestLog(7))
    let read = try #require(primary.headMoved(to: log.point(at: 8)).reads.first)
    #expect(primary.headMoved(to: log.point(at: 9)) == [])
    #expect(primary.headMoved(to: log.point) == [])
    var actions = primary.readCompleted(log.excerpt(read), for: read)
    #expect(actions.reads == [])
    #expect(actions == [.publish(Primary(log: log).live(8...10, 1))])
    actions = primary.headMoved(to: log.point(at: 4))
    #expect(actions == [])
  }

  @Test func `announces a bulk write instead of publishing it (I11)`() {
    var primary = machine(TestLog(1))
    let long = TestLog(Limits.livePublishCountMax + 2)
    #expect(primary.headMoved(to: long.point) == [.publish(Primary(log: long).heartbeat(1))])
  }

  @Test func `announces an event that is too long for a live frame (I11)`() throws {
    var long = log
    long.append(size: Limits.liveFrameBytesMax)
    long.append()
    var primary = machine()
    let read = try #require(primary.headMoved(to: long.point).reads.first)
    let sender = Primary(log: long)
    #expect(
      primary.readCompleted(long.excerpt(read), for: read)
        == [.publish(sender.live(12...12, 1)), .publish(sender.heartbeat(2))])
  }

  @Test func `splits what it publishes into frames of bounded length (I11)`() throws {
    var long = log
    for _ in 0..<5 { long.append(size: 30_000) }
    var primary = machine()
    let read = try #require(primary.headMoved(to: long.point).reads.first)
    let sender = Primary(log: long)
    #expect(
      primary.readCompleted(long.excerpt(read), for: read)
        == [
          .publish(sender.live(11...12, 1)), .publish(sender.live(13...14, 2)),
          .publish(sender.live(15...15, 3)),
        ])
  }

  @Test func `announces its head if it cannot read what is new`() throws {
    var primary = machine(TestLog(8))
    let read = try #require(primary.headMoved(to: log.point).reads.first)
    #expect(
      primary.readFailed(read, reason: "x") == [.publish(Primary(log: log).heartbeat(1))])
  }

  @Test func `welcomes a replica whose log is a beginning of its own`() throws {
    var primary = machine()
    let point = log.point(at: 3)
    let read = try #require(
      primary.received(hello(at: point), from: peer, now: .t0).reads.first)
    #expect(read.after == Position(3) && read.countMax == 0)
    #expect(
      primary.readCompleted(log.excerpt(read), for: read)
        == [
          .send(Primary(log: log).welcome(1), to: peer),
          .note(.connected(name: "r1", position: Position(3))),
          .report([
            PeerStatus(name: "r1", acknowledged: Position(3), lastHeardAt: .t0)
          ]),
        ])
  }

  @Test func `welcomes an empty log and one at its head without a read`() {
    var primary = machine()
    for point in [LogPoint.empty, log.point] {
      let actions = primary.received(hello(at: point), from: peer, now: .t0)
      #expect(actions.first == .send(Primary(log: log).welcome(1), to: peer))
    }
  }

  @Test func `refuses a replica with another log`() {
    var primary = machine()
    let actions = primary.received(
      hello(at: TestLog(3, name: 2).point), from: peer, now: .t0)
    #expect(actions.refusals == [.foreignLog])
  }

  @Test func `refuses a replica whose log is longer (I6)`() {
    var primary = machine()
    let actions = primary.received(hello(at: TestLog(11).point), from: peer, now: .t0)
    #expect(actions.refusals == [.longerLog])
  }

  @Test func `refuses a replica whose log differs at its own head (I6)`() throws {
    var primary = machine()
    let other = TestLog(10, flavour: "b", sharing: 5)
    let read = try #require(
      primary.received(hello(at: other.point(at: 7)), from: peer, now: .t0).reads.first)
    #expect(primary.readCompleted(log.excerpt(read), for: read).refusals == [.chainDiffers])
    #expect(
      primary.received(hello(at: other.point), from: peer, now: .t0).refusals == [.chainDiffers])
  }

  @Test func `refuses a replica that has seen a higher epoch`() {
    var primary = machine()
    var promoted = TestLog(5)
    promoted.append(opening: Epoch(2))
    let actions = primary.received(hello(at: promoted.point), from: peer, now: .t0)
    #expect(actions.refusals == [.lowerEpoch])
  }

  @Test func `asks a stranger for a hello first`() {
    var primary = machine()
    #expect(primary.received(fetch(4), from: peer, now: .t0).refusals == [.helloFirst])
    #expect(primary.received(acknowledge(3), from: peer, now: .t0).refusals == [.helloFirst])
  }

  @Test func `answers a fetch with what was asked for`() throws {
    var primary = machine()
    _ = primary.received(hello(at: .empty), from: peer, now: .t0)
    let actions = primary.received(
      fetch(4, chain: log.point(at: 3).chain), from: peer, now: .t0)
    let read = try #require(actions.reads.first)
    #expect(
      primary.readCompleted(log.excerpt(read), for: read)
        == [.send(Primary(log: log).batch(4...7, 2), to: peer)])
  }

  @Test func `refuses a fetch that builds on another history (I6)`() throws {
    var primary = machine()
    _ = primary.received(hello(at: .empty), from: peer, now: .t0)
    let other = TestLog(10, flavour: "b").point(at: 3).chain
    let actions = primary.received(fetch(4, chain: other), from: peer, now: .t0)
    let read = try #require(actions.reads.first)
    #expect(primary.readCompleted(log.excerpt(read), for: read).refusals == [.chainDiffers])
  }

  @Test func `says that it cannot read its log`() throws {
    var primary = machine()
    _ = primary.received(hello(at: .empty), from: peer, now: .t0)
    let read = try #require(primary.received(fetch(4), from: peer, now: .t0).reads.first)
    #expect(primary.readFailed(read, reason: "torn").refusals == [.unreadable])
  }

  @Test func `drops fetches beyond a peer's credit (I11)`() throws {
    var primary = machine()
    _ = primary.received(hello(at: .empty), from: peer, now: .t0)
    var reads: [LogRead] = []
    for number in 0..<10 {
      reads += primary.received(fetch(4, number: UInt64(number)), from: peer, now: .t0).reads
    }
    #expect(reads.count == Limits.fetchWindow)
    _ = primary.readCompleted(log.excerpt(reads[0]), for: reads[0])
    #expect(primary.received(fetch(4), from: peer, now: .t0).reads.count == 1)
  }

  @Test func `keeps what each replica acknowledged`() {
    var primary = machine()
    _ = primary.received(hello(at: .empty), from: peer, now: .t0)
    #expect(
      primary.received(acknowledge(6), from: peer, now: .t0(plus: 1))
        == [
          .report([
            PeerStatus(name: "r1", acknowledged: Position(6), lastHeardAt: .t0(plus: 1))
          ])
        ])
    let late = primary.received(acknowledge(4), from: peer, now: .t0(plus: 2))
    #expect(
      late == [
        .report([PeerStatus(name: "r1", acknowledged: Position(6), lastHeardAt: .t0(plus: 2))])
      ])
  }

  @Test func `forgets the least recently heard of too many replicas (I11)`() {
    var primary = machine()
    for number in 0...Limits.peersMax {
      _ = primary.received(
        hello(at: .empty), from: RoutingID([0, UInt8(number)]), now: .t0(plus: Double(number)))
    }
    let now = ContinuousClock.Instant.t0(plus: 100)
    let first = primary.received(acknowledge(1), from: RoutingID([0, 0]), now: now)
    #expect(first.refusals == [.helloFirst])
    let second = primary.received(acknowledge(1), from: RoutingID([0, 1]), now: now)
    #expect(second.refusals == [])
  }

  @Test func `forgets a replica that was not heard for long`() {
    var primary = machine()
    _ = primary.received(hello(at: .empty), from: peer, now: .t0)
    #expect(primary.timedOut(now: .t0 + Limits.peerForgottenAfter).contains(.report([])))
  }

  @Test func `ignores what only a primary may say`() {
    var primary = machine()
    let frames = Primary(log: log)
    for frame in [frames.live(1...2, 1), frames.heartbeat(1), frames.welcome(1)] {
      #expect(primary.received(frame, from: peer, now: .t0) == [])
    }
  }
}

extension [ServingMachine.Action] {
  var reads: [LogRead] {
    compactMap { if case .read(let read) = $0 { read } else { nil } }
  }

  var refusals: [Refusal.Code] {
    compactMap {
      if case .send(let frame, _) = $0, case .refuse(let refusal) = frame.message {
        refusal.code
      } else {
        nil
      }
    }
  }
}
