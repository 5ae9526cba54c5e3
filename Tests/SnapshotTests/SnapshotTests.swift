import EventLog
import Foundation
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import TestSupport
import Testing

@Suite struct `Snapshots of boards` {
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `I7 the state derived from the boards is the one that evolve alone makes`(
    seed: UInt64
  ) throws {
    let history = RecordedHistory(seed: seed, count: 400, knowsAll: true)
    var boards = Boards()
    for (event, state) in zip(history.events, history.states) {
      _ = try boards.take(event)
      #expect(boards.state == state)
    }
    #expect(history.events.count > 150)
    _ = try DecisionState(boards)
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `I7 folding on from a snapshot at any position is folding from nothing`(
    seed: UInt64
  ) throws {
    let history = RecordedHistory(seed: seed, count: 300)
    var random = SplitMix64(seed: seed)
    let cuts = Set((0..<8).map { _ in Int.random(in: 1...history.events.count, using: &random) })
    var whole = Boards()
    var continued: [Boards] = []
    for (index, event) in history.events.enumerated() {
      _ = try whole.take(event)
      for place in continued.indices { _ = try continued[place].take(event) }
      guard cuts.contains(index + 1) else { continue }
      let bytes = try RecordedHistory.snapshot(of: whole).bytes
      let restored = try Snapshot(reading: bytes)
      #expect(restored.boards == whole && restored.boards.state == whole.state)
      #expect(restored.boards.hashValue == whole.hashValue)
      #expect(try restored.bytes == bytes, "equal boards have equal bytes")
      continued.append(restored.boards)
    }
    #expect(continued.count == cuts.count)
    for boards in continued {
      #expect(boards == whole)
      #expect(boards.status.canonicalJSON == whole.status.canonicalJSON)
      #expect(
        boards.status.incidents(from: .earliest, through: .latest)
          == whole.status.incidents(from: .earliest, through: .latest))
    }
  }

  @Test func `nobody decides after an event that is not known, with a snapshot or without`() throws
  {
    var history = RecordedHistory()
    history.add(.log(.epochOpened(epoch: 1)))
    history.addUnknown()
    history.add(.log(.epochOpened(epoch: 2)))
    var boards = Boards()
    for event in history.events { _ = try boards.take(event) }
    #expect(throws: UnknownEventError.self) { try DecisionState(boards) }
    let restored = try Snapshot(reading: RecordedHistory.snapshot(of: boards).bytes).boards
    let error = try #require(throws: UnknownEventError.self) { try DecisionState(restored) }
    #expect(error == boards.firstUnknown)
    #expect(error.description.contains("position 2 holds weather.changed, version 3"))
  }

  private func small() throws -> [UInt8] {
    var boards = Boards()
    for event in RecordedHistory(seed: 5, count: 25).events { _ = try boards.take(event) }
    return try RecordedHistory.snapshot(of: boards).bytes
  }

  @Test func `no bit of one can change unnoticed`() throws {
    let bytes = try small()
    _ = try Snapshot(reading: bytes)
    for index in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[index] ^= 1 << bit
        #expect(throws: SnapshotFault.self) { try Snapshot(reading: changed) }
      }
    }
  }

  @Test func `one that was cut off anywhere, or that goes on, is refused`() throws {
    let bytes = try small()
    for count in bytes.indices {
      #expect(throws: SnapshotFault.self) { try Snapshot(reading: Array(bytes[..<count])) }
    }
    #expect(throws: SnapshotFault(.damaged)) { try Snapshot(reading: bytes + [0]) }
    #expect(throws: SnapshotFault(.damaged)) { try Snapshot(reading: []) }
  }

  @Test func `bytes that nobody wrote never trap, also where the checksum is right`() throws {
    let bytes = try small()
    let contents = Array(bytes.dropLast(32))
    var random = SplitMix64(seed: 9)
    for _ in 0..<20_000 {
      var forged = contents
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        forged[Int.random(in: 100..<forged.count, using: &random)] = UInt8(
          truncatingIfNeeded: random.next())
      }
      if random.chance(20) { forged.removeLast(Int.random(in: 0..<forged.count, using: &random)) }
      _ = try? Snapshot(reading: forged + Digest.sha256(of: forged).bytes)
    }
  }

  @Test func `one whose severities nobody could have recorded is refused`() throws {
    var history = RecordedHistory()
    history.add(.log(.epochOpened(epoch: 1)))
    history.add(.severity(.defined(name: "slight", value: 10)))
    history.add(.severity(.defined(name: "severe", value: 20)))
    var boards = Boards()
    for event in history.events { _ = try boards.take(event) }
    let bytes = Array(try RecordedHistory.snapshot(of: boards).bytes.dropLast(Digest.byteCount))
    let name = try #require(bytes.firstRange(of: Array("slight".utf8)))
    /// Its value is the byte after the name, twice as large (zigzag).
    func isRead(_ value: Int) throws -> Bool {
      var forged = bytes
      forged[name.upperBound] = UInt8(value < 0 ? -2 * value - 1 : 2 * value)
      return (try? Snapshot(reading: forged + Digest.sha256(of: forged).bytes)) != nil
    }
    #expect(try isRead(10) && isRead(19))
    for value in [0, -5, 20, 60] { #expect(try !isRead(value), "\(value)") }
  }

  @Test func `one of another format or fold is told from a damaged one`() throws {
    let bytes = try small()
    for place in [8, 12, 16] {
      var other = bytes
      other[place] ^= 0x40
      #expect(throws: SnapshotFault(.otherVersion)) { try Snapshot(reading: other) }
    }
    var other = bytes
    other[0] ^= 1
    #expect(throws: SnapshotFault(.damaged)) { try Snapshot(reading: other) }
  }

  /// Whoever changes what folding means raises `SnapshotFormat.foldVersion`; the line of the new
  /// version is then the one that this test names.
  @Test func `the same events make the same snapshot as ever, in each version of the fold`() throws
  {
    var boards = Boards()
    for event in GoldenHistory.events { _ = try boards.take(event) }
    let digest = Digest.sha256(of: try RecordedHistory.snapshot(of: boards).bytes)
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let golden = try String(
      contentsOf: folder.appendingPathComponent("Golden/folds.txt"), encoding: .utf8)
    let line = "\(SnapshotFormat.foldVersion) \(digest.hex)"
    #expect(golden.split(separator: "\n").last.map(String.init) == line)
    let versions = golden.split(separator: "\n").map { $0.prefix { $0 != " " } }
    #expect(Set(versions).count == versions.count)
  }
}
