import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Incidents in time` {
  /// Random incidents, opened, moved, closed, reopened and deleted: some 300 remain.
  private func randomBoard(seed: UInt64) -> StatusBoard {
    var random = SplitMix64(seed: seed)
    var events: [StatusEvent] = []
    for n in (1...450).shuffled(using: &random) {
      let begin = Int64.random(in: 0...200, using: &random)
      let end = random.chance(70) ? begin + Int64.random(in: 0...40, using: &random) : nil
      events.append(.opened(n, impacts: [], from: minute(begin), until: end.map(minute)))
    }
    for n in (1...450).shuffled(using: &random) {
      let id = IncidentID.number(n)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: events.append(.incident(id, .deleted))
      case 1: events.append(.incident(id, .reopened))
      case 2: events.append(.incident(id, .ended(at: minute(240))))
      case 3: events.append(.incident(id, .rescheduled(beganAt: minute(0))))
      case _: events.append(.incident(id, .renamed("moved nowhere")))
      }
    }
    return board(events)
  }

  private func newestFirst(_ a: Incident, _ b: Incident) -> Bool {
    a.beganAt == b.beganAt ? a.id < b.id : a.beganAt > b.beganAt
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `the next boundary is the first begin or end after a moment`(seed: UInt64) {
    let board = randomBoard(seed: seed)
    let moments = board.incidents.values.flatMap { [$0.beganAt, $0.endedAt].compactMap { $0 } }
    for step in stride(from: Int64(-5), through: 250, by: 1) {
      for time in [minute(step), minute(step).advanced(by: .microseconds(-1))] {
        #expect(board.nextBoundary(after: time) == moments.filter { $0 > time }.min())
      }
    }
    #expect(StatusBoard().nextBoundary(after: t0) == nil)
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `are found as by looking at each`(seed: UInt64) {
    let board = randomBoard(seed: seed)
    let all = Array(board.incidents.values)
    for step in stride(from: Int64(-5), through: 250, by: 3) {
      let time = minute(step)
      #expect(
        board.activeIncidents(at: time)
          == all.filter { $0.isActive(at: time) }.sorted(by: newestFirst))
      let planned = all.filter { $0.beganAt > time }.sorted {
        $0.beganAt == $1.beganAt ? $0.id < $1.id : $0.beganAt < $1.beganAt
      }
      #expect(board.plannedIncidents(after: time) == planned, "soonest first, then by identity")
      for length in [0, 1, 30, 500] as [Int64] {
        let end = minute(step + length)
        let inWindow = all.filter {
          $0.beganAt <= end && ($0.endedAt == nil || $0.endedAt.map { $0 >= time } == true)
        }
        #expect(board.incidents(from: time, through: end) == inWindow.sorted(by: newestFirst))
      }
    }
    #expect(board.incidents(from: .earliest, through: .latest).count == all.count)
  }

  @Test func `touch a window that includes both its ends`() {
    let board = board([
      .opened(1, impacts: [], from: minute(10), until: minute(20)),
      .opened(2, impacts: [], from: minute(10)),
    ])
    let found = { (start: Int64, end: Int64) in
      board.incidents(from: minute(start), through: minute(end)).map { Int($0.id.uuid.rawValue) }
    }
    #expect(found(20, 30) == [1, 2] && found(21, 30) == [2])
    #expect(found(0, 10) == [1, 2] && found(0, 9).isEmpty)
    #expect(found(15, 15) == [1, 2])
  }
}

@Suite struct `Sorted chunks` {
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `hold what a set holds, in order`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var chunks = SortedChunks<Int>()
    var naive: Set<Int> = []
    for step in 0..<6000 {
      let element = Int.random(in: 0..<2000, using: &random)
      if random.chance(step < 4000 ? 80 : 30) {
        chunks.insert(element)
        naive.insert(element)
      } else {
        chunks.remove(element)
        naive.remove(element)
      }
    }
    #expect(chunks.count == naive.count)
    for start in stride(from: -1, through: 2001, by: 97) {
      var from: [Int] = []
      chunks.forEach(from: start) {
        from.append($0)
        return true
      }
      #expect(from == naive.filter { $0 >= start }.sorted())
      var before: [Int] = []
      chunks.forEach(before: start) { before.append($0) }
      #expect(before == naive.filter { $0 < start }.sorted())
      #expect(chunks.rank(of: start) == before.count)
    }
  }

  @Test func `stop when they are told to`() {
    var chunks = SortedChunks<Int>()
    for n in 0..<2000 { chunks.insert(n) }
    var seen: [Int] = []
    chunks.forEach(from: 700) {
      seen.append($0)
      return seen.count < 3
    }
    #expect(seen == [700, 701, 702])
  }

  @Test func `are equal wherever they are cut (I7)`() {
    var ascending = SortedChunks<Int>()
    for n in 0..<3000 { ascending.insert(n) }
    var random = SplitMix64(seed: 7)
    var shuffled = SortedChunks<Int>()
    for n in (0..<6000).shuffled(using: &random) { shuffled.insert(n) }
    #expect(ascending != shuffled)
    for n in (3000..<6000).shuffled(using: &random) { shuffled.remove(n) }
    #expect(ascending == shuffled)
    #expect(ascending.hashValue == shuffled.hashValue)
    shuffled.remove(17)
    #expect(ascending != shuffled)
    shuffled.insert(-17)
    #expect(ascending != shuffled && ascending.count == shuffled.count)
  }

  @Test func `leave the value that they were copied from as it was`() {
    var first = SortedChunks<Int>()
    for n in 0..<1000 { first.insert(n) }
    var second = first
    second.remove(500)
    second.insert(5000)
    #expect(first.count == 1000 && second.count == 1000 && first != second)
    #expect(first.rank(of: 5000) == 1000 && second.rank(of: 501) == 500)
    second = SortedChunks()
    second.remove(1)
    #expect(second.count == 0 && second.rank(of: 3) == 0)
  }
}
