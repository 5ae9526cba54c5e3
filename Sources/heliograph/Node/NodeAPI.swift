import HTTPAPI
import Logging
import Monitoring
import ServiceLifecycle
import StatusPage
import StatusService

/// What the HTTP layer is given, the same at primary and replica.
enum NodeAPI {
  static func dependencies(
    _ settings: Settings, _ log: OpenedLog, page: PageRenderer, desk: CommandDesk,
    effects: Effects, metrics: MetricsRegistry?, logger: Logger,
    status: @escaping @Sendable () -> NodeStatus,
    cluster: @escaping @Sendable () -> ClusterStatus
  ) -> APIDependencies {
    if let metrics {
      NodeMetrics.read(metrics, log, desk: desk, status: status)
      metrics.read(.clusterProblems) { [([], Double(cluster().problemCount))] }
    }
    let origins = settings.optional(.corsOrigins) ?? ""
    return APIDependencies(
      boards: log.boards, nodeStatus: status, clusterStatus: cluster, desk: desk,
      log: log.reader, page: page, effects: effects,
      corsOrigins: origins.split(separator: ",").map { String($0.filter { $0 != " " }) },
      metrics: metrics, logger: logger)
  }

  /// The server, and before it what it needs until its last answer.
  static func serving(
    _ dependencies: APIDependencies, at http: HostPort,
    onListening: @escaping @Sendable (Int) -> Void
  ) -> [any Service] {
    let server = HTTPServer(
      dependencies, host: http.host, port: http.port, onListening: { onListening($0) })
    return (dependencies.forwarder.map { [$0] } ?? []) + [server]
  }
}
