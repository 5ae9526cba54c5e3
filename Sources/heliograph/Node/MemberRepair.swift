import Coordination
import LogStore
import Replication
import ReplicationService
import ServiceLifecycle
import StatusService

/// Tells replication of what the scrub finds damaged.
struct DamageWatch: Service {
  let finding: Latest<ScrubFinding?, Int64>
  let replication: NodeReplicationService

  func run() async throws {
    await cancelWhenGracefulShutdown { await follow() }
  }

  private func follow() async {
    var change: Int64 = 0
    while let next = try? await finding.wait(past: change) {
      change = next.position
      for damage in next.value?.damage ?? [] { await replication.damaged(damage.positions) }
    }
  }
}

/// Mends the log of this node, and forgets the damage that was mended.
struct MemberRepair: Sendable {
  let replication: NodeReplicationService
  let finding: Latest<ScrubFinding?, Int64>

  func repair() async -> Result<RepairReport, RepairFailure> {
    let result = await replication.repair()
    if case .success = result, finding.current.value != nil {
      finding.publishChange(nil)
    }
    return result
  }
}
