import Coordination
import EventLog
import HTTPAPI
import LogStore
import Logging
import Membership
import Monitoring
import ReadModel
import Replication
import ReplicationService
import ServiceLifecycle
import StatusPage
import StatusService

/// A node of a cluster: log, replication, whoever decides commands while it is the primary, read
/// model and HTTP, put together. Its role changes while it runs.
struct MemberNode {
  private let settings: Settings
  private let first: NodeStatus.Role
  private let http: HostPort
  private let logger: Logger
  private let page: PageRenderer
  private let scrubInterval: Duration?
  private let declared: DeclarationFile?
  private let cluster: ClusterFile
  private let keys: NodeKeys?
  private let forwards: Bool
  private let effects = Effects.system

  /// Nil for a node whose settings name no cluster.
  /// - Parameter first: what the node is if it never was anything.
  /// - Throws: `OperatorError` for a setting that is missing or wrong, before anything is touched.
  init?(_ settings: Settings, first: NodeStatus.Role) throws {
    guard settings.optional(.cluster) != nil else { return nil }
    self.settings = settings
    self.first = first
    for setting in first.settingsOfThePair where settings.isGiven(setting) {
      throw OperatorError(
        "--\(setting.name) is not for a node of a cluster: its file says it of each node",
        hint: "leave --\(setting.name) out, or leave --cluster out")
    }
    http = try HostPort(try settings.required(.http), option: Setting.http.name)
    logger = try NodeLog.logger(settings)
    guard let cluster = try ClusterFile(settings, logger) else { return nil }
    self.cluster = cluster
    scrubInterval = try settings.interval(.scrubInterval)
    page = try NodeTheme.renderer(settings, publicURL: cluster.member.url, logger)
    declared = try settings.declarationFile()
    keys = try MemberKeys.read(settings, cluster)
    forwards = try settings.isOn(.forwardWrites)
  }

  /// Runs until SIGTERM or SIGINT.
  func run() async throws {
    NodeGroup.prepare()
    let hangUps = await NodeGroup.hangUps()
    try checkAddresses()
    let metrics = try NodeMetrics.start(settings)
    let data = try settings.required(.data)
    var writer = try LogStore.open(directory: data)
    let role = try MemberRole(directory: data, first: first, logger: logger)
    try cluster.check(log: writer.head.logID, of: role.role, folder: data)
    if role.role == .primary, writer.head == .empty {
      try cluster.checkMayFound()
      try FirstStart(settings, effects, logger).found(&writer)
    }
    let log = OpenedLog(writer.reader, head: writer.head, folder: data, logger: logger)
    let snapshots = try await log.catchUp(scrubbing: scrubInterval, canBeMended: true)
    let desk = CommandDesk(pause: .notPrimary)
    let orphans = MemberOrphans(
      directory: data, membership: cluster.membership, keys: keys, logger: logger)
    let replication = try log.replicating(
      as: .member(
        cluster.own, of: cluster.membership, keys: keys?.curve, first: role.standingRole),
      writer, at: desk, orphans: orphans.keeping, effects)
    if let metrics { NodeMetrics.read(metrics, replication.shown) }
    let remembered = RememberedPrimary(directory: data, logger: logger)
    let state = MemberState(
      cluster: cluster, shown: replication.shown, desk: desk, log: log, orphans: orphans.desk,
      startsAsPrimary: role.role == .primary, remembered: remembered, effects: effects)
    try await NodeGroup.run(
      snapshots + [
        log.projector,
        ClusterFileReading(file: cluster, hangUps: hangUps, head: log.head, logger: logger),
        GateWatch(gate: replication.shown.gate, desk: desk), replication,
        ForkWatch(forks: replication.shown.forks, desk: desk, logger: logger),
        DamageWatch(finding: log.scrubFinding, replication: replication),
        PrimaryMemory(
          directory: data, remembered: remembered, status: replication.shown.status,
          effects: effects),
      ] + declaring(at: desk, replication.shown.gate)
        + serving(log, desk, replication, state, metrics),
      logger: logger)
    _ = await desk.close()
    orphans.desk.stop()
    log.stop()
  }

  /// Everything that can be wrong with an address, before a log is made.
  private func checkAddresses() throws {
    try ListeningProbe.check(http, option: Setting.http.name)
    for address in [cluster.member.publish, cluster.member.control] {
      try ListeningProbe.check(
        try HostPort(String(address.dropFirst("tcp://".count)), option: Setting.cluster.name),
        option: Setting.cluster.name)
    }
  }

  private func declaring(
    at desk: CommandDesk, _ gate: Latest<WriteGate, Int64>
  ) -> [any Service] {
    guard let declared else { return [] }
    return [
      DeclaredOnce(declared: declared, desk: desk, gate: gate, effects: effects, logger: logger)
    ]
  }

  private func serving(
    _ log: OpenedLog, _ desk: CommandDesk, _ replication: NodeReplicationService,
    _ state: MemberState, _ metrics: MetricsRegistry?
  ) -> [any Service] {
    let (logger, name) = (logger, cluster.own)
    let durability = MemberDurability(
      own: cluster.own, membership: cluster.membership, shown: replication.shown)
    let promotion = MemberPromotion(replication: replication, boards: log.boards)
    let repair = MemberRepair(replication: replication, finding: log.scrubFinding)
    var dependencies = NodeAPI.dependencies(
      settings, log, page: page, desk: desk, effects: effects, metrics: metrics, logger: logger,
      status: { state.node }, cluster: { state.status })
    dependencies.durability = { await durability.level(of: $0, $1) }
    dependencies.promote = { await promotion.promote($0) }
    dependencies.repair = { await repair.repair() }
    dependencies.orphans = state.orphans
    dependencies.forwarder =
      forwards ? Forwarder(from: name.text, to: { state.leaderURL }) : nil
    return NodeAPI.serving(dependencies, at: http) { port in
      NodeMetrics.listens()
      logger.info(
        "a node of a cluster is listening",
        metadata: ["name": "\(name)", "port": "\(port)"])
    }
  }
}
