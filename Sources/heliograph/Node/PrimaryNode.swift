import Coordination
import EventLog
import HTTPAPI
import LogStore
import Logging
import Monitoring
import Provisioning
import ReadModel
import Replication
import ReplicationService
import ServiceLifecycle
import StatusPage
import StatusService

/// The node that appends: log, writer, read model, replication and HTTP, put together.
struct PrimaryNode {
  private let settings: Settings
  private let http: HostPort
  private let logger: Logger
  private let page: PageRenderer
  private let scrubInterval: Duration?
  private let declared: DeclarationFile?
  private let cluster: ClusterFile?
  private let place: ClusterPlace
  private let effects = Effects.system

  static let known: [Setting] = [
    .data, .http, .publish, .control, .nodeName, .cluster, .adminToken, .provision, .publicURL,
    .title, .theme, .corsOrigins, .metrics, .scrubInterval, .logFormat, .logLevel,
  ]

  /// - Throws: `OperatorError` for a setting that is missing or wrong, before anything is touched.
  init(_ settings: Settings) throws {
    self.settings = settings
    http = try HostPort(try settings.required(.http), option: Setting.http.name)
    logger = try NodeLog.logger(settings)
    scrubInterval = try settings.interval(.scrubInterval)
    page = try NodeTheme.renderer(
      settings, publicURL: settings.optional(.publicURL), logger)
    declared = try settings.optional(.provision).map { try DeclarationFile($0) }
    cluster = try ClusterFile(settings, logger)
    place = try ClusterPlace(settings, .primary, cluster)
  }

  /// Runs until SIGTERM or SIGINT.
  func run() async throws {
    NodeGroup.prepare()
    let hangUps = await NodeGroup.hangUps()
    try checkAddresses()
    let metrics = try NodeMetrics.start(settings)
    let data = try settings.required(.data)
    var writer = try LogStore.open(directory: data)
    try cluster?.check(log: writer.head.logID, of: .primary, folder: data)
    try DataRole(directory: data).claim(.primary)
    if writer.head == .empty { try found(&writer) }
    let log = OpenedLog(writer.reader, head: writer.head, folder: data, logger: logger)
    let replication = try replicationService(log)
    _ = try await replication.bind()
    let snapshots = try await log.catchUp(scrubbing: scrubInterval)
    let logger = logger
    let commands = CommandHandler(
      writer: writer, state: try DecisionState(log.boards.current.value), head: log.head,
      effects: effects, logger: logger, fatal: { NodeLog.stop(logger, because: $0) })
    try await provision(commands, log)
    if let metrics { NodeMetrics.read(metrics, replication.peers) }
    let watch = AlarmWatch(alarm: replication.alarm, commands: commands)
    let reading = ClusterFileReading(
      file: cluster, hangUps: hangUps, head: log.head, logger: logger)
    try await NodeGroup.run(
      snapshots + [
        log.projector, reading, replication, watch, server(log, commands, replication, metrics),
      ],
      logger: logger)
    await commands.stop()
    log.stop()
  }

  /// Everything that can be wrong with an address, before a log is made.
  private func checkAddresses() throws {
    try ListeningProbe.check(http, option: Setting.http.name)
    for setting in [Setting.publish, .control] {
      let endpoint = try LoopbackEndpoint(
        try settings.required(setting), option: "--\(setting.name)")
      guard !endpoint.text.hasSuffix("*") else { continue }
      try ListeningProbe.check(
        try HostPort(String(endpoint.text.dropFirst("tcp://".count)), option: setting.name),
        option: setting.name)
    }
    let isURL = publicURL.hasPrefix("http://") || publicURL.hasPrefix("https://")
    guard isURL else {
      throw OperatorError(
        "--public-url is \"\(publicURL)\", which is no URL",
        hint: "write for example https://status.example.org")
    }
    if settings.optional(.publicURL) == nil, ["0.0.0.0", "::"].contains(http.host) {
      logger.warning("without --public-url, replicas cannot tell clients where this primary is")
    }
  }

  /// Records what is declared and not there, and takes it in before anything is served.
  private func provision(_ commands: CommandHandler, _ log: OpenedLog) async throws {
    guard let declared else { return }
    let plan = try await declared.apply(to: commands, effects)
    try await log.projector.catchUp()
    logger.info(
      "\(PlanText(plan, isColoured: false).applied)", metadata: ["file": "\(declared.path)"])
  }

  /// A new log, and the token of its first administrator.
  private func found(_ writer: inout LogWriter) throws {
    let given = settings.optional(.adminToken)
    guard given != "" else {
      throw OperatorError("--admin-token is empty", hint: "give one, or leave the option out")
    }
    let secret = given.map { TokenSecret(text: $0) } ?? TokenSecret(effects.randomBytes32())
    let founding = Founding(adminTokenDigest: secret.digest, effects: effects)
    // Shown before it is recorded: a token that nobody could read would lock everybody out. To
    // standard output and never to the log, which others may read.
    if given == nil {
      try StandardOutput.write("administrator's token, shown only now: \(secret.text)")
    } else if secret.text.utf8.count < 20 {
      logger.warning("the administrator's token is short; a long random one cannot be guessed")
    }
    _ = try writer.create(
      logID: founding.logID, founding.events, recordedAt: founding.recordedAt,
      randomSalt: effects.randomSalt)
    logger.info("made a new log", metadata: ["log": "\(founding.logID.text)"])
  }

  private func replicationService(_ log: OpenedLog) throws -> PrimaryReplicationService {
    try PrimaryReplicationService(
      publish: try settings.required(.publish), control: try settings.required(.control),
      reader: log.reader, head: log.head, publicURL: publicURL, logger: logger)
  }

  private var publicURL: String { settings.optional(.publicURL) ?? "http://\(http.authority)" }

  private func server(
    _ log: OpenedLog, _ commands: CommandHandler, _ replication: PrimaryReplicationService,
    _ metrics: MetricsRegistry?
  ) -> HTTPServer {
    let logger = logger
    let url = publicURL
    let (alarm, peers) = (replication.alarm, replication.peers)
    let place = place
    let status = { @Sendable in
      let position = log.boards.current.position
      let head = log.head.current.position.position.rawValue
      return NodeStatus(
        role: .primary, epoch: position.epoch, position: position.position, head: head,
        ageMilliseconds: 0, isCaughtUp: true, isStale: false, primaryURL: url,
        condition: alarm.current.value.map { "alarm: \($0.reason)" } ?? "serving")
    }
    return HTTPServer(
      NodeAPI.dependencies(
        settings, log, page: page, commands: commands, effects: effects, metrics: metrics,
        logger: logger, status: status,
        cluster: {
          ClusterStatus(
            primary: place, status(), head: log.head.current.value, peers.current.value,
            alarm: alarm.current.value, now: .now)
        }), host: http.host, port: http.port,
      onListening: { port in
        NodeMetrics.listens()
        logger.info(
          "primary is listening", metadata: ["http": "\(url)", "port": "\(port)"])
      })
  }
}
