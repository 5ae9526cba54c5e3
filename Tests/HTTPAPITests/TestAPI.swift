import Coordination
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import LogStore
import Logging
import MetricsTestKit
import NIOCore
import ReadModel
import StandardForms
import StatusPage
import StatusService
import Synchronization

@testable import HTTPAPI

/// A node without sockets: a log in a folder of its own, its writer and projector, and the API's
/// responder, which is called as the server would.
final class TestAPI: Sendable {
  static let secret = TokenSecret(text: "the administrator's token of all tests")
  static let t0 = Timestamp(microseconds: 1_767_225_600_000_000)

  let responder: APIResponder
  let dependencies: APIDependencies
  let metrics: TestMetrics
  let boards: Latest<Boards, BoardPosition>
  private let time: Moment
  let folder: String
  private let handler: CommandHandler
  private let projector: Projector
  private let executor = DedicatedThreadExecutor(name: "projector")

  /// The present of a test, which only the test moves.
  private final class Moment: Sendable {
    private let value = Mutex(TestAPI.t0)
    var now: Timestamp { value.withLock { $0 } }
    func move(to time: Timestamp) { value.withLock { $0 = time } }
  }

  /// A node with one administrator.
  /// - Parameters:
  ///   - status: a replica's word about itself; `nil` makes a primary.
  ///   - forwarder: what sends changes on; whoever gives it runs it.
  init(
    replica status: (@Sendable () -> NodeStatus)? = nil, corsOrigins: [String] = [],
    forwarder: Forwarder? = nil
  ) throws {
    folder =
      FileManager.default.temporaryDirectory.path + "/api-\(UInt64.random(in: 0 ... .max))"
    let moment = Moment()
    time = moment
    var effects = Effects.system
    effects.now = { moment.now }
    var writer = try LogStore.open(directory: folder)
    let founding = Founding(adminTokenDigest: Self.secret.digest, effects: effects)
    _ = try writer.create(
      logID: founding.logID, founding.events, recordedAt: founding.recordedAt,
      randomSalt: effects.randomSalt)
    let reader = writer.reader
    let head = Latest(writer.head, at: writer.head.epochPosition)
    let published = Latest(Boards(), at: BoardPosition.start)
    boards = published
    let logger = Logger(label: "test")
    projector = Projector(
      reader: reader, head: head, boards: boards, executor: executor, logger: logger)
    handler = CommandHandler(
      writer: writer, state: try DecisionState(Boards(folding: reader)), head: head,
      effects: effects, logger: logger, fatal: { fatalError("\($0)") })
    let desk = CommandDesk()
    if status == nil { desk.open(handler) }
    var dependencies = APIDependencies(
      boards: boards,
      nodeStatus: status ?? {
        NodeStatus(
          role: .primary, epoch: 1, position: published.current.position.position, head: 9,
          ageMilliseconds: 0, isCaughtUp: true, isStale: false, primaryURL: nil,
          condition: "serving")
      }, clusterStatus: { .alone }, desk: desk, log: reader,
      page: try PageRenderer(title: "Test", publicURL: nil, theme: .standard),
      effects: effects, corsOrigins: corsOrigins, metrics: nil, logger: logger)
    metrics = TestMetrics()
    dependencies.metricsFactory = metrics
    dependencies.forwarder = forwarder
    dependencies.orphans = OrphanDesk(
      directory: folder,
      authority: OrphanAuthority(key: { _ in nil }, isValid: { _, _, _ in false }),
      logger: logger)
    self.dependencies = dependencies
    responder = APIResponder(dependencies)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Runs `body` on a fresh node while its projector follows the log.
  static func run(
    replica status: NodeStatus, _ body: (TestAPI) async throws -> Void
  ) async throws {
    try await run(replica: { status }, body)
  }

  static func run(
    replica status: (@Sendable () -> NodeStatus)? = nil, corsOrigins: [String] = [],
    forwarder: Forwarder? = nil, _ body: (TestAPI) async throws -> Void
  ) async throws {
    let api = try TestAPI(replica: status, corsOrigins: corsOrigins, forwarder: forwarder)
    try await api.projector.catchUp()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await api.projector.run() }
      try await body(api)
      group.cancelAll()
    }
    await api.handler.stop()
    api.responder.stop()
    api.dependencies.orphans?.stop()
    api.executor.stop()
  }

  var now: Timestamp { time.now }

  func advance(by duration: Duration) { time.move(to: time.now.advanced(by: duration)) }

  func move(to time: Timestamp) { self.time.move(to: time) }
}

extension ClusterStatus {
  /// Of a primary that knows of nobody.
  static let alone = ClusterStatus(
    name: "primary", region: nil, log: nil, role: .primary, condition: "serving", epoch: 1, head: 9,
    lag: 0, committed: 9)
}

/// An answer as a client sees it.
struct Received {
  let status: Int
  let headers: HTTPFields
  let body: [UInt8]

  var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
  var text: String { String(decoding: body, as: UTF8.self) }
  var data: JSONValue { json["data"] ?? .null }
  var id: String { json["id"]?.string ?? "no id" }
  var tag: String { headers[.eTag] ?? "no tag" }
  var position: String { headers[.heliographPosition] ?? "no position" }
}

extension TestAPI {
  /// Sends a request below `/api/v1` (or to `path` itself if it begins with two slashes), with the
  /// administrator's token and as JSON unless `headers` say otherwise.
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil,
    _ headers: HTTPFields = [:], token: String? = TestAPI.secret.text
  ) async throws -> Received {
    var fields = HTTPFields()
    if let token { fields[.authorization] = "Bearer " + token }
    if let body {
      fields[.contentType] = "application/json"
      fields[.contentLength] = String(body.utf8.count)
    }
    for field in headers { fields[field.name] = field.value.isEmpty ? nil : field.value }
    let target = path.hasPrefix("//") ? String(path.dropFirst()) : "/api/v1" + path
    let head = HTTPRequest(
      method: method, scheme: "http", authority: "test", path: target, headerFields: fields)
    let request = Request(
      head: head, body: RequestBody(buffer: ByteBuffer(string: body ?? "")))
    let response = try await responder.respond(to: request)
    let collector = Collector()
    try? await response.body.write(collector)
    return Received(
      status: response.status.code, headers: response.headers, body: collector.bytes)
  }

  func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Received {
    try await send(.get, path, nil, headers, token: nil)
  }

  /// POSTs what must be accepted and returns its id.
  func make(_ path: String, _ body: String) async throws -> String {
    let answer = try await send(.post, path, body)
    guard answer.status == 201 else { throw Unexpected(text: answer.text) }
    return answer.id
  }
}

/// An answer that a test did not count on.
struct Unexpected: Error { let text: String }

/// Takes a body as it is written.
final class Collector: ResponseBodyWriter, Sendable {
  private let written = Mutex<[UInt8]>([])
  var bytes: [UInt8] { written.withLock { $0 } }

  func write(_ buffer: ByteBuffer) async throws {
    written.withLock { $0 += buffer.readableBytesView }
  }

  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
