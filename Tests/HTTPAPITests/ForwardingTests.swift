import Coordination
import HTTPTypes
import Hummingbird
import Logging
import ReadModel
import ServiceLifecycle
import StandardForms
import StatusService
import Synchronization
import Testing

@testable import HTTPAPI

@Suite struct `A replica that sends changes on` {
  private static func status(_ url: String?) -> NodeStatus {
    NodeStatus(
      role: .replica, epoch: 1, position: 2, head: 2, ageMilliseconds: 5, isCaughtUp: true,
      isStale: false, primaryURL: url, condition: "streaming")
  }

  /// A replica of the primary at `url`.
  private func replica(
    of url: String?, _ body: (TestAPI) async throws -> Void
  ) async throws {
    let forwarder = Forwarder(from: "muc-1", to: { url })
    try await running(forwarder) {
      try await TestAPI.run(replica: { Self.status(url) }, forwarder: forwarder, body)
    }
  }

  private func running(_ service: some Service, _ body: () async throws -> Void) async throws {
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(services: [service], logger: Logger(label: "test")))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      let result: Result<Void, any Error>
      do { result = .success(try await body()) } catch { result = .failure(error) }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
      try result.get()
    }
  }

  /// A replica of a primary that does with every request what is said.
  private func replica(
    ofPrimary behaviour: ScriptedPrimary.Behaviour,
    _ body: (TestAPI, ScriptedPrimary) async throws -> Void
  ) async throws {
    let primary = try await ScriptedPrimary(behaviour)
    try await replica(of: primary.url) { try await body($0, primary) }
    try await primary.stop()
  }

  private static let empty = "HTTP/1.1 204 No Content\r\nHeliograph-Position: 1:1\r\n\r\n"

  @Test func `sends what concerns the change, and nothing of what is between the two`() async throws
  {
    try await replica(ofPrimary: .answer(Self.empty)) { replica, primary in
      let headers: HTTPFields = [
        .idempotencyKey: "k1", .prefer: "wait=2", .ifMatch: "\"1-2\"", .cookie: "c=1",
        .userAgent: "curl", .acceptEncoding: "gzip", .connection: "keep-alive",
        .heliographMinPosition: "1:1",
      ]
      let answer = try await replica.send(
        .post, "/provision?dryRun=true", #"{"components":[]}"#, headers)
      #expect(answer.status == 204 && answer.body.isEmpty)
      #expect(primary.lines.first == "POST /api/v1/provision?dryRun=true HTTP/1.1")
      #expect(
        Set(primary.lines.dropFirst().map { $0.lowercased() }) == [
          "authorization: bearer \(TestAPI.secret.text)".lowercased(),
          "content-type: application/json", "content-length: 17", "idempotency-key: k1",
          "prefer: wait=2", "if-match: \"1-2\"", "heliograph-forwarded: muc-1",
        ])
      #expect(primary.request.hasSuffix("\r\n\r\n{\"components\":[]}"))
    }
  }

  @Test func `sends a deletion without a body`() async throws {
    try await replica(ofPrimary: .answer(Self.empty)) { replica, primary in
      let path = "/components/0190f3a0-1111-7222-8333-444455556666"
      let answer = try await replica.send(.delete, path, nil, [.ifMatch: "*"])
      #expect(answer.status == 204)
      #expect(primary.lines.first == "DELETE /api/v1\(path) HTTP/1.1")
      #expect(primary.lines.contains { $0.lowercased() == "if-match: *" })
    }
  }

  @Test func `gives the answer back byte for byte`() async throws {
    let body = #"{"type":"urn:x", "status":409 ,"detail":"wörtlich"}"#
    let text =
      "HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\nETag: \"1-7\"\r\n"
      + "Location: /api/v1/x\r\nHeliograph-Position: 1:1\r\nHeliograph-Durability: replicated\r\n"
      + "Preference-Applied: wait=2\r\nRetry-After: 9\r\nCache-Control: no-store\r\n"
      + "Set-Cookie: a=b\r\nX-Between: y\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    try await replica(ofPrimary: .answer(text)) { replica, _ in
      let answer = try await replica.send(.post, "/components", "{}")
      #expect(answer.status == 409 && answer.text == body)
      let given: HTTPFields = [
        .contentType: "application/problem+json", .eTag: "\"1-7\"", .location: "/api/v1/x",
        .heliographPosition: "1:1", .heliographDurability: "replicated",
        .preferenceApplied: "wait=2", .retryAfter: "9", .cacheControl: "no-store",
      ]
      for field in given { #expect(answer.headers[field.name] == field.value) }
      #expect(answer.headers[.setCookie] == nil)
    }
  }

  @Test func `sends nothing on that was sent on before`() async throws {
    try await replica(ofPrimary: .answer(Self.empty)) { replica, primary in
      let answer = try await replica.send(
        .post, "/components", "{}", [.heliographForwarded: "fra-1"])
      #expect(answer.status == 503 && answer.json["primary"]?.string == primary.url)
      #expect(answer.json["type"]?.string == "urn:heliograph:problem:replica-reads-only")
      #expect(primary.request.isEmpty)
    }
  }

  @Test(arguments: ["/cluster/repair", "/orphans/x/settlements"])
  func `sends on nothing that is meant for this node`(_ path: String) async throws {
    try await replica(ofPrimary: .answer(Self.empty)) { replica, primary in
      let answer = try await replica.send(.post, path, "{}")
      #expect(answer.status >= 400 && primary.request.isEmpty)
      #expect(try await replica.get("/components").status == 200 && primary.request.isEmpty)
    }
  }

  @Test func `answers once it shows the change itself`() async throws {
    let later = "HTTP/1.1 204 No Content\r\nHeliograph-Position: 1:99\r\n\r\n"
    let primary = ScriptedPrimary.Behaviour(text: { $0.hasPrefix("POST") ? later : Self.empty })
    try await replica(ofPrimary: primary) { replica, primary in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          let sent = ContinuousClock.now
          let answer = try await replica.send(.post, "/severities", "{}")
          let shown = replica.boards.current.position.position
          #expect(answer.status == 204 && answer.position == "1:99")
          #expect(shown == 99 || ContinuousClock.now - sent > Limits.boardWaitMax)
        }
        try await primary.asked()
        // By then the primary has answered, and others after it were given their answers.
        for _ in 0..<10 {
          #expect(try await replica.send(.delete, "/severities/x").status == 204)
        }
        replica.boards.publish(
          replica.boards.current.value, at: BoardPosition(epoch: 1, position: 99))
        try await group.waitForAll()
      }
    }
  }
}

