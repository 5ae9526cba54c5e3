import Coordination
import Membership
import Replication
import ServiceLifecycle
import StatusService

/// Has commands decided while this node may, and refused with the reason while it may not.
struct GateWatch: Service {
  let gate: Latest<WriteGate, Int64>
  let desk: CommandDesk

  func run() async throws {
    await cancelWhenGracefulShutdown { await follow() }
  }

  private func follow() async {
    var (gate, change) = gate.current
    while true {
      desk.pause(gate.refusal)
      guard let next = try? await self.gate.wait(past: change) else { return }
      (gate, change) = next
    }
  }
}

extension WriteGate {
  /// What is answered to commands; nil where they are decided.
  fileprivate var refusal: CommandFailure? {
    switch self {
    case .open: nil
    case .replica: .notPrimary
    case .surveying:
      .notNow(reason: "This node has just started, and first hears whether another was promoted.")
    case .handingOver(let node): .notNow(reason: "This node is handing over to \(node).")
    case .beginningEpoch: .notNow(reason: "This node begins another epoch.")
    case .regionsMissing(let regions):
      .notNow(
        reason: "No node of the required region \(regions.map(\.text).joined(separator: ", ")) is "
          + "connected, and the cluster's policy is strict: nothing was recorded.")
    }
  }

  /// The same for the operator, in a few words.
  var condition: String {
    switch self {
    case .open: "serving"
    case .replica: "about to step down"
    case .surveying: "first hearing the others"
    case .handingOver(let node): "handing over to \(node)"
    case .beginningEpoch: "beginning another epoch"
    case .regionsMissing(let regions):
      "refusing writes without the region \(regions.map(\.text).joined(separator: ", "))"
    }
  }
}
