import Audit
import EventLog
import Foundation
import LogStore
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import Testing

@Suite struct Auditing {
  @Test func `a sound log is verified to its head`() throws {
    let log = try ForgedLog(ForgedLog.sound)
    let verifier = try LogVerifier(log.reader)
    var reached = Position.zero
    let verdict = try verifier.verify { reached = $0 }
    #expect(reached == Position(Int64(ForgedLog.sound.count + 1)))
    #expect(verdict.tree == log.head.tree && verdict.chain == log.head.chain)
    #expect(verdict.unknownCount == 0)
  }

  @Test func `I2 a log whose hashes agree but whose history cannot have happened is refused`()
    throws
  {
    for (events, position) in ForgedLog.impossible {
      let log = try ForgedLog(events)
      let verifier = try LogVerifier(log.reader)
      let finding = withExtendedLifetime(log) {
        #expect(throws: Finding.self) { try verifier.verify { _ in } }
      }
      #expect(finding?.position == Position(position), "\(events)")
    }
  }

  @Test func `a replay refuses a history that cannot have happened, and does not trap`() throws {
    for (events, position) in ForgedLog.impossible {
      let log = try ForgedLog(events)
      let finding = withExtendedLifetime(log) {
        #expect(throws: Finding.self) { try replay(log.reader, to: log.head.position) { _ in } }
      }
      #expect(finding?.position == Position(position), "\(events)")
    }
  }

  @Test func `a replay of a log whose last row is gone names it (I1)`() throws {
    let log = try ForgedLog(ForgedLog.sound)
    try log.alter(
      "DELETE FROM payloads WHERE position = 7; DELETE FROM events WHERE position = 7")
    let finding = #expect(throws: Finding.self) {
      try replay(log.reader, to: log.head.position) { _ in }
    }
    #expect(finding?.position == Position(7))
    #expect(try replay(log.reader, to: Position(6)) { _ in }.position.position == 6)
  }

  @Test func `an epoch that its entry numbers in another way than its facts is found`() throws {
    let log = try ForgedLog(ForgedLog.sound, opening: 2)
    let verifier = try LogVerifier(log.reader)
    let finding = withExtendedLifetime(log) {
      #expect(throws: Finding.self) { try verifier.verify { _ in } }
    }
    #expect(finding?.position == Position(1))
  }

  @Test func `an event of an unknown type is verified and counted, not understood`() throws {
    let log = try ForgedLog(ForgedLog.sound, unknownType: "component.painted")
    #expect(try LogVerifier(log.reader).verify { _ in }.unknownCount == 1)
  }

  @Test func `I7 a replay to a position is the board of a log that ends there`() throws {
    for count in 0...ForgedLog.sound.count {
      let short = try ForgedLog(Array(ForgedLog.sound.prefix(count)))
      let whole = try ForgedLog(ForgedLog.sound)
      let position = Position(Int64(count + 1))
      let atEnd = try replay(short.reader, to: position) { _ in }
      let onTheWay = try replay(whole.reader, to: position) { _ in }
      #expect(atEnd.canonicalJSON == onTheWay.canonicalJSON)
    }
  }
}
