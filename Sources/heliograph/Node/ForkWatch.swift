import Coordination
import EventLog
import Logging
import Membership
import Replication
import ServiceLifecycle
import StatusDomain
import StatusService

/// Has the forks recorded that this node finds while it is the primary.
struct ForkWatch: Service {
  let forks: Latest<[FoundFork], Int64>
  let desk: CommandDesk
  let logger: Logger

  /// The pause before a fork is reported again that could not be recorded.
  private static let pause = Duration.seconds(2)

  func run() async throws {
    await cancelWhenGracefulShutdown { await follow() }
  }

  private func follow() async {
    var change: Int64 = 0
    var recorded: [FoundFork] = []
    while let next = try? await forks.wait(past: change) {
      change = next.position
      recorded.removeAll { !next.value.contains($0) }
      for fork in next.value where !recorded.contains(fork) {
        guard await record(fork) else { return }
        recorded.append(fork)
      }
    }
  }

  /// - Returns: false at the end of the process. A node that leads no more has nothing to record:
  ///   whoever does finds the fork by itself.
  private func record(_ fork: FoundFork) async -> Bool {
    let report = CommandCall(
      command: .log(
        .reportFork(
          Fork(
            node: fork.node.text, epoch: fork.epoch.rawValue, after: fork.after.rawValue,
            through: fork.through.rawValue))), actor: Founding.systemActor)
    while true {
      switch await desk.submit(report) {
      case .success(let receipt):
        if receipt.eventCount > 0 {
          logger.warning(
            "a node's log went on otherwise than this one: it keeps those events as orphans",
            metadata: [
              "node": "\(fork.node)", "after": "\(fork.after.rawValue)",
              "through": "\(fork.through.rawValue)",
            ])
        }
        return true
      case .failure(.notPrimary): return true
      case .failure(let failure):
        logger.warning("a fork is not recorded yet", metadata: ["reason": "\(failure)"])
      }
      guard (try? await Task.sleep(for: Self.pause)) != nil else { return false }
    }
  }
}
