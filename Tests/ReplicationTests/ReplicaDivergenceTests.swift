import EventLog
import Replication
import StandardForms
import Testing

@Suite struct `A replica that meets another history` {
  private let primary = Primary(log: TestLog(10))

  @Test func `a batch that builds on another history is proof of divergence (I6)`() {
    let dialogue = Dialogue(at: 8)
    _ = dialogue.welcome(by: Primary(log: TestLog(8)))
    let other = Primary(log: TestLog(10, flavour: "b", sharing: 5))
    #expect(dialogue.hear(other.live(9...9, 1)).batches == [])
    #expect(dialogue.state.isDiverged)
    #expect(dialogue.log == TestLog(8))
  }

  @Test func `a duplicate with another content is proof of divergence (I6)`() {
    let dialogue = Dialogue(at: 8)
    _ = dialogue.welcome(by: Primary(log: TestLog(8)))
    _ = dialogue.hear(primary.live(9...10, 1))
    _ = dialogue.append()
    let other = Primary(log: TestLog(10, flavour: "b", sharing: 8))
    _ = dialogue.hear(other.live(9...9, 2))
    #expect(dialogue.state.isDiverged)
  }

  @Test func `a heartbeat with another chain value at our head is proof of divergence (I6)`() {
    let dialogue = Dialogue(at: 10)
    _ = dialogue.welcome(by: primary)
    _ = dialogue.hear(Primary(log: TestLog(10, flavour: "b")).heartbeat(1))
    #expect(dialogue.state.isDiverged)
  }

  @Test func `what was proven is not forgotten: no frame lifts it`() {
    let dialogue = Dialogue(at: 10)
    _ = dialogue.welcome(by: primary)
    _ = dialogue.hear(Primary(log: TestLog(10, flavour: "b")).heartbeat(1))
    _ = dialogue.welcome(by: primary)
    _ = dialogue.hear(primary.heartbeat(5))
    _ = dialogue.timeOut(now: .t0(plus: 60))
    #expect(dialogue.state.isDiverged && dialogue.machine.deadline == nil)
  }

  @Test func `a tampered entry is refused with its position (I6)`() throws {
    let dialogue = Dialogue(at: 7)
    _ = dialogue.welcome(by: Primary(log: TestLog(7)))
    var batch = primary.log.batch(8...10)
    batch.events[1].texts = .known(salt: .zero, bytes: Array(#"{"text":"all is well"}"#.utf8))
    let frame = primary.frame(.live(batch.events), 1, at: batch.first, batch.previousChain)
    #expect(dialogue.hear(frame).batches.count == 1)
    _ = dialogue.append()
    guard case .diverged(let reason) = dialogue.state else {
      Issue.record("\(dialogue.state)")
      return
    }
    #expect(reason.hasPrefix("position 9: "))
    #expect(dialogue.log == TestLog(7))
  }

  @Test(arguments: [Refusal.Code.foreignLog, .lowerEpoch, .longerLog, .chainDiffers])
  func `a refused replica says so, with the primary's reason`(code: Refusal.Code) throws {
    let dialogue = Dialogue(at: 10)
    let hello = try #require(dialogue.timeOut(now: .t0).frames.first)
    _ = dialogue.hear(primary.refuse(code, hello.sequence))
    #expect(dialogue.state == .diverged(reason: "because"))
    #expect(dialogue.machine.deadline == .t0 + Limits.helloPauseMax)
  }

  @Test func `a refusal is lifted by the welcome of a primary that takes its place`() throws {
    let dialogue = Dialogue(at: 10)
    let hello = try #require(dialogue.timeOut(now: .t0).frames.first)
    _ = dialogue.hear(primary.refuse(.foreignLog, hello.sequence))
    // Heartbeats of the primary that refused change nothing, those of another one do.
    #expect(dialogue.hear(primary.heartbeat(1), now: .t0(plus: 1)).frames == [])
    var right = primary
    right.session = 8
    _ = dialogue.hear(right.heartbeat(1), now: .t0(plus: 1))
    #expect(dialogue.machine.deadline == .t0(plus: 1))
    _ = dialogue.welcome(by: right, now: .t0(plus: 1))
    #expect(dialogue.state == .streaming)
  }

  @Test func `it does not take a welcome's word for it`() {
    for wrong in [TestLog(10, name: 2), TestLog(9), TestLog(10, flavour: "b", sharing: 3)] {
      let dialogue = Dialogue(at: 10)
      _ = dialogue.welcome(by: Primary(log: wrong))
      #expect(dialogue.state.isDiverged)
    }
  }

  // MARK: Epochs

  @Test func `frames of a lower epoch are refused and counted`() {
    var promoted = TestLog(9)
    promoted.append(opening: Epoch(2))
    let dialogue = Dialogue(promoted)
    let current = Primary(log: promoted)
    _ = dialogue.welcome(by: current)
    var old = current.heartbeat(1)
    old.epoch = Epoch(1)
    let heard = dialogue.status.lastHeardAt
    _ = dialogue.hear(old, now: .t0(plus: 1))
    #expect(dialogue.status.lastHeardAt == heard && dialogue.status.refusedFrames == 1)
    #expect(dialogue.state == .streaming)
  }

  @Test func `a higher epoch is adopted through the log alone`() {
    let dialogue = Dialogue(at: 10)
    _ = dialogue.welcome(by: primary)
    var promoted = primary
    promoted.log.append(opening: Epoch(5))
    var heartbeat = primary.heartbeat(1)
    heartbeat.epoch = Epoch(5)
    _ = dialogue.hear(heartbeat)
    #expect(dialogue.log.point.epoch == Epoch(1))
    _ = dialogue.hear(promoted.live(11...11, 2))
    _ = dialogue.append()
    #expect(dialogue.log.point.epoch == Epoch(5) && dialogue.state == .streaming)
  }
}
