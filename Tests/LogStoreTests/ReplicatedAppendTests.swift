import EventLog
import StandardForms
import Testing

@testable import LogStore

@Suite struct `Appending what a peer recorded` {
  private func primaryEvents(_ count: Int = 20) throws -> (events: [RecordedEvent], head: LogHead) {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: count - 1))
    return (try writer.reader.allEvents(), writer.head)
  }

  @Test(arguments: [1, 3, 7, 20])
  func `a replica holds the same bytes and the same head (I6)`(batch: Int) throws {
    let primary = try primaryEvents()
    let folder = try Folder()
    var replica = try LogStore.open(directory: folder.path)
    var rest = primary.events[...]
    while !rest.isEmpty {
      let head = try replica.append(replicated: Array(rest.prefix(batch)))
      #expect(head == replica.head)
      rest = rest.dropFirst(batch)
    }
    #expect(replica.head == primary.head)
    #expect(try replica.reader.allEvents() == primary.events)
    #expect(try replica.reader.epochs().map(\.firstPosition) == [Position(1)])
  }

  @Test func `a gap, a repetition and another log are refused (I1, I6)`() throws {
    let primary = try primaryEvents()
    let folder = try Folder()
    var replica = try LogStore.open(directory: folder.path)
    func refusal(_ events: [RecordedEvent], by replica: inout LogWriter) -> LogStoreError.Code? {
      do throws(LogStoreError) {
        _ = try replica.append(replicated: events)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(refusal([primary.events[1]], by: &replica) == .notContinuing(at: Position(1)))
    _ = try replica.append(replicated: Array(primary.events[..<5]))
    let before = replica.head
    #expect(refusal([primary.events[6]], by: &replica) == .notContinuing(at: Position(6)))
    #expect(refusal([primary.events[4]], by: &replica) == .notContinuing(at: Position(6)))
    let withGap = [primary.events[5], primary.events[7]]
    #expect(refusal(withGap, by: &replica) == .notContinuing(at: Position(7)))
    let foreign = try event(after: before, log: LogID(UUIDValue(11)))
    #expect(refusal([foreign], by: &replica) == .notContinuing(at: Position(6)))
    #expect(replica.head == before)
    #expect(try replica.reader.head() == before)
    _ = try replica.append(replicated: [primary.events[5]])
  }

  @Test func `another history is refused where it parts (I6)`() throws {
    let primary = try primaryEvents(5)
    let folder = try Folder()
    var replica = try LogStore.open(directory: folder.path)
    _ = try replica.append(replicated: primary.events)
    let forked = try event(after: primary.head, previousChain: .sha256(of: [1]))
    #expect(throws: LogStoreError.notContinuing(6)) { try replica.append(replicated: [forked]) }
  }

  @Test func `an earlier time, a wrong version and a past epoch are refused (I4, I14)`() throws {
    let primary = try primaryEvents(5)
    let folder = try Folder()
    var replica = try LogStore.open(directory: folder.path)
    _ = try replica.append(replicated: primary.events)
    let early = try event(after: primary.head, at: .second(-1))
    #expect(throws: LogStoreError.notContinuing(6)) { try replica.append(replicated: [early]) }
    let wrong = try event(after: primary.head, proposal: .event(in: "incident/1", 9))
    #expect(throws: LogStoreError.notContinuing(6)) { try replica.append(replicated: [wrong]) }
    let promoted = try event(
      after: primary.head, epoch: Epoch(3),
      proposal: .event(in: "log", 2, type: EventHeader.epochOpenedType))
    let unopened = try event(after: primary.head, epoch: Epoch(3))
    #expect(throws: LogStoreError.notContinuing(6)) { try replica.append(replicated: [unopened]) }
    let head = try replica.append(replicated: [promoted])
    #expect(head.epochPosition.text == "3:6")
    #expect(try replica.reader.epochs().map(\.epoch) == [.first, Epoch(3)])
    let reopened = try event(
      after: head, proposal: .event(in: "log", 3, type: EventHeader.epochOpenedType))
    #expect(throws: LogStoreError.notContinuing(7)) { try replica.append(replicated: [reopened]) }
    let past = try event(after: head, epoch: .first)
    #expect(throws: LogStoreError.notContinuing(7)) { try replica.append(replicated: [past]) }
  }

  @Test func `a log that does not begin with its opening is refused`() throws {
    let folder = try Folder()
    var replica = try LogStore.open(directory: folder.path)
    let first = try event(after: .empty, log: .ours)
    #expect(throws: LogStoreError.notContinuing(1)) { try replica.append(replicated: [first]) }
    #expect(replica.head == .empty)
  }

  @Test func `withheld texts stay withheld, and all hashes hold`() throws {
    let primary = try primaryEvents(3)
    let folder = try Folder()
    var events = primary.events
    events[1] = try RecordedEvent(
      entry: events[1].entry, facts: events[1].facts, texts: .withheld,
      previousChain: events[0].chain)
    do {
      var replica = try LogStore.open(directory: folder.path)
      #expect(try replica.append(replicated: events) == primary.head)
    }
    let replica = try LogStore.open(directory: folder.path)
    #expect(try replica.reader.allEvents() == events)
    let rows = try replica.reader.storedRows(after: Position(1), countMax: 1, bytesMax: 1)
    #expect(rows[0].texts == nil && rows[0].withheldReason == "withheld by the peer")
  }

  private func event(
    after head: LogHead, log: LogID = .ours, epoch: Epoch? = nil, at time: Timestamp? = nil,
    previousChain: Digest? = nil, proposal: ProposedEvent = .event(in: "fresh", 1)
  ) throws -> RecordedEvent {
    try RecordedEvent(
      recording: proposal,
      at: RecordedEvent.Place(
        log: log, epoch: epoch ?? head.epoch, position: head.position.next,
        recordedAt: time ?? .second(9), previousChain: previousChain ?? head.chain),
      factsSalt: .sha256(of: [1]), textsSalt: .sha256(of: [2]))
  }
}

extension LogStoreError {
  /// For comparisons, which look at the code only.
  static func notContinuing(_ position: Int64) -> LogStoreError {
    .notContinuing(at: Position(position), path: "", reason: "")
  }
}
