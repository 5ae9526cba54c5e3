import StandardForms
import StatusDomain
import Testing

@testable import HTTPAPI

@Suite struct Payloads {
  private let one = "00000000-0000-0000-0000-000000000001"

  /// The field and nothing else of the problem that `read` throws.
  private func field<T>(_ read: (([UInt8]) throws(Problem) -> T), _ body: String) -> String? {
    do throws(Problem) {
      _ = try read(Array(body.utf8))
      return "nothing is wrong"
    } catch {
      #expect(error.kind == .invalid)
      return error.field
    }
  }

  @Test(arguments: ["", "{}", "null", "[]", "7", "{\"id\":\"x\"}", "{\"DisplayName\":\"x\"}"])
  func `a body with none of our members is refused`(_ body: String) {
    #expect(field(ComponentDraft.init(payload:), body) == "$")
    #expect(field(ComponentRevision.init(payload:), body) == "$")
    #expect(field(IncidentRevision.init(payload:), body) == "$")
    #expect(field(UpdateRevision.init(payload:), body) == "$")
    #expect(field(PhaseNames.init(payload:), body) == "$")
  }

  @Test func `a fault is named by its path`() {
    let faults = [
      #"{"displayName":7}"#: "$.displayName", #"{"displayName":""}"#: "$.displayName",
      #"{"displayName":"x","labels":{"a":1}}"#: "$.labels.a",
      #"{"displayName":"x","labels":[]}"#: "$.labels",
      #"{"labels":{}}"#: "$.displayName", #"{"displayName":"a\u0000"}"#: "$.displayName",
    ]
    for (body, path) in faults { #expect(field(ComponentDraft.init(payload:), body) == path) }
    let impact = #"{"reference":"\#(one)","type":"\#(one)","severity":5}"#
    let incidents = [
      #"{"displayName":"x","affects":[\#(impact),{"reference":7}]}"#: "$.affects[1].reference",
      #"{"displayName":"x","affects":[\#(impact),\#(impact)]}"#: "$.affects[1]",
      #"{"displayName":"x","affects":{}}"#: "$.affects",
      #"{"displayName":"x","beganAt":"soon"}"#: "$.beganAt",
      #"{"displayName":"x","phase":{"order":0}}"#: "$.phase.generation",
      #"{"displayName":"x","phase":{"generation":1,"order":-1}}"#: "$.phase.order",
      #"{"displayName":"x","affects":[{"reference":"\#(one)","type":"\#(one)","severity":101}]}"#:
        "$.affects[0].severity",
    ]
    for (body, path) in incidents { #expect(field(IncidentDraft.init(payload:), body) == path) }
    #expect(field(PhaseNames.init(payload:), #"{"phases":["a",""]}"#) == "$.phases[1]")
    #expect(field(PhaseNames.init(payload:), #"{"phases":[]}"#) == "$.phases")
  }

  @Test func `a revision has three states`() throws {
    let kept = try IncidentRevision(payload: Array(#"{"displayName":"x"}"#.utf8))
    #expect(kept.endedAt == .keep && kept.impacts == nil && kept.phase == .keep)
    let cleared = try IncidentRevision(
      payload: Array(#"{"endedAt":null,"affects":null,"phase":null,"description":null}"#.utf8))
    #expect(cleared.endedAt == .clear && cleared.impacts == ImpactList.none)
    #expect(cleared.phase == .clear && cleared.description == .clear && cleared.name == nil)
    let labels = try ComponentRevision(payload: Array(#"{"labels":null}"#.utf8))
    #expect(labels == ComponentRevision(labels: Labels.none))
  }

  @Test func `names and begins can be changed but not taken away`() {
    let null = #"{"displayName":null}"#
    #expect(field(ComponentRevision.init(payload:), null) == "$.displayName")
    #expect(field(SeverityRevision.init(payload:), #"{"value":null}"#) == "$.value")
    #expect(field(IncidentRevision.init(payload:), #"{"beganAt":null}"#) == "$.beganAt")
    #expect(field(UpdateRevision.init(payload:), #"{"createdAt":null}"#) == "$.createdAt")
    #expect(throws: Never.self) { try UpdateRevision(payload: Array(null.utf8)) }
  }

  @Test func `an update needs a name or a description`() {
    for body in [#"{"createdAt":"2026-01-01T00:00:00Z"}"#, #"{"displayName":null}"#] {
      #expect(field(UpdateDraft.init(payload:), body) == "$.displayName")
    }
  }

  @Test func `each item of an import is read for itself`() throws {
    let body = #"""
      {"items":[{"component":{"source":"a:1","displayName":"A"}},{"component":{"source":"a:2"}},
      {},{"component":{},"incident":{}},7,
      {"incident":{"source":"a:3","displayName":"I","beganAt":"2026-01-01T00:00:00Z",
      "endedAt":null,"affects":[{"component":"a:1","type":"\#(one)","severity":5}],
      "updates":[{"source":"a:4","description":"d"}]}}]}
      """#
    var drawn: UInt128 = 0
    let payload = try ImportPayload(Array(body.utf8)) {
      drawn += 1
      return UUIDValue(drawn)
    }
    let faults = payload.items.map { item -> String? in
      guard case .failure(let problem) = item else { return nil }
      return problem.field
    }
    #expect(
      faults == [
        nil, "$.items[1].component.displayName", "$.items[2]", "$.items[3]", "$.items[4]",
        "$.items[5].incident.updates[0].createdAt",
      ])
  }

  @Test func `an import is a list of 1 to 500 items`() {
    let items = { (count: Int) in
      "{\"items\":[" + Array(repeating: "1", count: count).joined(separator: ",") + "]}"
    }
    let read = { (body: [UInt8]) throws(Problem) in try ImportPayload(body) { UUIDValue(1) } }
    #expect(field(read, items(0)) == "$.items")
    #expect(field(read, items(501)) == "$.items")
    #expect(field(read, #"{"items":{}}"#) == "$.items")
    #expect(throws: Never.self) { try read(Array(items(500).utf8)) }
  }
}
