import Coordination
import HTTPTypes
import MetricsTestKit
import StandardForms
import StatusService
import Testing

@testable import HTTPAPI

@Suite struct `What holds for every route` {
  private let absent = "0190f3a0-1111-7222-8333-444455556666"

  @Test func `faults are told in the order of the specification`() async throws {
    try await TestAPI.run { api in
      let text: HTTPFields = [.contentType: "text/plain"]
      #expect(try await api.send(.post, "/nothing", "{", text, token: nil).status == 404)
      #expect(try await api.send(.put, "/components", "{", text, token: nil).status == 405)
      #expect(try await api.send(.patch, "/components/x", "{", text, token: nil).status == 401)
      let reader = try await api.send(
        .post, "/tokens", #"{"displayName":"r","role":"reader"}"#)
      let secret = reader.json["token"]?.string
      #expect(try await api.send(.patch, "/components/x", "{", text, token: secret).status == 403)
      let large = String(repeating: " ", count: Limits.bodyBytesMax + 1)
      #expect(try await api.send(.patch, "/components/x", large, text).status == 415)
      let tooLarge = try await api.send(.patch, "/components/x", large)
      #expect(tooLarge.status == 413 && tooLarge.headers[.connection] == "close")
      let path = try await api.send(.patch, "/components/x", "{")
      #expect(path.status == 400 && path.json["field"]?.string == "componentId")
      let body = try await api.send(.patch, "/components/" + absent, "{")
      #expect(body.status == 400 && body.json["field"]?.string == "$")
      let sound = #"{"displayName":"x"}"#
      let stale: HTTPFields = [.ifMatch: "\"x\""]
      #expect(try await api.send(.patch, "/components/" + absent, sound, stale).status == 404)
    }
  }

  @Test func `a body without a length is measured as it comes`() async throws {
    try await TestAPI.run { api in
      let chunked: HTTPFields = [.contentLength: "", .transferEncoding: "chunked"]
      let large = String(repeating: " ", count: Limits.bodyBytesMax + 1)
      let answer = try await api.send(.post, "/components", large, chunked)
      #expect(answer.status == 413 && answer.headers[.connection] == nil)
      let small = try await api.send(.post, "/components", #"{"displayName":"x"}"#, chunked)
      #expect(small.status == 201)
    }
  }

  @Test func `HEAD has the headers of GET and no body`() async throws {
    try await TestAPI.run { api in
      for path in ["/components", "/phases", "/openapi.yaml", "//", "//healthz"] {
        let get = try await api.get(path)
        let head = try await api.send(.head, path, token: nil)
        #expect(head.body.isEmpty && !get.body.isEmpty)
        #expect(head.headers == get.headers && head.headers[.contentLength] == "\(get.body.count)")
      }
    }
  }

  @Test func `what a client holds already is 304 with its tag`() async throws {
    try await TestAPI.run { api in
      for path in ["/components", "/severities", "/events", "/openapi.yaml", "//style.css"] {
        let held = try await api.get(path).tag
        let answer = try await api.get(path, [.ifNoneMatch: "\"x\", W/" + held])
        #expect(answer.status == 304 && answer.body.isEmpty && answer.tag == held)
      }
    }
  }

  @Test func `every answer carries a position and Vary`() async throws {
    try await TestAPI.run { api in
      let prepared = "Accept-Encoding, Origin"
      let vary = [
        "/components": prepared, "//robots.txt": prepared, "/events": "Origin",
        "/nothing": "Origin", "/components/x": "Origin", "/tokens": "Origin",
        "//": "Accept-Encoding, Accept-Language, Origin",
        "//incidents/x": "Accept-Language, Origin",
      ]
      for (path, vary) in vary {
        let answer = try await api.get(path)
        #expect(answer.position == "1:2" && answer.headers[.vary] == vary, "\(path)")
      }
    }
  }

  @Test func `a read waits for the position that it asks for`() async throws {
    try await TestAPI.run { api in
      let made = try await api.send(.post, "/components", #"{"displayName":"x"}"#)
      let read = try await api.get("/components", [.heliographMinPosition: made.position])
      #expect(read.status == 200 && read.position == made.position)
      let malformed = try await api.get("/components", [.heliographMinPosition: "7"])
      #expect(malformed.status == 400)
      #expect(malformed.json["field"]?.string == "Heliograph-Min-Position")
    }
  }

  @Test func `who asks for a position gets what is made for all`() async throws {
    try await TestAPI.run { api in
      let made = try await api.send(.post, "/components", #"{"displayName":"x"}"#)
      for path in ["/components", "//"] {
        let renders = api.metrics.counterTotal(label: "heliograph_renders_total")
        for _ in 0..<3 {
          let read = try await api.get(path, [.heliographMinPosition: made.position])
          #expect(read.status == 200)
        }
        #expect(api.metrics.counterTotal(label: "heliograph_renders_total") == renders + 1)
      }
    }
  }

  @Test func `languages that there are not share one page`() async throws {
    try await TestAPI.run { api in
      for query in ["", "?lang=xx", "?lang=\(String(repeating: "de-", count: 300))", "?lang="] {
        #expect(try await api.get("//" + query).status == 200)
      }
      #expect(api.metrics.counterTotal(label: "heliograph_renders_total") == 1)
      let asked = try await api.get("//?lang=de")
      #expect(try await api.get("//?lang=DE-at").body == asked.body)
      #expect(api.metrics.counterTotal(label: "heliograph_renders_total") == 2)
      #expect(try await api.get("//?lang=%ff").status == 400)
    }
  }

  @Test func `I11 a target too long to be kept is answered apart`() async throws {
    try await TestAPI.run { api in
      let id = try await api.make("/components", #"{"displayName":"x"}"#)
      let zeros = String(repeating: "0", count: Limits.preparedTargetBytesMax)
      for path in ["/components", "/components/\(id)"] {
        let read = try await api.get(path + "?at=2026-01-01T00:00:00.\(zeros)Z")
        #expect(read.status == 200)
      }
      #expect(api.metrics.counterTotal(label: "heliograph_renders_total") == 0)
      #expect(api.responder.preparing.answers.size.count == 0)
    }
  }

  @Test func `I1 a body shorter than was declared is not recorded`() async throws {
    try await TestAPI.run { api in
      let before = api.boards.position
      await #expect(throws: CutBody.self) {
        try await api.send(
          .post, "/components", #"{"displayName":"x"}"#, [.contentLength: "20"])
      }
      #expect(api.boards.position == before)
    }
  }

  @Test func `I9 a repeat with its key gives the first answer, another body 422`() async throws {
    try await TestAPI.run { api in
      let key: HTTPFields = [.idempotencyKey: "k"]
      let body = #"{"displayName":"Once"}"#
      let first = try await api.send(.post, "/components", body, key)
      let again = try await api.send(.post, "/components/", body, key)
      #expect(again.status == 201 && again.body == first.body && again.position == first.position)
      #expect(try await api.send(.post, "/impacttypes", body, key).status == 201)
      let other = try await api.send(.post, "/components", #"{"displayName":"Other"}"#, key)
      #expect(other.status == 422)
      for bad in [String(repeating: "k", count: 256), "with space", "é"] {
        let refused = try await api.send(.post, "/components", body, [.idempotencyKey: bad])
        #expect(refused.status == 400 && refused.json["field"]?.string == "Idempotency-Key")
      }
    }
  }

  @Test func `an expired token writes no more`() async throws {
    try await TestAPI.run { api in
      let made = try await api.send(
        .post, "/tokens",
        #"{"displayName":"t","role":"operator","expiresAt":"2026-01-01T01:00:00Z"}"#)
      let secret = made.json["token"]?.string
      let body = #"{"displayName":"x"}"#
      #expect(try await api.send(.post, "/components", body, token: secret).status == 201)
      #expect(try await api.send(.get, "/tokens", token: secret).status == 403)
      api.advance(by: .seconds(3600))
      let late = try await api.send(.post, "/components", body, token: secret)
      #expect(late.status == 401 && late.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
      #expect(try await api.send(.get, "/components", token: secret).status == 200)
    }
  }

  @Test func `I12 restricted events are on no page of events`() async throws {
    try await TestAPI.run { api in
      _ = try await api.make("/tokens", #"{"displayName":"Secret name","role":"reader"}"#)
      let component = try await api.make("/components", #"{"displayName":"x"}"#)
      let page = try await api.get("/events")
      let positions = page.data.array?.compactMap { $0["position"]?.integer }
      #expect(positions == [1, 4] && !page.text.contains("Secret name"))
      #expect(page.data.array?.last?["stream"]?.string == "component/" + component)
      #expect(page.json["next"]?.string == "1:4")
      let restricted = try await api.get("/events?after=1:1&limit=1")
      #expect(restricted.text == #"{"data":[],"next":"1:2"}"#)
      #expect(try await api.get("/events?after=1:4").text == #"{"data":[],"next":"1:4"}"#)
      #expect(try await api.get("/events?limit=501").status == 400)
    }
  }

  @Test func `a replica refuses writes and names its primary`() async throws {
    let status = NodeStatus(
      role: .replica, epoch: 1, position: 2, head: 5, ageMilliseconds: 77, isCaughtUp: false,
      isStale: true, primaryURL: "http://primary", condition: "stale")
    try await TestAPI.run(replica: status) { api in
      let refused = try await api.send(.post, "/components", "{", token: nil)
      #expect(refused.status == 503 && refused.json["primary"]?.string == "http://primary")
      #expect(refused.headers[.heliographStateAge] == "77")
      #expect(try await api.send(.put, "/components", token: nil).status == 405)
      #expect(try await api.get("/components").status == 200)
      #expect(try await api.send(.get, "/tokens").status == 200)
      let health = try await api.get("//healthz")
      #expect(health.status == 200 && health.json["lag"]?.integer == 3)
      #expect(health.json["ageMilliseconds"]?.integer == 77)
      #expect(try await api.get("//readyz").status == 503)
    }
  }

  @Test func `a preflight is 204 and a wrong path still 404`() async throws {
    try await TestAPI.run(corsOrigins: ["https://a.example"]) { api in
      let asked: HTTPFields = [
        .origin: "https://a.example", .accessControlRequestMethod: "PATCH",
      ]
      let answer = try await api.send(.options, "/components/x", nil, asked, token: nil)
      #expect(answer.status == 204 && answer.headers[.vary] == "Origin")
      #expect(answer.headers[.accessControlAllowOrigin] == "https://a.example")
      #expect(answer.headers[.accessControlAllowMethods] == "GET, HEAD, PATCH, DELETE, OPTIONS")
      #expect(try await api.send(.options, "/nothing", nil, asked, token: nil).status == 404)
    }
  }

  @Test func `people get pages and programs get problems`() async throws {
    try await TestAPI.run { api in
      let home = try await api.get("//")
      #expect(home.status == 200 && home.headers[.contentType]?.hasPrefix("text/html") == true)
      #expect(home.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
      let html: HTTPFields = [.accept: "text/html,*/*"]
      let json: HTTPFields = [.accept: "application/json"]
      let page = try await api.get("//nothing", html)
      #expect(page.status == 404 && page.headers[.contentType]?.hasPrefix("text/html") == true)
      #expect(page.text.contains("<h1>This page does not exist</h1>"))
      #expect(page.text.contains("<a href=\"/\">To the current status</a>"))
      let german = try await api.get("//nothing?lang=de", html)
      #expect(german.text.contains("<h1>Diese Seite gibt es nicht</h1>"))
      for headers in [[:], json] {
        let problem = try await api.get("//nothing", headers)
        #expect(problem.headers[.contentType] == "application/problem+json")
      }
      let inAPI = try await api.get("/nothing", html)
      #expect(inAPI.headers[.contentType] == "application/problem+json")
    }
  }

  @Test func `an incident that is not there has a page that says so`() async throws {
    try await TestAPI.run { api in
      let type = try await api.make("/impacttypes", #"{"displayName":"Slow"}"#)
      let component = try await api.make("/components", #"{"displayName":"Disks"}"#)
      let deleted = try await api.make(
        "/incidents",
        #"{"displayName":"Gone","beganAt":"2026-01-01T00:00:00Z","affects":[{"reference":"#
          + #""\#(component)","type":"\#(type)","severity":50}]}"#)
      #expect(try await api.get("//incidents/" + deleted).status == 200)
      #expect(try await api.send(.delete, "/incidents/" + deleted).status == 204)
      let accepts: [HTTPFields] = [
        [:], [.accept: "*/*"], [.accept: "text/html"], [.accept: "application/json"],
      ]
      for id in ["x", "%FF", absent, deleted] {
        for accept in accepts {
          let page = try await api.get("//incidents/" + id, accept)
          #expect(page.status == 404)
          #expect(page.headers[.contentType] == "text/html; charset=utf-8")
          #expect(page.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
          #expect(page.text.contains("<h1>This page does not exist</h1>"))
          #expect(!page.text.contains("Gone") && page.text.hasPrefix("<!DOCTYPE html>"))
        }
      }
      let inAPI = try await api.get("/incidents/" + deleted, [.accept: "text/html"])
      #expect(inAPI.headers[.contentType] == "application/problem+json")
    }
  }
}
