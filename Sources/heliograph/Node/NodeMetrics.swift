import Coordination
import CoreMetrics
import EventLog
import LogStore
import Monitoring
import ReadModel
import Replication
import ReplicationService
import StatusService

/// What a node's metrics are read from when somebody asks for them.
enum NodeMetrics {
  /// Begins to keep what is recorded, before anything of the node is made; `nil` where `settings`
  /// do not want metrics.
  /// - Throws: `OperatorError` for a setting that is neither on nor off.
  static func start(_ settings: Settings) throws -> MetricsRegistry? {
    guard try settings.isOn(.metrics) else { return nil }
    let registry = MetricsRegistry()
    MetricsSystem.bootstrap(registry)
    registry.readProcess()
    return registry
  }

  /// Has `registry` read what primary and replica have alike.
  static func read(
    _ registry: MetricsRegistry, _ log: OpenedLog, desk: CommandDesk,
    status: @escaping @Sendable () -> NodeStatus
  ) {
    let (reader, head, boards) = (log.reader, log.head, log.boards)
    registry.read(.build) { [([Version.text, status().role.rawValue], 1)] }
    registry.read(.ready) { [([], status().isCaughtUp ? 1 : 0)] }
    registry.read(.lag) { [([], Double(status().lag))] }
    registry.read(.stateAge) { [([], Double(status().ageMilliseconds) / 1000)] }
    registry.read(.headPosition) { [([], Double(head.current.position.position.rawValue))] }
    registry.read(.epoch) { [([], Double(head.current.value.epoch.rawValue))] }
    registry.read(.logBytes) { [([], Double(reader.fileSizes.database))] }
    registry.read(.writeAheadLogBytes) { [([], Double(reader.fileSizes.writeAheadLog))] }
    registry.read(.diskFreeBytes) { reader.diskFreeByteCount.map { [([], Double($0))] } ?? [] }
    registry.read(.boardPosition) { [([], Double(boards.current.position.position))] }
    registry.read(.boardComponents) { [([], Double(boards.current.value.status.components.count))] }
    registry.read(.boardIncidents) { [([], Double(boards.current.value.status.incidents.count))] }
    registry.read(.waitingCommands) { [([], Double(desk.waitingCount))] }
  }

  /// Has `registry` read what a primary knows of its replicas.
  static func read(_ registry: MetricsRegistry, _ peers: Latest<[PeerStatus], Int64>) {
    registry.read(.connectedReplicas) {
      [([], Double(peers.current.value.count { $0.refusal == nil }))]
    }
    registry.read(.acknowledgedPosition) {
      let connected = peers.current.value.filter { $0.refusal == nil }
      return Dictionary(grouping: connected, by: \.name).map { name, replicas in
        ([name], Double(replicas.map(\.acknowledged.rawValue).min() ?? 0))
      }
    }
  }

  /// Has `registry` read what a node of a cluster knows of the others.
  static func read(_ registry: MetricsRegistry, _ shown: NodeShown) {
    read(registry, shown.peers)
    registry.read(.commitPosition) { [([], Double(shown.committed.position.position.rawValue))] }
    registry.read(.takesWrites) { [([], shown.gate.current.value == .open ? 1 : 0)] }
  }

  /// Records how long the start took, now that the node listens.
  static func listens() {
    guard let age = ProcessReadings.age else { return }
    Recorder(.startDuration).record(age)
  }
}
