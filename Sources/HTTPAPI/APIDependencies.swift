package import Coordination
package import CoreMetrics
package import LogStore
package import Logging
package import Monitoring
package import ReadModel
package import Replication
package import StatusPage
package import StatusService

/// Everything that the API is made of, as plain values.
package struct APIDependencies: Sendable {
  /// What is shown, and who may change it.
  package var boards: Latest<Boards, BoardPosition>
  /// What the node says of itself at this moment.
  package var nodeStatus: @Sendable () -> NodeStatus
  /// What the node knows of the others at this moment.
  package var clusterStatus: @Sendable () -> ClusterStatus
  /// Takes changes, while this node is the primary.
  package var desk: CommandDesk
  /// Reads the recorded events.
  package var log: LogReader
  /// Renders the pages.
  package var page: PageRenderer
  /// Clock and randomness.
  package var effects: Effects
  /// The origins whose scripts may use the API, as browsers write them; `*` for all.
  package var corsOrigins: [String]
  /// What `/metrics` shows; `nil` if it shows nothing.
  package var metrics: MetricsRegistry?
  /// Makes what is counted of prepared answers.
  package var metricsFactory: any MetricsFactory = MetricsSystem.factory
  /// Where faults of ours are told, once each.
  package var logger: Logger
  /// How durable the event at a position is, after waiting for more. Alone, a node keeps it itself.
  package var durability: DurabilityOf = { _, _ in .local }
  /// Sends changes on while this node copies; `nil` where their clients are told the primary's
  /// address instead.
  package var forwarder: Forwarder?
  /// Makes this node the primary; `nil` where there is no cluster.
  package var promote: Promote?
  /// Mends this node's log from another's; `nil` where there is no cluster.
  package var repair: Repair?

  /// Waits for an event to be replicated, and says whether it is.
  package typealias DurabilityOf = @Sendable (BoardPosition, DurabilityWait) async -> Durability

  /// What a repair leads to.
  package typealias Repair = @Sendable () async -> Result<RepairReport, RepairFailure>

  /// What only this node had when another became the primary; `nil` where there is no cluster.
  package var orphans: OrphanDesk?

  /// What a promotion leads to.
  package typealias Promote =
    @Sendable (Promotion) async -> Result<PromotionReport, PromotionFailure>

  /// Dependencies of these parts.
  package init(
    boards: Latest<Boards, BoardPosition>, nodeStatus: @escaping @Sendable () -> NodeStatus,
    clusterStatus: @escaping @Sendable () -> ClusterStatus,
    desk: CommandDesk, log: LogReader, page: PageRenderer, effects: Effects,
    corsOrigins: [String], metrics: MetricsRegistry?, logger: Logger
  ) {
    self.boards = boards
    self.nodeStatus = nodeStatus
    self.clusterStatus = clusterStatus
    self.desk = desk
    self.log = log
    self.page = page
    self.effects = effects
    self.corsOrigins = corsOrigins
    self.metrics = metrics
    self.logger = logger
  }
}