extension `A replica that sends changes on` {
  private func problem(_ answer: Received, _ status: Int, _ kind: String) -> String {
    #expect(answer.status == status)
    #expect(answer.json["type"]?.string == "urn:heliograph:problem:" + kind)
    #expect(answer.headers[.contentType] == "application/problem+json")
    return answer.json["detail"]?.string ?? ""
  }

  @Test func `says which primary it cannot connect to, and that nothing was sent`() async throws {
    let gone = try await ScriptedPrimary(.hangUp)
    try await gone.stop()
    try await replica(of: gone.url) { replica in
      let answer = try await replica.send(.post, "/components", "{}")
      let words = problem(answer, 503, "not-forwarded")
      #expect(words.contains("\(gone.url) (Connection refused), so it sent nothing on."))
      #expect(answer.json["primary"]?.string == gone.url && answer.headers[.retryAfter] == "1")
    }
  }

  @Test func `sends nothing where it hears no primary`() async throws {
    try await replica(of: nil) { replica in
      let words = problem(try await replica.send(.delete, "/severities/x"), 503, "not-forwarded")
      #expect(words.contains("hears no primary now"))
    }
  }

  @Test func `gives its token to nobody who does not prove to be the primary`() async throws {
    let plain = ScriptedPrimary.Behaviour(text: { _ in Self.empty }, isHasty: true)
    let primary = try await ScriptedPrimary(plain)
    try await replica(of: primary.url.replacing("http:", with: "https:")) { replica in
      let words = problem(
        try await replica.send(.post, "/components", "{}"), 503, "not-forwarded")
      #expect(words.contains("(no TLS: "))
      #expect(!primary.request.isEmpty && !primary.request.contains("Bearer"))
    }
    try await primary.stop()
  }

  @Test func `tells that it is unknown what became of a change whose answer was lost`() async throws
  {
    try await replica(ofPrimary: .hangUp) { replica, primary in
      let answer = try await replica.send(.post, "/components", "{}")
      let words = problem(answer, 502, "answer-lost")
      #expect(words.contains("\(primary.url), and no whole answer came: the change may have been"))
      #expect(words.contains("Look before you repeat it"))
      let keyed = try await replica.send(.post, "/components", "{}", [.idempotencyKey: "k"])
      #expect(
        problem(keyed, 502, "answer-lost").contains("with the same Idempotency-Key: it is made"))
    }
  }

  @Test func `takes half an answer for none`() async throws {
    let half = "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\n{}"
    try await replica(ofPrimary: .init(text: { _ in half }, hangsUp: true)) { replica, _ in
      _ = problem(try await replica.send(.post, "/components", "{}"), 502, "answer-lost")
    }
  }

  @Test(arguments: ["502 Bad Gateway", "503 Service Unavailable", "504 Timeout", "200 OK"])
  func `takes what something in front of the primary says for no answer`(
    _ status: String
  ) async throws {
    let text = "HTTP/1.1 \(status)\r\nContent-Length: 5\r\n\r\nproxy"
    try await replica(ofPrimary: .answer(text)) { replica, _ in
      _ = problem(try await replica.send(.post, "/components", "{}"), 502, "answer-lost")
    }
  }

  @Test func `refuses a body that is too long, and what is too much at a time (I11)`() async throws
  {
    try await replica(ofPrimary: .answer(Self.empty)) { replica, primary in
      let long = String(repeating: " ", count: Limits.bodyBytesMax + 1)
      _ = problem(try await replica.send(.post, "/components", long), 413, "too-large")
      let forwarder = try #require(replica.dependencies.forwarder)
      for _ in 0..<Limits.forwardsMax { #expect(forwarder.enter(byteCount: 1)) }
      let answer = try await replica.send(.post, "/components", "{}")
      #expect(problem(answer, 503, "busy").contains("More changes"))
      #expect(answer.headers[.retryAfter] == "1" && primary.request.isEmpty)
      for _ in 0..<Limits.forwardsMax { forwarder.leave(byteCount: 1) }
      #expect(forwarder.enter(byteCount: Limits.forwardedBytesMax))
      #expect(!forwarder.enter(byteCount: 1))
    }
  }
}
