import Coordination
import EventLog
import HTTPAPI
import LogStore
import Logging
import ReadModel
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
    logger = try NodeLog.logger(settings)
  }

  /// Runs until SIGTERM or SIGINT.
  func run() async throws {
    NodeGroup.prepare()
    try ListeningProbe.check(http, option: Setting.http.name)
    for setting in [Setting.primaryPublish, .primaryControl] {
      _ = try LoopbackEndpoint(try settings.required(setting), option: "--\(setting.name)")
    }
    let data = try settings.required(.data)
    let writer = try LogStore.open(directory: data)
    try DataRole(directory: data).claim(.replica)
    let log = OpenedLog(writer.reader, head: writer.head, folder: data, logger: logger)
    let snapshots = try await log.catchUp()
    let status = Latest(ReplicationStatus.initial, at: Int64(0))
    let logger = logger
    let replication = try ReplicaReplicationService(
      primaryPublish: try settings.required(.primaryPublish),
      primaryControl: try settings.required(.primaryControl),
      nodeName: try settings.required(.nodeName), writer: writer,
      head: log.head, status: status, logger: logger)
    let remembered = RememberedPrimary(directory: data)
    let memory = PrimaryMemory(
      directory: data, remembered: remembered, status: status, effects: effects)
    try await NodeGroup.run(
      snapshots + [
        log.projector, replication, memory, try server(log, status, remembered),
      ],
      logger: logger)
    log.stop()
  }

  private func server(
    _ log: OpenedLog, _ status: Latest<ReplicationStatus, Int64>,
    _ remembered: RememberedPrimary
  ) throws -> HTTPServer {
    let logger = logger
    let startedAt = ContinuousClock.now
    let effects = effects
    let readiness = Readiness(
      remembered: remembered.hadCaughtUp ? log.head.current.position.rawValue : nil)
    return HTTPServer(
      try NodeAPI.dependencies(
        settings, log, commands: nil, effects: effects, logger: logger,
        status: {
          let replication = status.current.value
          let boards = log.boards.current.value
          return NodeStatus(
            replica: replication, boards: boards,
            isCaughtUp: readiness.isReached(
              logHasCaughtUp: replication.hasCaughtUp,
              logHead: log.head.current.position.rawValue, position: boards.position.position),
            startedAt: startedAt, now: effects.now(), remembered: remembered)
        }), host: http.host, port: http.port,
      onListening: { port in
        logger.info("replica is listening", metadata: ["port": "\(port)"])
      })
  }
}
