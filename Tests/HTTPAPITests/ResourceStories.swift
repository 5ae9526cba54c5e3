import HTTPTypes
import StandardForms
import Testing

@testable import HTTPAPI

@Suite struct `Resource stories` {
  @Test func `a component is registered, read, changed and deleted`() async throws {
    try await TestAPI.run { api in
      let made = try await api.send(
        .post, "/components", #"{"displayName":"API","labels":{"b":"2","a":"1"}}"#)
      #expect(made.status == 201)
      let path = "/components/" + made.id
      #expect(made.headers[.location] == "/api/v1" + path)
      let read = try await api.get(path)
      #expect(
        read.text
          == #"{"data":{"id":"\#(made.id)","displayName":"API","labels":{"a":"1","b":"2"},"#
          + #""activelyAffectedBy":[]}}"#)
      #expect(read.tag == made.tag && read.position == made.position)
      #expect(try await api.send(.patch, path, #"{"labels":null}"#).status == 204)
      #expect(try await api.get(path).data["labels"] == nil)
      #expect(try await api.get("/components").data.array?.count == 1)
      #expect(try await api.send(.delete, path + "/").status == 204)
      #expect(
        try await api.get(path.uppercased().replacing("/COMPONENTS", with: "/components"))
          .status == 404)
    }
  }

  @Test func `an incident affects its components exactly while it is active`() async throws {
    try await TestAPI.run { api in
      let component = try await api.make("/components", #"{"displayName":"API"}"#)
      let type = try await api.make("/impacttypes", #"{"displayName":"Slow"}"#)
      let incident = try await api.make(
        "/incidents",
        #"{"displayName":"Down","endedAt":"2026-01-01T02:00:00+01:00","#
          + #""affects":[{"reference":"\#(component)","type":"\#(type)","severity":40}]}"#)
      let shown = try await api.get("/incidents/" + incident).data
      #expect(shown["beganAt"]?.string == "2026-01-01T00:00:00Z")
      #expect(shown["endedAt"]?.string == "2026-01-01T01:00:00Z")
      #expect(shown["description"] == nil && shown["updates"] == .array([]))
      let now = try await api.get("/components/" + component)
      #expect(now.data["activelyAffectedBy"]?.array?.first?["reference"]?.string == incident)
      let later = try await api.get("/components/\(component)?at=2026-01-01T02:00:00+01:00")
      #expect(later.data["activelyAffectedBy"] == .array([]))
      let refused = try await api.send(.delete, "/components/" + component)
      #expect(refused.status == 409)
      api.advance(by: .seconds(3600))
      let afterwards = try await api.get("/components/" + component, [.ifNoneMatch: now.tag])
      #expect(afterwards.status == 200 && afterwards.tag != now.tag)
      let window = "/incidents?start=2026-01-01T01:00:00Z&end=2026-01-02T00:00:00Z"
      #expect(try await api.get(window).data.array?.count == 1)
    }
  }

  @Test func `updates are numbered, and one is changed by its own version`() async throws {
    try await TestAPI.run { api in
      let incident = try await api.make("/incidents", #"{"displayName":"Down"}"#)
      let updates = "/incidents/\(incident)/updates"
      for order in 0..<3 {
        let made = try await api.send(.post, updates, #"{"description":"Nr \#(order)"}"#)
        #expect(made.status == 201 && made.text == #"{"order":\#(order)}"#)
      }
      let first = try await api.get(updates + "/0")
      #expect(first.data["createdAt"]?.string == "2026-01-01T00:00:00Z")
      #expect(try await api.send(.delete, updates + "/2").status == 204)
      let changed = try await api.send(
        .patch, updates + "/0", #"{"displayName":"New"}"#, [.ifMatch: first.tag])
      #expect(changed.status == 204)
      let stale = try await api.send(
        .patch, updates + "/0", #"{"displayName":"Newer"}"#, [.ifMatch: first.tag])
      #expect(stale.status == 412)
      #expect(stale.tag == (try await api.get(updates + "/0").tag))
      #expect(try await api.get(updates + "/99999999999999999999").status == 404)
      #expect(
        try await api.get("/incidents/" + incident).data["updates"]
          == .array([.integer(0), .integer(1)]))
    }
  }

  @Test func `severities are addressed by their encoded names`() async throws {
    try await TestAPI.run { api in
      let made = try await api.send(
        .post, "/severities", #"{"displayName":"a/b é","value":100}"#)
      #expect(made.status == 204 && made.body.isEmpty)
      let read = try await api.get("/severities/a%2Fb%20%C3%A9")
      #expect(read.text == #"{"data":{"displayName":"a/b é","value":100}}"#)
      #expect(try await api.get("/severities/%FF").status == 400)
      #expect(try await api.send(.delete, "/severities/a%2Fb%20%C3%A9").status == 409)
    }
  }

  @Test func `phases begin with generation 0 and stay readable`() async throws {
    try await TestAPI.run { api in
      #expect(try await api.get("/phases").text == #"{"data":{"generation":0,"phases":[]}}"#)
      for generation in 1...2 {
        let made = try await api.send(.post, "/phases", #"{"phases":["p\#(generation)"]}"#)
        #expect(made.text == #"{"generation":\#(generation)}"#)
      }
      #expect(
        try await api.get("/phases?generation=1").text
          == #"{"data":{"generation":1,"phases":["p1"]}}"#)
      #expect(try await api.get("/phases?generation=3").status == 404)
      #expect(try await api.get("/phases?generation=99999999999999999999").status == 404)
      #expect(try await api.get("/phases?generation=").json["field"]?.string == "generation")
    }
  }

  @Test func `an import records once and then only what changed`() async throws {
    try await TestAPI.run { api in
      let items = { (name: String) in
        #"{"items":[{"component":{"source":"s:c","displayName":"\#(name)"}},"#
          + #"{"impactType":{"source":"s:t","displayName":"T"}},"#
          + #"{"incident":{"source":"s:i","displayName":"I","beganAt":"2025-01-01T00:00:00Z","#
          + #""endedAt":null,"affects":[{"component":"s:c","type":"s:t","severity":9}],"#
          + #""updates":[]}},{"component":{"source":"s:x"}}]}"#
      }
      let statuses = { (answer: Received) in
        answer.json["results"]?.array?.map { $0["status"]?.string ?? "" }
      }
      let first = try await api.send(.post, "/import", items("A"))
      #expect(statuses(first) == ["created", "created", "created", "rejected"])
      let again = try await api.send(.post, "/import", items("B"))
      #expect(statuses(again) == ["changed", "unchanged", "unchanged", "rejected"])
      let rejected = again.json["results"]?.array?.last?["problem"]
      #expect(rejected?["field"]?.string == "$.items[3].component.displayName")
      #expect(try await api.get("/components").data.array?.first?["displayName"]?.string == "B")
    }
  }
}
