import EventLog
import Membership
import TestSupport
import Testing

@Suite struct `What is replicated` {
  private func replicated(
    _ membership: Membership, _ head: Int64, at primary: NodeName,
    _ acknowledged: [NodeName: Int64]
  ) -> Int64 {
    membership.replicated(
      head: Position(head), at: primary, acknowledged: acknowledged.mapValues { Position($0) }
    ).rawValue
  }

  @Test func `takes a node of each required region, and the primary for its own`() throws {
    let four = try Clusters.read(Clusters.four)
    #expect(replicated(four, 9, at: "fra-1", [:]) == 0)
    #expect(replicated(four, 9, at: "fra-1", ["muc-1": 5]) == 5)
    #expect(replicated(four, 9, at: "fra-1", ["muc-1": 5, "muc-2": 7]) == 7)
    #expect(replicated(four, 9, at: "fra-1", ["ber-1": 9]) == 0)
    #expect(replicated(four, 9, at: "muc-1", ["muc-2": 9]) == 0)
    #expect(replicated(four, 9, at: "muc-1", ["fra-1": 8]) == 8)
  }

  @Test func `is the head where no region is required`() throws {
    let one = try Clusters.read("nodes:\n" + Clusters.node("one", 1, "here"))
    #expect(replicated(one, 9, at: "one", [:]) == 9)
    #expect(one.missingRegions(at: "one", connected: []) == [])
  }

  @Test func `lacks the required regions of which nobody is connected`() throws {
    let four = try Clusters.read(Clusters.four)
    #expect(four.missingRegions(at: "fra-1", connected: ["ber-1"]) == ["muc"])
    #expect(four.missingRegions(at: "fra-1", connected: ["muc-2"]) == [])
    #expect(four.missingRegions(at: "muc-1", connected: ["muc-2"]) == ["fra"])
    #expect(four.missingRegions(at: "ber-1", connected: []) == ["fra", "muc"])
  }

  private static let regions: [Region] = ["a", "b", "c", "d"]

  /// One to fifteen nodes in up to four regions, some of which are required.
  private static func cluster(_ random: inout SplitMix64) throws -> Membership {
    let count = Int.random(in: 1...15, using: &random)
    let regions = (1...count).compactMap { _ in random.pick(Self.regions) }
    var required = Array(Set(regions)).sorted().filter { _ in random.chance(50) }
    // One region alone is only allowed where nobody may be primary.
    if required.count == 1 { required = [] }
    let nodes = regions.enumerated().map { Clusters.node("n\($0 + 1)", $0 + 1, $1.text) }
    return try Clusters.read(
      "required-regions: [\(required.map(\.text).joined(separator: ", "))]\nnodes:\n"
        + nodes.joined())
  }

  @Test(arguments: UInt64(1)...200)
  func `is the greatest position that all required regions have`(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let membership = try Self.cluster(&random)
    let picked = random.pick(membership.members)
    let primary = try #require(picked)
    let head = Int64.random(in: 0...20, using: &random)
    var acknowledged: [NodeName: Int64] = [:]
    for member in membership.members where member != primary && random.chance(70) {
      acknowledged[member.name] = Int64.random(in: 0...20, using: &random)
    }
    // By its definition: some node of every required region has it.
    func isReplicated(_ position: Int64) -> Bool {
      membership.requiredRegions.allSatisfy { region in
        membership.members.contains { member in
          member.region == region
            && (member == primary ? position <= head : position <= acknowledged[member.name] ?? 0)
        }
      }
    }
    let wanted = (0...head).last(where: isReplicated) ?? 0
    #expect(replicated(membership, head, at: primary.name, acknowledged) == wanted)
    // Whoever acknowledges more never takes anything back.
    let other = random.pick(membership.members) ?? primary
    let more = acknowledged.merging([other.name: 20]) { max($0, $1) }
    #expect(replicated(membership, head, at: primary.name, more) >= wanted)
    // A region of which nobody is connected is one that can make nothing replicated.
    let missing = membership.missingRegions(
      at: primary.name, connected: Set(acknowledged.keys))
    let heard = acknowledged.mapValues { _ in head }
    #expect(
      missing.isEmpty == (replicated(membership, head, at: primary.name, heard) == head)
        || head == 0)
  }
}
