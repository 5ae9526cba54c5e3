import StandardForms
import StatuspageImport
import Testing

@Suite struct `A Statuspage export becomes incidents` {
  private let twoUpdates = """
    "incident_updates":[
      {"id":"u2","status":"resolved","body":"good","display_at":"2026-01-01T10:50:00Z",
       "created_at":"2026-01-01T10:55:00Z"},
      {"id":"u1","status":"investigating","body":" ","created_at":"2026-01-01T10:01:00.5+00:00"}]
    """

  @Test func `with updates oldest first, statuses in words and times as they were shown`() throws {
    let plan = try SmallExport.plan(incidents: SmallExport.incident(twoUpdates))
    let incident = try #require(plan.only)
    #expect(incident.source == "statuspage:p1/incident/i1" && incident.displayName == "Slow disks")
    #expect(
      incident.updates.map { "\($0.source) \($0.displayName) [\($0.description)]" } == [
        "statuspage:p1/update/u1 Investigating []", "statuspage:p1/update/u2 Resolved [good]",
      ])
    #expect(
      incident.updates.map(\.createdAt.rfc3339)
        == ["2026-01-01T10:01:00.5Z", "2026-01-01T10:50:00Z"])
    #expect(incident.occurredAt?.rfc3339 == "2026-01-01T10:00:01Z")
    #expect(incident.changedAt?.rfc3339 == "2026-01-01T10:30:00Z")
  }

  @Test func `as the bulk API takes them`() throws {
    let plan = try SmallExport.plan(
      incidents: SmallExport.incident(#""components":[{"id":"c1","name":"NYC3"}],"# + twoUpdates),
      phases: (2, ["Open", "RESOLVED"]))
    var json = JSONWriter()
    try #require(plan.only).write(to: &json)
    #expect(
      String(decoding: json.bytes, as: UTF8.self) == """
        {"incident":{"source":"statuspage:p1/incident/i1","displayName":"Slow disks",\
        "affects":[{"component":"statuspage:p1/component/c1",\
        "type":"statuspage:p1/impact-type/health","severity":33}],\
        "beganAt":"2026-01-01T10:00:00Z","endedAt":"2026-01-01T10:50:00Z",\
        "phase":{"generation":2,"order":1},"occurredAt":"2026-01-01T10:00:01Z",\
        "changedAt":"2026-01-01T10:30:00Z","updates":[\
        {"source":"statuspage:p1/update/u1","displayName":"Investigating",\
        "createdAt":"2026-01-01T10:01:00.5Z"},\
        {"source":"statuspage:p1/update/u2","displayName":"Resolved","description":"good",\
        "createdAt":"2026-01-01T10:50:00Z"}]}}
        """)
  }

  @Test func `that end when they were resolved, else said over, else unlisted`() throws {
    let end = { (incident: String) in
      try SmallExport.plan(incidents: incident).only?.endedAt?.rfc3339
    }
    let resolved = SmallExport.incident(twoUpdates)
      .replacing(#""resolved_at":null"#, with: #""resolved_at":"2026-01-01T10:49:00Z""#)
    #expect(try end(resolved) == "2026-01-01T10:49:00Z")
    #expect(try end(SmallExport.incident(twoUpdates)) == "2026-01-01T10:50:00Z")
    let unlisted = SmallExport.incident(#""components":[]"#)
    #expect(try end(unlisted) == "2026-01-01T11:00:00Z")
    let open = unlisted.replacing(#""2026-01-01T11:00:00+00:00""#, with: "null")
    #expect(try end(open) == nil)
  }

  @Test func `whose end is moved to their begin where it lies before it`() throws {
    let plan = try SmallExport.plan(
      incidents: SmallExport.incident(#""components":[]"#)
        .replacing("T11:00:00+00:00", with: "T09:00:00Z"))
    #expect(plan.only?.endedAt == plan.only?.beganAt)
    #expect(
      plan.notes.map { "\($0.record): \($0.kind)" } == [
        "incident i1: its end lay before its begin and was moved to it"
      ])
  }

  @Test(arguments: [
    (#""scheduled_for":"2026-01-02T00:00:00Z","scheduled_until":"2026-01-02T02:00:00Z""#, "02:00"),
    (
      #""scheduled_for":"2026-01-02T00:00:00Z","scheduled_until":null,"#
        + #""unlisted_at":"2026-01-02T03:00:00Z""#, "03:00"
    ),
    (#""scheduled_for":"2026-01-02T00:00:00Z""#, "00:00"),
    (
      #""scheduled_for":"2026-01-02T00:00:00Z","scheduled_until":"2026-01-02T02:00:00Z","#
        + #""unlisted_at":"2026-01-02T05:00:00Z""#, "02:00"
    ),
  ])
  func `and maintenances that last as they were planned`(members: String, end: String) throws {
    let plan = try SmallExport.plan(maintenances: SmallExport.maintenance(members))
    #expect(plan.only?.source == "statuspage:p1/maintenance/m1")
    #expect(plan.only?.beganAt.rfc3339 == "2026-01-02T00:00:00Z")
    #expect(plan.only?.endedAt?.rfc3339 == "2026-01-02T\(end):00Z")
    #expect(plan.notes.map(\.kind) == (end == "00:00" ? [.noEndOfMaintenance] : []))
  }

  @Test(arguments: [
    (#""status":"scheduled""#, 3), (#""status":"in_progress""#, 4), (#""status":"odd""#, nil),
    (#""status":"completed""#, 2),
    (#""status":"scheduled","unlisted_at":"2026-02-01T00:00:00Z""#, 2),
  ])
  func `in the phase of their last status, by name`(members: String, order: Int?) throws {
    let phases = (7, ["Investigating", "Monitoring", "Resolved", "scheduled", "IN-PROGRESS"])
    let plan = try SmallExport.plan(
      maintenances: SmallExport.maintenance(
        members + #","scheduled_for":"2026-01-02T00:00:00Z","#
          + #""scheduled_until":"2026-01-02T02:00:00Z""#), phases: phases)
    #expect(plan.only?.phase?.order == order)
    #expect(plan.only?.phase?.generation == order.map { _ in 7 })
    #expect(plan.notes.map(\.kind) == (order == nil ? [.noSuchPhase] : []))
  }
}

@Suite struct `What a Statuspage export holds in vain` {
  @Test(arguments: [
    "[]", "1", "{}", #"{"page":{}}"#, #"{"page":{"id":""},"incidents":[]}"#,
    #"{"page":{"id":"p"}}"#, #"{"page":{"id":"p"},"components":null}"#,
  ])
  func `a file that is none is refused as a whole`(text: String) {
    #expect(throws: StatuspageExportError.self) { try SmallExport.plan(text) }
  }

  @Test func `each record that is not taken is named with its reason`() throws {
    let long = String(repeating: "i", count: 300)
    let plan = try SmallExport.plan(
      """
      {"page":{"id":"p"},
       "components":[{"id":"a","name":"A"},{"id":"a","name":"B"},{"name":"C"},7,
         {"id":"d","name":" "},{"id":"\(long)","name":"E"}],
       "incidents":[{"id":"i","name":"I","started_at":"2026-01-01T00:00:00Z","incident_updates":
         [{"id":"u","body":"1"},{"id":"u","body":"2"},{"body":"3"}]},
         {"id":"i","name":"J","started_at":"2026-01-01T00:00:00Z"},
         {"id":"k","name":"K","started_at":"yesterday"},{"id":"l"}],
       "scheduled_maintenances":[{"id":"i","name":"M","scheduled_for":"2026-01-01T00:00:00Z"}]}
      """)
    #expect(
      plan.skipped.map { "\($0.record): \($0.reason)" } == [
        "components: number 3: it has no id", "components: number 4: it has no id",
        "components: d: it has no name", "incidents: l: it has no name",
        "components: a: its id occurred before", "components: \(long): its id is too long",
        "incident i, update u: its id occurred before", "incident i, update number 3: it has no id",
        "incident i: its id occurred before", "incident k: it has no time that can be read",
      ])
    #expect(plan.components.map(\.displayName) == ["A", "Whole page"])
    #expect(plan.incidents.map(\.displayName) == ["I", "M"])
    #expect(plan.incidents.first?.updates.map(\.displayName) == ["Update"])
  }
}
