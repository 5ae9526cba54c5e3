import Coordination
import EventLog
import HTTPAPI
import LogStore
import Logging
import Replication
import ReplicationService
import ServiceLifecycle
import StatusService

/// A node that copies: log, replication, read model and HTTP, put together.
struct ReplicaNode {
  private let settings: Settings
  private let http: HostPort
  private let logger: Logger
  private let effects = Effects.system

  static let known: [Setting] = [
    .data, .http, .primaryPublish, .primaryControl, .nodeName, .title, .corsOrigins, .logLevel,
  ]

  /// - Throws: `OperatorError` for a setting that is missing or wrong, before anything is touched.
  init(_ settings: Settings) throws {
    self.settings = settings
    http = try HostPort(try settings.required(.http), option: Setting.http.name)
    logger = try NodeLog.logger(level: try settings.required(.logLevel))
  }

  /// Runs until SIGTERM or SIGINT.
  func run() async throws {
    let data = try settings.required(.data)
    let writer = try LogStore.open(directory: data)
    try DataRole(directory: data).claim(.replica)
    let log = OpenedLog(writer.reader, head: writer.head, logger: logger)
    try await log.catchUp()
    let status = Latest(ReplicationStatus.initial, at: Int64(0))
    let logger = logger
    let replication = try ReplicaReplicationService(
      primaryPublish: try settings.required(.primaryPublish),
      primaryControl: try settings.required(.primaryControl),
      nodeName: try settings.required(.nodeName), writer: writer, reader: log.reader,
      head: log.head, status: status, logger: logger)
    try await NodeGroup.run(
      [log.projector, replication, try server(log, status)], logger: logger)
    log.projectorThread.stop()
  }

  private func server(
    _ log: OpenedLog, _ status: Latest<ReplicationStatus, Int64>
  ) throws -> HTTPServer {
    let logger = logger
    let startedAt = ContinuousClock.now
    let effects = effects
    return HTTPServer(
      try NodeAPI.dependencies(
        settings, log, commands: nil, effects: effects, logger: logger,
        status: {
          NodeStatus(
            replica: status.current.value, boards: log.boards.current.value,
            startedAt: startedAt, now: effects.now())
        }), host: http.host, port: http.port,
      onListening: { port in
        logger.info("replica is listening", metadata: ["port": "\(port)"])
      })
  }
}
