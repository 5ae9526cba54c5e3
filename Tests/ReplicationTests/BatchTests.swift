import EventLog
import Replication
import Testing

@Suite struct `Batch verification` {
  private let log = TestLog(10)

  @Test func `a batch that continues the log is taken as it is`() throws {
    #expect(try log.batch(4...10).verified(after: log.point(at: 3)) == Array(log.events[3...]))
    #expect(try log.batch(1...10).verified(after: .empty) == log.events)
  }

  @Test func `a batch that does not continue the log is refused (I1, I6)`() {
    #expect(throws: BatchFault.self) { try log.batch(4...5).verified(after: log.point(at: 4)) }
    let other = TestLog(10, flavour: "b", sharing: 2)
    #expect(throws: BatchFault.self) { try log.batch(4...5).verified(after: other.point(at: 3)) }
  }

  @Test(arguments: 4...7)
  func `an event changed by hand is refused where it stands (I6)`(position: Int) {
    let other = TestLog(10, flavour: "b", sharing: 2)
    for part in 0..<4 {
      var batch = log.batch(4...7)
      let theirs = other.batch(position...position).events[0]
      switch part {
      case 0: batch.events[position - 4].texts = theirs.texts
      case 1: batch.events[position - 4].texts = .withheld
      case 2: batch.events[position - 4].facts = .known(salt: .zero, bytes: Array("{}".utf8))
      default:
        batch.events[position - 4].entry = theirs.entry
        batch.events[position - 4].texts = theirs.texts
      }
      let fault = #expect(throws: BatchFault.self) {
        try batch.verified(after: log.point(at: 3))
      }
      #expect(fault?.position == Position(Int64(position)), "part \(part)")
    }
  }

  @Test func `events of another log are refused`() {
    let foreign = TestLog(3, name: 2)
    #expect(throws: BatchFault.self) { try foreign.batch(1...3).relabelled(log.id) }
  }

  @Test func `an epoch begins only with the event that opens it`() throws {
    var promoted = TestLog(3)
    promoted.append(opening: Epoch(4))
    promoted.append()
    let events = try promoted.batch(1...5).verified(after: .empty)
    #expect(events.last?.header.epoch == Epoch(4))

    var behind = promoted.batch(4...5)
    behind.epoch = Epoch(3)
    #expect(throws: BatchFault.self) { try behind.verified(after: promoted.point(at: 3)) }
    var point = promoted.point(at: 4)
    point.epoch = Epoch(5)
    #expect(throws: BatchFault.self) { try promoted.batch(5...5).verified(after: point) }
    point.epoch = Epoch(2)
    #expect(throws: BatchFault.self) { try promoted.batch(5...5).verified(after: point) }
  }
}

extension EventBatch {
  fileprivate func relabelled(_ id: LogID) throws -> [RecordedEvent] {
    var batch = self
    batch.logID = id
    return try batch.verified(after: .empty)
  }
}
