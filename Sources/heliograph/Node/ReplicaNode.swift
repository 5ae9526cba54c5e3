import Coordination
import EventLog
import HTTPAPI
import LogStore
import Logging
import Monitoring
import ReadModel
import Replication
import ReplicationService
import ServiceLifecycle
import StatusPage
import StatusService

/// A node that copies: log, replication, read model and HTTP, put together.
struct ReplicaNode {
  private let settings: Settings
  private let http: HostPort
  private let logger: Logger
  private let page: PageRenderer
  private let scrubInterval: Duration?
  private let name: String
  private let part: NodePart
  private let forwards: Bool
  private let effects = Effects.system

  static let known: [Setting] = [
    .data, .http, .primaryPublish, .primaryControl, .nodeName, .cluster, .keys, .provision,
    .forwardWrites, .title, .theme,
    .corsOrigins, .metrics, .scrubInterval, .logFormat, .logLevel,
  ]

  /// - Throws: `OperatorError` for a setting that is missing or wrong, before anything is touched.
  init(_ settings: Settings) throws {
    self.settings = settings
    try settings.refuse([.keys, .provision], unlessGiven: .cluster)
    http = try HostPort(try settings.required(.http), option: Setting.http.name)
    logger = try NodeLog.logger(settings)
    scrubInterval = try settings.interval(.scrubInterval)
    page = try NodeTheme.renderer(settings, publicURL: nil, logger)
    name = try settings.nodeName(else: .replica)
    part = .replica(
      publish: try Self.endpoint(.primaryPublish, settings),
      control: try Self.endpoint(.primaryControl, settings), name: name)
    forwards = try settings.isOn(.forwardWrites)
  }

  /// Runs until SIGTERM or SIGINT.
  func run() async throws {
    NodeGroup.prepare()
    let hangUps = await NodeGroup.hangUps()
    try ListeningProbe.check(http, option: Setting.http.name)
    let metrics = try NodeMetrics.start(settings)
    let data = try settings.required(.data)
    let writer = try LogStore.open(directory: data)
    try DataRole(directory: data).claim(.replica)
    let log = OpenedLog(writer.reader, head: writer.head, folder: data, logger: logger)
    let snapshots = try await log.catchUp(scrubbing: scrubInterval)
    let desk = CommandDesk()
    let replication = try log.replicating(as: part, writer, at: desk, effects)
    let reading = ClusterFileReading(
      file: nil, hangUps: hangUps, head: log.head, logger: logger)
    try await NodeGroup.run(
      snapshots + [log.projector, reading, replication]
        + serving(log, desk, replication.shown.status, in: data, metrics),
      logger: logger)
    log.stop()
  }

  private static func endpoint(
    _ setting: Setting, _ settings: Settings
  ) throws -> LoopbackEndpoint {
    try LoopbackEndpoint(
      connecting: try settings.required(setting), option: "--\(setting.name)")
  }

  private func serving(
    _ log: OpenedLog, _ desk: CommandDesk, _ status: Latest<ReplicationStatus, Int64>,
    in folder: String, _ metrics: MetricsRegistry?
  ) -> [any Service] {
    let remembered = RememberedPrimary(directory: folder, logger: logger)
    let memory = PrimaryMemory(
      directory: folder, remembered: remembered, status: status, effects: effects)
    let logger = logger
    let startedAt = ContinuousClock.now
    let effects = effects
    let name = name
    let readiness = Readiness(
      remembered: remembered.hadCaughtUp ? log.head.current.position.position.rawValue : nil)
    let nodeStatus = { @Sendable in
      let replication = status.current.value
      let boards = log.boards.current.value
      return NodeStatus(
        replica: replication, boards: boards,
        isCaughtUp: readiness.isReached(
          logHasCaughtUp: replication.hasCaughtUp,
          logHead: log.head.current.position.position.rawValue, position: boards.position.position),
        startedAt: startedAt, now: effects.now(), remembered: remembered)
    }
    var dependencies = NodeAPI.dependencies(
      settings, log, page: page, desk: desk, effects: effects, metrics: metrics,
      logger: logger, status: nodeStatus,
      cluster: {
        ClusterStatus(
          replica: name, nodeStatus(), head: log.head.current.value, status.current.value,
          now: .now)
      })
    dependencies.forwarder =
      forwards ? Forwarder(from: name, to: { nodeStatus().primaryURL }) : nil
    return [memory]
      + NodeAPI.serving(dependencies, at: http) { port in
        NodeMetrics.listens()
        logger.info("replica is listening", metadata: ["port": "\(port)"])
      }
  }
}
