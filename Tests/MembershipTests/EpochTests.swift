import EventLog
import Membership
import StandardForms
import TestSupport
import Testing

@Suite struct `The epoch that a node opens` {
  private let members: [Member]

  init() throws {
    let nodes = (1...Limits.memberNumberMax).map { Clusters.node("n\($0)", $0, "r") }.joined()
    members = try Clusters.read("nodes:\n" + nodes).members
  }

  /// The first ones, some around each power of two, and the last that a frame can carry.
  private var seen: [Int64] {
    let powers: [Int64] = (8...52).flatMap { power in
      (Int64(-17)...17).map { (Int64(1) << power) + $0 }
    }
    return Array(1...200) + powers + [1 << 53]
  }

  @Test func `is the smallest of its own above all that it has seen`() {
    for member in members {
      for seen in seen {
        let epoch = member.epoch(after: Epoch(seen)).rawValue
        // All between are not its own, so this one is the smallest.
        #expect(epoch > seen && epoch <= seen + 16, "\(member.name) after \(seen)")
        #expect(epoch % 16 == Int64(member.number), "\(member.name) after \(seen)")
      }
    }
  }

  @Test func `is nobody else's, whatever either has seen`() {
    for (index, member) in members.enumerated() {
      let own = Set(seen.map { member.epoch(after: Epoch($0)) })
      for other in members[(index + 1)...] {
        let others = seen.map { other.epoch(after: Epoch($0)) }
        #expect(own.isDisjoint(with: others), "\(member.name) and \(other.name)")
      }
    }
  }

  @Test func `is never the first, with which a log begins`() {
    for member in members { #expect(member.epoch(after: .first) > .first) }
    #expect(members[0].epoch(after: .first) == Epoch(17))
    #expect(members[1].epoch(after: .first) == Epoch(2))
    #expect(members[14].epoch(after: Epoch(15)) == Epoch(31))
  }

  @Test func `grows without a bound on how many promotions there are`() {
    var random = SplitMix64(seed: 16)
    var epoch = Epoch.first
    for _ in 0..<10_000 {
      guard let next = random.pick(members)?.epoch(after: epoch) else { return }
      #expect(next > epoch)
      epoch = next
    }
    #expect(epoch.rawValue <= 1 + 16 * 10_000)
  }
}
