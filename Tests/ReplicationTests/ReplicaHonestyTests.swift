import EventLog
import Replication
import StandardForms
import Testing

@Suite struct `A replica that cannot go on` {
  private let primary = Primary(log: TestLog(10))

  private func primary(_ count: Int) -> Primary { Primary(log: TestLog(count)) }

  /// Heartbeats from `seconds` on, two each second, and the deadlines between them.
  private func hearHeartbeats(
    of primary: Primary, by dialogue: Dialogue, from start: Double, through end: Double
  ) -> ContinuousClock.Instant {
    var now = ContinuousClock.Instant.t0(plus: start)
    var number = UInt64(100 + start * 10)
    while now <= .t0(plus: end) {
      while let deadline = dialogue.machine.deadline, deadline <= now {
        _ = dialogue.timeOut(now: deadline)
      }
      _ = dialogue.hear(primary.heartbeat(number), now: now)
      number += 1
      now += .milliseconds(500)
    }
    return now - .milliseconds(500)
  }

  @Test func `at the head, every heartbeat moves the moment as of which it is complete`() {
    let dialogue = Dialogue(at: 10)
    _ = dialogue.welcome(by: primary)
    #expect(dialogue.status.heldHeadAt == .t0)
    let last = hearHeartbeats(of: primary, by: dialogue, from: 0.5, through: 8)
    #expect(dialogue.status.heldHeadAt == last && dialogue.state == .streaming)
    _ = dialogue.hear(primary.heartbeat(1), now: .t0(plus: 9))
    #expect(dialogue.status.heldHeadAt == last, "what comes late says nothing of now")
  }

  @Test func `behind the head it stands still until what was told of is durable`() throws {
    let dialogue = Dialogue(at: 9)
    _ = dialogue.welcome(by: primary(9))
    let heartbeat = dialogue.hear(primary.heartbeat(1), now: .t0(plus: 1))
    let fetch = try #require(heartbeat.frames.first { $0.isFetch })
    #expect(dialogue.status.heldHeadAt == .t0)
    _ = dialogue.hear(primary.batch(10...10, fetch.sequence), now: .t0(plus: 1.1))
    #expect(dialogue.status.heldHeadAt == .t0, "nothing is durable yet")
    _ = dialogue.append(now: .t0(plus: 1.2))
    #expect(dialogue.status.heldHeadAt == .t0(plus: 1.1), "as of when that head was told last")
  }

  @Test func `under a steady stream of writes it moves on, though a newer head is always known`() {
    let dialogue = Dialogue(at: 1)
    _ = dialogue.welcome(by: primary(1))
    _ = dialogue.hear(primary(2).live(2...2, 2), now: .t0)
    for position in 3...10 {
      let now = ContinuousClock.Instant.t0(plus: Double(position))
      let number = UInt64(position)
      _ = dialogue.hear(primary(position).live(position...position, number), now: now)
      _ = dialogue.append(now: now)
      #expect(dialogue.status.heldHeadAt == (position == 3 ? .t0 : now - .seconds(1)))
      #expect(dialogue.status.state == .streaming)
    }
  }

