import Coordination
import HTTPTypes
import HashTreeCollections
import Hummingbird
import NIOCore
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import Synchronization
import TestSupport
import Testing

@testable import HTTPAPI

/// What is answered in front of the router is what the router answers.
@Suite struct `Hot path and router` {
  /// A history that goes on, a clock that only the test moves, and a client that asks at random.
  private struct Play {
    let api: TestAPI
    var random: SplitMix64
    private var commands: RandomCommands
    private var state = StatusState()
    private var tags: [String] = []

    init(_ api: TestAPI, seed: UInt64) {
      self.api = api
      random = SplitMix64(seed: seed)
      commands = RandomCommands(seed: seed)
    }

    /// Records up to `count` commands.
    mutating func record(_ count: Int) throws {
      var boards = api.boards.current.value
      for _ in 0..<count {
        let command = commands.next(for: state)
        guard let events = try? decide(command, state, now: api.now) else { continue }
        for event in events {
          evolve(&state, event)
          boards.record(event, at: api.now)
        }
      }
      api.boards.publish(boards, at: boards.position)
    }

    /// Moves the clock: hardly, to where something begins or ends, or to another minute.
    mutating func pass() {
      let now = api.now
      let boundary = api.boards.current.value.status.nextBoundary(after: now) ?? now
      let steps: [Timestamp] = [
        now, now.advanced(by: .microseconds(1)), now.advanced(by: .seconds(20)),
        now.advanced(by: .seconds(90)), boundary, boundary.advanced(by: .microseconds(-1)),
        boundary.advanced(by: .microseconds(1)), now.advanced(by: .seconds(-30)),
      ]
      api.move(to: random.pick(steps) ?? now)
    }

    mutating func target() -> String {
      let board = api.boards.current.value.status
      let incident = random.pick(board.incidents.keys.sorted())?.text ?? "x"
      let component = random.pick(board.components.keys.sorted())?.text ?? "x"
      let targets = [
        "/", "/", "/", "/?lang=de", "/?lang=en", "/incidents/\(incident)",
        "/api/v1/components", "/api/v1/components", "/api/v1/components?at=2026-01-01T00:30:00Z",
        "/api/v1/components/\(component)", "/api/v1/incidents/\(incident)",
        "/api/v1/incidents?start=2025-12-31T00:00:00Z&end=2026-01-03T00:00:00Z",
        "/api/v1/incidents/\(incident)/updates", "/api/v1/incidents/\(incident)/updates/0",
        "/api/v1/severities", "/api/v1/impacttypes", "/api/v1/phases",
        "/api/v1/phases?generation=0", "/api/v1/openapi.yaml", "/style.css", "/robots.txt",
        "/favicon.ico",
      ]
      return random.pick(targets) ?? "/"
    }

    mutating func fields() -> [(HTTPField.Name, String)] {
      let languages = ["de-DE,de;q=0.9,en;q=0.8", "en", "fr", "*"]
      let codings = ["gzip, deflate, br", "gzip;q=0", "identity", "*;q=0.5"]
      let origins = ["https://a.example", "https://b.example"]
      var fields: [(HTTPField.Name, String)] = []
      if random.chance(50) { fields.append((.acceptLanguage, random.pick(languages) ?? "")) }
      if random.chance(60) { fields.append((.acceptEncoding, random.pick(codings) ?? "")) }
      if random.chance(30) { fields.append((.origin, random.pick(origins) ?? "")) }
      if random.chance(40), let tag = random.pick(tags) { fields.append((.ifNoneMatch, tag)) }
      return fields
    }

    mutating func remember(_ answer: WireAnswer) {
      let tag = answer.fields.first { $0.hasPrefix("ETag: ") }
      if let tag { tags = (tags + [String(tag.dropFirst(6))]).suffix(40) }
    }
  }

  /// What a responder answers, as bytes on the wire.
  private func routed(
    _ responder: APIResponder, _ method: HTTPRequest.Method, _ target: String,
    _ fields: [(HTTPField.Name, String)]
  ) async throws -> WireAnswer {
    var headers = HTTPFields()
    for (name, value) in fields { headers[name] = value }
    let head = HTTPRequest(
      method: method, scheme: "http", authority: "a", path: target, headerFields: headers)
    let response = try await responder.respond(
      to: Request(head: head, body: RequestBody(buffer: ByteBuffer())))
    let collector = Collector()
    try await response.body.write(collector)
    return WireAnswer(response, body: collector.bytes)
  }

  /// What is answered in front of the router, on a connection of its own; `nil` if it is left to
  /// it.
  private func hot(
    _ answers: HotAnswers, _ method: HTTPRequest.Method, _ target: String,
    _ fields: [(HTTPField.Name, String)]
  ) throws -> WireAnswer? {
    let lines = fields.map { "\($0.0.rawName): \($0.1)\r\n" }.joined()
    return try Line.opened(answers) { line in
      try line.send("\(method.rawValue) \(target) HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
      return WireAnswer(try line.receivedBytes())
    }
  }

  private func compare(_ api: TestAPI, seed: UInt64, change: () -> Void) async throws {
    var play = Play(api, seed: seed)
    var hits = 0
    for _ in 0..<150 {
      if play.random.chance(40) { try play.record(3) }
      if play.random.chance(60) { play.pass() }
      if play.random.chance(30) { change() }
      let (target, fields) = (play.target(), play.fields())
      let method: HTTPRequest.Method = play.random.chance(20) ? .head : .get
      // One that has prepared nothing.
      let fresh = APIResponder(api.dependencies)
      let wanted = try await routed(fresh, method, target, fields)
      fresh.stop()
      var answer = try hot(api.responder.hot, method, target, fields)
      if answer == nil {
        #expect(try await routed(api.responder, method, target, fields) == wanted, "\(target)")
        answer = try hot(api.responder.hot, method, target, fields)
      }
      guard wanted.status < 400 else {
        #expect(answer == nil)
        continue
      }
      hits += 1
      #expect(answer == wanted, "\(method) \(target) \(fields) at \(api.now.rfc3339)")
      play.remember(wanted)
    }
    #expect(hits > 75)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a primary answers the same in front of its router and behind it`(seed: UInt64) async throws
  {
    try await TestAPI.run(corsOrigins: ["https://a.example"]) { api in
      try await compare(api, seed: seed) {}
    }
  }

  @Test(arguments: 5...8 as ClosedRange<UInt64>)
  func `so does a replica, however old what it shows is`(seed: UInt64) async throws {
    let age = Mutex((random: SplitMix64(seed: seed), milliseconds: Int64(0), isStale: false))
    let status: @Sendable () -> NodeStatus = {
      let (_, milliseconds, isStale) = age.withLock { $0 }
      return NodeStatus(
        role: .replica, epoch: 1, position: 2, head: 2, ageMilliseconds: milliseconds,
        isCaughtUp: true, isStale: isStale, primaryURL: "http://primary.example",
        condition: "streaming")
    }
    try await TestAPI.run(replica: status) { api in
      try await compare(api, seed: seed) {
        age.withLock { age in
          age.milliseconds = Int64.random(in: 0..<200_000, using: &age.random)
          age.isStale = age.random.chance(40)
        }
      }
    }
  }
}
