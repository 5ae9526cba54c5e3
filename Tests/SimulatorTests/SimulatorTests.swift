import Foundation
import Simulator
import Testing

/// `ops/simulate SEED` runs one seed and tells what happens.
@Suite struct `A cluster in bad weather` {
  private static let environment = ProcessInfo.processInfo.environment
  private static let firstSeed = environment["HELIOGRAPH_SEED"].flatMap { UInt64($0) } ?? 0
  private static let seedCount = environment["HELIOGRAPH_SEEDS"].flatMap { UInt64($0) } ?? 1000
  /// The seeds are tried in so many groups, side by side.
  private static let groups = 0..<UInt64(8)
  private static let seconds = 8.0

  @Test(arguments: groups)
  func `nothing replicated is lost, and all logs become equal (I1, I5, I6)`(group: UInt64) {
    for seed in Self.firstSeed..<Self.firstSeed + Self.seedCount
    where seed % UInt64(Self.groups.count) == group {
      let cluster = Cluster(seed: seed)
      if Self.environment["HELIOGRAPH_TRACE"] == "1" { cluster.trace = { print($0) } }
      if let fault = cluster.run(seconds: Self.seconds) {
        Issue.record("\(fault); see what led to it: ops/simulate \(seed)")
        return
      }
    }
  }

  /// Each of them once found something: a commit of a later epoch that was taken for the own one; a
  /// claim that was opened after a fall without asking anybody; a handover that nobody else heard
  /// of; a warning that counted as an acknowledgement; an epoch that was opened
  /// twice; a promotion that took back a fence.
  @Test(arguments: [5, 91, 304, 1863, 30, 210, 2754] as [UInt64])
  func `what was found once is not found again`(seed: UInt64) {
    #expect(Cluster(seed: seed).run(seconds: Self.seconds) == nil)
  }

  @Test(arguments: Sabotage.allCases)
  func `a rule that is broken on purpose is noticed`(sabotage: Sabotage) {
    let found = (0..<UInt64(300)).first {
      Cluster(seed: $0, sabotage: sabotage).run(seconds: Self.seconds) != nil
    }
    #expect(found != nil, "nobody noticed \(sabotage)")
  }
}
