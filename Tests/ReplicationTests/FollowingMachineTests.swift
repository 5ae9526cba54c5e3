import EventLog
import Replication
import StandardForms
import Testing

@Suite struct `A replica` {
  private let primary = Primary(log: TestLog(10))

  // MARK: Meeting the primary

  @Test func `says hello at once, then again and again after growing pauses`() {
    let dialogue = Dialogue(at: 3)
    var pauses: [Duration] = []
    var now = ContinuousClock.Instant.t0
    for _ in 0..<8 {
      let due = dialogue.machine.deadline ?? now
      pauses.append(due - now)
      now = due
      #expect(dialogue.machine.timedOut(now: now).frames.map(\.isHello) == [true])
    }
    #expect(pauses[0] == .zero)
    #expect(pauses[1] == Limits.helloPauseMin && pauses[2] == Limits.helloPauseMin * 2)
    #expect(pauses[7] == Limits.helloPauseMax)
  }

  @Test func `welcomed behind the head, it fetches what it lacks`() throws {
    let dialogue = Dialogue(at: 3)
    let fetch = try #require(dialogue.welcome(by: primary).frames.first)
    #expect(
      fetch.message
        == .fetch(
          countMax: 7, bytesMax: Limits.fetchBytesMax, chainIsKnown: true))
    #expect(fetch.position == Position(4) && fetch.chain == primary.log.point(at: 3).chain)
    #expect(dialogue.state == .catchingUp)

