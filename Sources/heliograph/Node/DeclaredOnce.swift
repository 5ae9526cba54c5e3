import Coordination
import Logging
import Provisioning
import Replication
import ServiceLifecycle
import StatusService

/// Records what is declared and not there, once this node decides for the first time since its
/// start: a replica is told by the log what there is.
struct DeclaredOnce: Service {
  let declared: DeclarationFile
  let desk: CommandDesk
  let gate: Latest<WriteGate, Int64>
  let effects: Effects
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown { await declare() }
    // A service that ends ends the node.
    try? await gracefulShutdown()
  }

  private func declare() async {
    var (gate, change) = gate.current
    while gate != .open {
      guard let next = try? await self.gate.wait(past: change) else { return }
      (gate, change) = next
    }
    do {
      let plan = try await declared.apply(to: desk, effects)
      logger.info(
        "\(PlanText(plan, isColoured: false).applied)", metadata: ["file": "\(declared.path)"])
    } catch {
      logger.error("what \(declared.path) declares was not recorded: \(error)")
    }
  }
}
