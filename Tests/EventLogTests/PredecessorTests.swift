import EventLog
import StandardForms
import Testing

@Suite struct `What an event must continue` {
  private func header(
    _ position: Int64, epoch: Int64 = 1, log: Int = 10, second: Int = 0, opens: Bool = false
  ) throws -> EventHeader {
    let proposal = ProposedEvent(
      eventID: UUIDValue(1), stream: "log", version: 1,
      type: opens ? EventHeader.epochOpenedType : "incident.opened", schemaVersion: 1,
      visibility: .public, occurredAt: nil, actor: "token/1", causation: nil, correlation: nil,
      facts: Array("{}".utf8), texts: Array("{}".utf8), idempotency: nil)
    return try RecordedEvent(
      recording: proposal,
      at: RecordedEvent.Place(
        log: LogID(UUIDValue(UInt128(log))), epoch: Epoch(epoch), position: Position(position),
        recordedAt: Timestamp.t0.advanced(by: .seconds(second)), previousChain: .zero),
      factsSalt: .zero, textsSalt: .zero
    ).header
  }

  @Test func `the first event opens an epoch, whichever it is`() throws {
    #expect(try header(1, opens: true).discontinuity(after: nil) == nil)
    #expect(try header(1, epoch: .max, opens: true).discontinuity(after: nil) == nil)
    #expect(try header(1).discontinuity(after: nil) != nil)
    #expect(try header(2, opens: true).discontinuity(after: nil) != nil)
  }

  @Test func `the next event is of the same log, the next position and no earlier (I1, I14)`()
    throws
  {
    let last = Predecessor(try header(5, epoch: 2))
    #expect(try header(6, epoch: 2).discontinuity(after: last) == nil)
    for position in [1, 4, 5, 7, Int64.max] {
      #expect(try header(position, epoch: 2).discontinuity(after: last) != nil)
    }
    #expect(try header(6, epoch: 2, log: 11).discontinuity(after: last) != nil)
    #expect(try header(6, epoch: 2, second: -1).discontinuity(after: last) != nil)
  }

  @Test func `an epoch rises with the event that opens it, and with no other`() throws {
    let last = Predecessor(try header(5, epoch: 2))
    #expect(try header(6, epoch: 3, opens: true).discontinuity(after: last) == nil)
    #expect(try header(6, epoch: 9, opens: true).discontinuity(after: last) == nil)
    #expect(try header(6, epoch: 3).discontinuity(after: last) != nil)
    #expect(try header(6, epoch: 2, opens: true).discontinuity(after: last) != nil)
    #expect(try header(6, epoch: 1, opens: true).discontinuity(after: last) != nil)
    #expect(try header(6, epoch: 1).discontinuity(after: last) != nil)
  }

  @Test func `the greatest numbers there are do not trap`() throws {
    let last = Predecessor(try header(.max, epoch: .max))
    for opens in [false, true] {
      for position in [1, Int64.max] {
        let next = try header(position, epoch: .max, opens: opens)
        #expect(next.discontinuity(after: last) != nil)
      }
    }
  }
}