  @Test func `with a full disk it becomes stale though heartbeats come, and says why`() throws {
    let dialogue = Dialogue(at: 5)
    _ = dialogue.welcome(by: primary(5))
    _ = dialogue.hear(primary.live(6...10, 1), now: .t0(plus: 0.1))
    dialogue.failToAppend(reason: "full", now: .t0(plus: 0.1))
    #expect(dialogue.state == .streaming, "it may pass")
    _ = hearHeartbeats(of: primary, by: dialogue, from: 0.5, through: 7)
    #expect(dialogue.state == .stale && dialogue.status.problem == "full")
    #expect(dialogue.status.heldHeadAt == .t0 && dialogue.status.lastHeardAt == .t0(plus: 7))

    let retry = try #require(
      dialogue.timeOut(now: .t0(plus: 8.5)).frames.last { $0.isFetch })
    _ = dialogue.hear(primary.batch(6...10, retry.sequence), now: .t0(plus: 8.5))
    _ = dialogue.append(now: .t0(plus: 8.5))
    #expect(dialogue.state == .streaming && dialogue.status.problem == nil)
    #expect(dialogue.status.heldHeadAt == .t0(plus: 8.5), "the answer told the head")
    let last = hearHeartbeats(of: primary, by: dialogue, from: 9, through: 10)
    #expect(dialogue.status.heldHeadAt == last)
  }

  @Test func `a welcome does not hide that the disk is full`() throws {
    let dialogue = Dialogue(at: 5)
    _ = dialogue.welcome(by: primary(5))
    _ = dialogue.hear(primary.live(6...10, 1))
    dialogue.failToAppend(reason: "full")
    let refused = dialogue.hear(primary.heartbeat(2)).frames
    let acknowledgement = try #require(refused.first { $0.message == .acknowledge })
    _ = dialogue.hear(primary.refuse(.helloFirst, acknowledgement.sequence), now: .t0(plus: 1))
    _ = dialogue.welcome(by: primary, now: .t0(plus: 1))
    #expect(dialogue.status.problem == "full")
  }

  @Test func `without answers it becomes stale though heartbeats come, and says so`() {
    let dialogue = Dialogue(at: 5)
    _ = dialogue.welcome(by: primary)
    #expect(dialogue.state == .catchingUp && dialogue.status.heldHeadAt == nil)
    _ = hearHeartbeats(of: primary, by: dialogue, from: 0.5, through: 3)
    #expect(dialogue.state == .stale)
    #expect(dialogue.status.problem == "the primary has more, but nothing came after 5")
    #expect(dialogue.status.heldHeadAt == nil)
  }

  @Test func `slow but going on is not stale`() throws {
    let dialogue = Dialogue(at: 0)
    var frames = dialogue.welcome(by: primary).frames
    for position in 1...10 {
      let now = ContinuousClock.Instant.t0(plus: Double(position) * 1.5)
      let last = hearHeartbeats(
        of: primary, by: dialogue, from: Double(position) * 1.5 - 1,
        through: Double(position) * 1.5)
      #expect(last <= now)
      let fetch = try #require(frames.last { $0.isFetch })
      frames = dialogue.hear(primary.batch(position...position, fetch.sequence), now: now).frames
      frames += dialogue.append(now: now).frames
      #expect(dialogue.state == (position == 10 ? .streaming : .catchingUp))
    }
  }

  @Test func `diverged, its last good moment stands still for ever (I6)`() {
    let dialogue = Dialogue(at: 10)
    _ = dialogue.welcome(by: primary)
    let other = Primary(log: TestLog(10, flavour: "b"))
    _ = hearHeartbeats(of: other, by: dialogue, from: 0.5, through: 5)
    #expect(dialogue.state.isDiverged && dialogue.status.heldHeadAt == .t0)
  }

  @Test func `refused, its last good moment stands still`() throws {
    let dialogue = Dialogue(at: 10)
    _ = dialogue.welcome(by: primary)
    let restored = Primary(log: TestLog(9), session: 8)
    _ = dialogue.hear(restored.heartbeat(1), now: .t0(plus: 1))
    let hello = try #require(dialogue.timeOut(now: .t0(plus: 1)).frames.first { $0.isHello })
    _ = dialogue.hear(restored.refuse(.longerLog, hello.sequence), now: .t0(plus: 1))
    _ = hearHeartbeats(of: restored, by: dialogue, from: 1.5, through: 4)
    #expect(dialogue.state.isDiverged && dialogue.status.heldHeadAt == .t0)
  }

  @Test func `forgotten by the primary, live frames alone make it say hello`() throws {
    let dialogue = Dialogue(at: 10)
    _ = dialogue.welcome(by: primary)
    var longer = primary
    longer.log.append()
    _ = dialogue.hear(longer.live(11...11, 1), now: .t0(plus: 1))
    let acknowledgement = try #require(dialogue.append(now: .t0(plus: 1)).frames.first)
    #expect(acknowledgement.message == .acknowledge)
    _ = dialogue.hear(longer.refuse(.helloFirst, acknowledgement.sequence), now: .t0(plus: 1))
    #expect(dialogue.timeOut(now: .t0(plus: 1)).frames.map(\.isHello) == [true])
  }
}
