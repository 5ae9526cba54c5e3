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
  private let name: String
  private let effects = Effects.system

  static let known: [Setting] = [
    .data, .http, .publish, .control, .nodeName, .cluster, .keys, .adminToken, .provision,
    .publicURL, .forwardWrites,
    .title, .theme, .corsOrigins, .metrics, .scrubInterval, .logFormat, .logLevel,
  ]

  /// - Throws: `OperatorError` for a setting that is missing or wrong, before anything is touched.
  init(_ settings: Settings) throws {
    self.settings = settings
    try settings.refuse([.keys, .forwardWrites], unlessGiven: .cluster)
    http = try HostPort(try settings.required(.http), option: Setting.http.name)
    logger = try NodeLog.logger(settings)
    scrubInterval = try settings.interval(.scrubInterval)
    page = try NodeTheme.renderer(
      settings, publicURL: settings.optional(.publicURL), logger)
    declared = try settings.declarationFile()
    name = try settings.nodeName(else: .primary)
  }

  /// Runs until SIGTERM or SIGINT.
  func run() async throws {
    NodeGroup.prepare()
    let hangUps = await NodeGroup.hangUps()
    let part = try checkedPart()
    let metrics = try NodeMetrics.start(settings)
    let data = try settings.required(.data)
    var writer = try LogStore.open(directory: data)
    try DataRole(directory: data).claim(.primary)
    if writer.head == .empty { try FirstStart(settings, effects, logger).found(&writer) }
    let log = OpenedLog(writer.reader, head: writer.head, folder: data, logger: logger)
    let snapshots = try await log.catchUp(scrubbing: scrubInterval)
    // Who does not know all that was recorded decides nothing.
    _ = try DecisionState(log.boards.current.value)
    let desk = CommandDesk()
    let replication = try log.replicating(as: part, writer, at: desk, effects)
    try await replication.begin()
    try await provision(desk, log)
    if let metrics { NodeMetrics.read(metrics, replication.shown.peers) }
    let watch = AlarmWatch(alarm: replication.shown.alarm, desk: desk)
    let reading = ClusterFileReading(
      file: nil, hangUps: hangUps, head: log.head, logger: logger)
    try await NodeGroup.run(
      snapshots + [
        log.projector, reading, replication, watch, server(log, desk, replication.shown, metrics),
      ],
      logger: logger)
    _ = await desk.close()
    log.stop()
  }

  /// What it is among the others. Everything that can be wrong with an address is found here,
  /// before a log is made.
  private func checkedPart() throws -> NodePart {
    try ListeningProbe.check(http, option: Setting.http.name)
    let (publish, control) = (try endpoint(.publish), try endpoint(.control))
    let isURL = publicURL.hasPrefix("http://") || publicURL.hasPrefix("https://")
    guard isURL else {
      throw OperatorError(
        "--public-url is \"\(publicURL)\", which is no URL",
        hint: "write for example https://status.example.org")
    }
    if settings.optional(.publicURL) == nil, ["0.0.0.0", "::"].contains(http.host) {
      logger.warning("without --public-url, replicas cannot tell clients where this primary is")
    }
    return .primary(publish: publish, control: control, url: publicURL)
  }

  private func endpoint(_ setting: Setting) throws -> LoopbackEndpoint {
    let endpoint = try LoopbackEndpoint(
      try settings.required(setting), option: "--\(setting.name)")
    if !endpoint.text.hasSuffix("*") {
      try ListeningProbe.check(
        try HostPort(String(endpoint.text.dropFirst("tcp://".count)), option: setting.name),
        option: setting.name)
    }
    return endpoint
  }

  /// Records what is declared and not there, and takes it in before anything is served.
  private func provision(_ desk: CommandDesk, _ log: OpenedLog) async throws {
    guard let declared else { return }
    let plan = try await declared.apply(to: desk, effects)
    try await log.projector.catchUp()
    logger.info(
      "\(PlanText(plan, isColoured: false).applied)", metadata: ["file": "\(declared.path)"])
  }

  private var publicURL: String { settings.optional(.publicURL) ?? "http://\(http.authority)" }

  private func server(
    _ log: OpenedLog, _ desk: CommandDesk, _ shown: NodeShown, _ metrics: MetricsRegistry?
  ) -> HTTPServer {
    let logger = logger
    let url = publicURL
    let (alarm, peers) = (shown.alarm, shown.peers)
    let name = name
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
        settings, log, page: page, desk: desk, effects: effects, metrics: metrics,
        logger: logger, status: status,
        cluster: {
          ClusterStatus(
            primary: name, status(), head: log.head.current.value, peers.current.value,
            alarm: alarm.current.value, storageFault: desk.storageFault, now: .now)
        }), host: http.host, port: http.port,
      onListening: { port in
        NodeMetrics.listens()
        logger.info(
          "primary is listening", metadata: ["http": "\(url)", "port": "\(port)"])
      })
  }
}