    let append = dialogue.hear(primary.batch(4...10, fetch.sequence))
    #expect(append.batches == [primary.log.batch(4...10)])
    #expect(dialogue.state == .catchingUp, "nothing is durable yet")
    let done = dialogue.append()
    #expect(done.frames.map(\.message) == [.acknowledge])
    #expect(done.frames.first?.position == Position(10))
    #expect(dialogue.state == .streaming && dialogue.status.hasCaughtUp)
  }

  @Test func `welcomed at the head, it streams`() {
    let dialogue = Dialogue(at: 10)
    #expect(dialogue.welcome(by: primary).frames == [])
    #expect(dialogue.state == .streaming)
    #expect(dialogue.status.primaryURL == "http://p/")
    #expect(dialogue.status.primaryHead?.text == "1:10")
    #expect(dialogue.status.lastHeardAt == .t0)
  }

  @Test func `fetches a long way in several requests at once, not one by one`() {
    let dialogue = Dialogue(at: 0)
    var far = Primary(log: primary.log)
    far.log = TestLog(Limits.fetchCountMax * Limits.fetchWindow + 100)
    let fetches = dialogue.welcome(by: far).frames
    #expect(fetches.count == Limits.fetchWindow)
    #expect(fetches.map(\.position.rawValue) == [1, 513, 1025, 1537])
    #expect(fetches.map(\.chain) == Array(repeating: .zero, count: 4))
  }

  @Test func `puts answers that overtook each other into their order`() throws {
    let far = Primary(log: TestLog(600))
    let dialogue = Dialogue(at: 0)
    let fetches = dialogue.welcome(by: far).frames
    try #require(fetches.count == 2)
    #expect(dialogue.hear(far.batch(513...600, fetches[1].sequence)).batches == [])
    #expect(
      dialogue.hear(far.batch(1...512, fetches[0].sequence)).batches == [far.log.batch(1...600)])
    _ = dialogue.append()
    #expect(dialogue.log.isPrefix(of: far.log) && dialogue.state == .streaming)
  }

  @Test func `appends what came meanwhile in one transaction, up to a bound (I11)`() throws {
    let far = Primary(log: TestLog(Limits.copyCountMax + 2 * Limits.fetchCountMax))
    let dialogue = Dialogue(at: 0)
    var fetches = dialogue.welcome(by: far).frames
    var batches: [EventBatch] = []
    func answer(_ fetch: Frame) {
      let first = Int(fetch.position.rawValue)
      let batch = far.batch(first...first + Limits.fetchCountMax - 1, fetch.sequence)
      let actions = dialogue.hear(batch)
      batches += actions.batches
      fetches += actions.frames
    }
    while !fetches.isEmpty { answer(fetches.removeFirst()) }
    #expect(batches.map(\.events.count) == [Limits.fetchCountMax])
    #expect(dialogue.append().batches.map(\.events.count) == [Limits.copyCountMax])
    #expect(dialogue.append().batches.map(\.events.count) == [Limits.fetchCountMax])
    _ = dialogue.append()
    #expect(dialogue.log.isPrefix(of: far.log) && dialogue.state == .streaming)
  }

  @Test func `joins nothing to a batch that it does not continue (I6)`() throws {
    let far = Primary(log: TestLog(Limits.fetchCountMax * 3))
    let dialogue = Dialogue(at: 0)
    let fetches = dialogue.welcome(by: far).frames
    try #require(fetches.count == 3)
    _ = dialogue.hear(far.batch(1...512, fetches[0].sequence))
    _ = dialogue.hear(far.batch(513...1024, fetches[1].sequence))
    var other = far.batch(1025...1536, fetches[2].sequence)
    other.chain = .sha256(of: [1])
    _ = dialogue.hear(other)
    #expect(dialogue.append().batches.map(\.last) == [Position(1024)])
    #expect(dialogue.append().batches == [])
    #expect(dialogue.log.isPrefix(of: far.log))
    guard case .diverged = dialogue.state else {
      Issue.record("\(dialogue.state)")
      return
    }
  }

  @Test func `asks for the rest of an answer that was cut short`() throws {
    let dialogue = Dialogue(at: 3)
    let fetch = try #require(dialogue.welcome(by: primary).frames.first)
    let rest = dialogue.hear(primary.batch(4...5, fetch.sequence)).frames
    #expect(rest.map(\.position) == [Position(6)])
    #expect(
      rest.first?.message
        == .fetch(
          countMax: 5, bytesMax: Limits.fetchBytesMax, chainIsKnown: false))
  }

  @Test func `sends a fetch again that was not answered`() throws {
    let dialogue = Dialogue(at: 3)
    let fetch = try #require(dialogue.welcome(by: primary).frames.first)
    let later = ContinuousClock.Instant.t0 + Limits.fetchTimeout
    _ = dialogue.hear(primary.heartbeat(1), now: .t0(plus: 1.5))
    #expect(dialogue.machine.deadline == later)
    #expect(dialogue.timeOut(now: later).frames == [fetch])
  }

  @Test func `an answer to something else is not taken`() throws {
    let dialogue = Dialogue(at: 3)
    let fetch = try #require(dialogue.welcome(by: primary).frames.first)
    for answer in [
      primary.batch(4...5, fetch.sequence + 1), primary.batch(5...6, fetch.sequence),
      primary.batch(4...5, 0), primary.frame(.batch([]), fetch.sequence, at: Position(4)),
    ] {
      #expect(dialogue.hear(answer).batches == [])
    }
    #expect(dialogue.hear(primary.batch(4...10, fetch.sequence)).batches.count == 1)
  }

  // MARK: Live events

  @Test func `appends live events as they come, and acknowledges each`() {
    let dialogue = Dialogue(at: 7)
    _ = dialogue.welcome(by: Primary(log: TestLog(7)))
    for position in 8...10 {
      let number = UInt64(position)
      let live = primary.live(position...position, number)
      #expect(dialogue.hear(live).batches == [primary.log.batch(position...position)])
      #expect(dialogue.append().frames.map(\.position) == [Position(Int64(position))])
    }
    #expect(dialogue.state == .streaming && dialogue.log.isPrefix(of: primary.log))
  }

  @Test func `a gap is noticed by the next live event and fetched`() {
    let dialogue = Dialogue(at: 7)
    _ = dialogue.welcome(by: Primary(log: TestLog(7)))
    let actions = dialogue.hear(primary.live(10...10, 2))
    #expect(actions.batches == [])
    #expect(actions.frames.map(\.position) == [Position(8)])
  }

  @Test func `the loss of the last event is noticed by the next heartbeat`() {
    let dialogue = Dialogue(at: 9)
    _ = dialogue.welcome(by: Primary(log: TestLog(9)))
    #expect(dialogue.state == .streaming)
    let frames = dialogue.hear(primary.heartbeat(2)).frames
    #expect(frames.contains { $0.isFetch && $0.position == Position(10) })
  }

  @Test func `a duplicate is compared and skipped`() {
    let dialogue = Dialogue(at: 9)
    _ = dialogue.welcome(by: Primary(log: TestLog(9)))
    let live = primary.live(10...10, 1)
    #expect(dialogue.hear(live).batches.count == 1)
    #expect(dialogue.hear(live).batches.isEmpty, "while it is being appended")
    _ = dialogue.append()
    #expect(dialogue.hear(live).batches.isEmpty, "after it was appended")
    #expect(dialogue.state == .streaming)
  }

  @Test func `of an overlapping batch only what is new is appended`() {
    let dialogue = Dialogue(at: 8)
    _ = dialogue.welcome(by: Primary(log: TestLog(8)))
    #expect(dialogue.hear(primary.live(5...10, 1)).batches == [primary.log.batch(9...10)])
    _ = dialogue.append()
    #expect(dialogue.log.isPrefix(of: primary.log) && dialogue.state == .streaming)
  }

  @Test func `live events queue behind a fetch that is under way`() throws {
    let dialogue = Dialogue(at: 3)
    let fetch = try #require(dialogue.welcome(by: Primary(log: TestLog(8))).frames.first)
    #expect(dialogue.hear(primary.live(9...9, 1)).batches == [])
    #expect(dialogue.hear(primary.live(10...10, 2)).batches == [])
    #expect(
      dialogue.hear(primary.batch(4...8, fetch.sequence)).batches == [primary.log.batch(4...10)])
    _ = dialogue.append()
    #expect(dialogue.log.isPrefix(of: primary.log) && dialogue.state == .streaming)
  }

  @Test func `events that came out of order end up in order`() {
    let dialogue = Dialogue(at: 8)
    _ = dialogue.welcome(by: Primary(log: TestLog(8)))
    let fetches = dialogue.hear(primary.live(10...10, 2)).frames
    #expect(fetches.map(\.position) == [Position(9)])
    #expect(dialogue.hear(primary.live(9...9, 1)).batches == [], "it was ordered already")
    #expect(dialogue.hear(primary.batch(9...10, fetches[0].sequence)).batches.count == 1)
    _ = dialogue.append()
    #expect(dialogue.state == .streaming)
  }

  @Test func `what does not fit into the window is fetched later (I11)`() {
    var far = Primary(log: TestLog(500))
    let dialogue = Dialogue(at: 10)
    far.log = TestLog(10)
    _ = dialogue.welcome(by: far)
    far.log = TestLog(500)
    var actions: [FollowingMachine.Action] = []
    for position in 11...500 {
      actions += dialogue.hear(far.live(position...position, UInt64(position)))
    }
    #expect(actions.batches.count == 1, "one append is under way at a time")
    #expect(actions.frames == [], "no room, no request")
    actions = dialogue.append()
    #expect(actions.frames.contains { $0.isFetch })
  }

  @Test func `a full window does not keep what is appended next from being fetched (I11)`() throws {
    let far = Primary(log: TestLog(Limits.fetchCountMax * Limits.fetchWindow))
    let dialogue = Dialogue(at: 0)
    let fetches = dialogue.welcome(by: far).frames
    var long = TestLog(1)
    long.append(size: Limits.windowBytesMax / Limits.fetchCountMax / 3)
    let stretch = Array(repeating: long.batch(2...2).events[0], count: Limits.fetchCountMax)
    for fetch in fetches.dropFirst() {
      let ahead = far.frame(.batch(stretch), fetch.sequence, at: fetch.position, .zero)
      #expect(dialogue.hear(ahead).batches == [])
    }
    let first = try #require(fetches.first)
    let asked = dialogue.hear(far.batch(1...100, first.sequence)).frames + dialogue.append().frames
    #expect(asked.filter(\.isFetch).map(\.position) == [Position(101)])
  }

  // MARK: Silence and restarts

  @Test func `without a heartbeat it becomes stale, says hello, and recovers with the next one`() {
    let dialogue = Dialogue(at: 10)
    _ = dialogue.welcome(by: primary)
    let silent = ContinuousClock.Instant.t0 + Limits.staleAfter
    #expect(dialogue.machine.deadline == silent)
    #expect(dialogue.timeOut(now: silent).frames.map(\.isHello) == [true])
    #expect(dialogue.state == .stale && dialogue.status.hasCaughtUp)
    #expect(dialogue.status.lastHeardAt == .t0)
    _ = dialogue.hear(primary.heartbeat(1), now: silent)
    #expect(dialogue.state == .streaming)
  }

  @Test func `a welcome alone does not hide that heartbeats stay away`() throws {
    let dialogue = Dialogue(at: 9)
    _ = dialogue.welcome(by: Primary(log: TestLog(9)))
    let silent = ContinuousClock.Instant.t0 + Limits.staleAfter
    let hello = try #require(dialogue.timeOut(now: silent).frames.first)
    let actions = dialogue.hear(primary.welcome(hello.sequence), now: silent)
    #expect(actions.contains(.resubscribe), "another connection may bring what is published")
    let fetches = actions.frames
    #expect(fetches.map(\.position) == [Position(10)], "it follows all the same")
    #expect(dialogue.state == .stale)
  }

  @Test func `a restarted primary is met again by its first heartbeat`() {
    let dialogue = Dialogue(at: 10)
    _ = dialogue.welcome(by: primary)
    var restarted = primary
    restarted.session = 8
    restarted.log.append()
    let now = ContinuousClock.Instant.t0(plus: 1)
    #expect(dialogue.hear(restarted.heartbeat(1), now: now).batches == [])
    #expect(dialogue.machine.deadline == now)
    let actions = dialogue.welcome(by: restarted, now: now)
    #expect(actions.frames.map(\.position) == [Position(11)])
    #expect(dialogue.status.primaryHead?.position == Position(11))
  }

  @Test func `a primary that forgot the replica hears a hello`() throws {
    let dialogue = Dialogue(at: 3)
    let fetch = try #require(dialogue.welcome(by: primary).frames.first)
    let now = ContinuousClock.Instant.t0(plus: 1)
    _ = dialogue.hear(primary.refuse(.helloFirst, fetch.sequence), now: now)
    #expect(dialogue.timeOut(now: now).frames.map(\.isHello) == [true])
  }

  @Test func `an answer that a later one overtook is ignored`() throws {
    let dialogue = Dialogue(at: 10)
    let first = try #require(dialogue.timeOut(now: .t0).frames.first)
    let second = try #require(dialogue.timeOut(now: .t0(plus: 1)).frames.first)
    _ = dialogue.hear(primary.welcome(second.sequence), now: .t0(plus: 1))
    _ = dialogue.hear(primary.refuse(.foreignLog, first.sequence), now: .t0(plus: 1))
    #expect(dialogue.state == .streaming)
  }

  // MARK: Trouble

  @Test func `a full disk is said, and tried again`() throws {
    let dialogue = Dialogue(at: 3)
    let fetch = try #require(dialogue.welcome(by: primary).frames.first)
    _ = dialogue.hear(primary.batch(4...10, fetch.sequence))
    dialogue.failToAppend(reason: "full")
    #expect(dialogue.status.problem == "full")
    _ = dialogue.hear(primary.heartbeat(1), now: .t0(plus: 1))
    let again = dialogue.timeOut(now: .t0 + Limits.appendRetryAfter).frames
    let retry = try #require(again.first { $0.isFetch })
    #expect(retry.position == Position(4))
    _ = dialogue.hear(primary.batch(4...10, retry.sequence))
    _ = dialogue.append()
    #expect(dialogue.status.problem == nil && dialogue.state == .streaming)
  }

  @Test func `an unknown outcome of a commit stops it`() throws {
    let dialogue = Dialogue(at: 3)
    let fetch = try #require(dialogue.welcome(by: primary).frames.first)
    _ = dialogue.hear(primary.batch(4...10, fetch.sequence))
    #expect(
      dialogue.machine.appendFailed(.fatal(reason: "x"), now: .t0) == [.halt(reason: "x")])
  }

  @Test func `a primary that cannot read its log is said to be so`() throws {
    let dialogue = Dialogue(at: 3)
    let fetch = try #require(dialogue.welcome(by: primary).frames.first)
    _ = dialogue.hear(primary.refuse(.unreadable, fetch.sequence))
    #expect(dialogue.status.problem == "the primary cannot read its log: because")
    #expect(dialogue.state == .catchingUp)
  }

  @Test func `damaged frames are counted`() {
    let dialogue = Dialogue(at: 3)
    _ = dialogue.machine.receivedDamaged(now: .t0).noting(dialogue)
    #expect(dialogue.status.refusedFrames == 1)
  }
}
