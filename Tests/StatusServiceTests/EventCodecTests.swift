import EventLog
import Foundation
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import Testing

@Suite struct `Event codec` {
  @Test func `every event is read back as it was written`() throws {
    for event in EventSamples.all {
      let recorded = try recorded(event)
      #expect(try EventCodec.decode(recorded).event == event)
    }
  }

  @Test func `every event type has a sample`() {
    let sampled = Set(EventSamples.all.map { EventCodec.encode($0).type })
    #expect(sampled == Set(EventType.all))
  }

  /// The corpus holds what earlier versions wrote: lines may be added, none may change.
  @Test func `every line of the golden corpus is still written and read the same`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden/events-v1.jsonl")
    let written = EventSamples.all.map { line($0) }
    if ProcessInfo.processInfo.environment["HELIOGRAPH_WRITE_GOLDEN"] != nil {
      try Data((written.joined(separator: "\n") + "\n").utf8).write(to: file)
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
      .split(separator: "\n").map(String.init)
    #expect(golden == written)
    for (line, event) in zip(golden, EventSamples.all) {
      #expect(try EventCodec.decode(recorded(line: line)).event == event)
    }
  }

  @Test func `I10 what people wrote is a text and never a fact`() {
    let personal = "Ada Lovelace <ada@example.org>"
    let texts: [StatusEvent] = [
      .component(
        EventSamples.component,
        .registered(name: .known(personal), labels: [:], source: nil)),
      .impactType(EventSamples.impactType, .described(.known(personal))),
      .phases(.published(generation: 1, names: [.known(personal)])),
      .incident(EventSamples.incident, .renamed(.known(personal))),
      .incident(
        EventSamples.incident,
        .updatePosted(
          order: 0, name: .known(personal), description: .known(personal),
          createdAt: EventSamples.t0, source: nil)),
      .token(
        EventSamples.token,
        .issued(
          name: .known(personal), role: .reader, digest: Array(0..<32), expiresAt: nil,
          issuedAt: EventSamples.t0)),
    ]
    for event in texts {
      let stored = EventCodec.encode(event)
      #expect(!String(decoding: stored.facts, as: UTF8.self).contains("Ada"))
      #expect(String(decoding: stored.texts, as: UTF8.self).contains("Ada"))
    }
  }

  @Test func `I12 what is about tokens is restricted and nothing else is`() {
    for event in EventSamples.all {
      let isAboutTokens = if case .token = event { true } else { false }
      #expect((EventCodec.encode(event).visibility == .restricted) == isAboutTokens)
    }
  }

  @Test func `an event of an unknown type or schema version is passed on without a meaning`() throws
  {
    var proposal = proposal(EventSamples.all[0])
    proposal.type = "component.painted"
    #expect(try EventCodec.decode(recorded(proposal)).event == nil)
    proposal.type = "component.registered"
    proposal.schemaVersion = 2
    #expect(try EventCodec.decode(recorded(proposal)).event == nil)
  }

  @Test func `a payload that its type cannot have is an error that names position and member`()
    throws
  {
    var proposal = proposal(.severity(.defined(name: "outage", value: 100)))
    proposal.facts = Array(#"{"name":"outage","value":"high"}"#.utf8)
    let event = try recorded(proposal)
    let error = #expect(throws: CodecError.self) { try EventCodec.decode(event) }
    #expect(error?.member == "value" && error?.position == Position(1))
  }

  @Test func `of an event whose texts are withheld each text reads as withheld`() throws {
    let event = EventSamples.all[0]
    let known = try recorded(event)
    let withheld = try RecordedEvent(
      entry: known.entry, facts: known.facts, texts: .withheld, previousChain: .zero)
    let expected = StatusEvent.component(
      EventSamples.component,
      .registered(
        name: .withheld, labels: ["zone": "1", "region": "eu"],
        source: Source(recorded: "statuspage:p/component/c")))
    #expect(try EventCodec.decode(withheld).event == expected)
  }

  private func line(_ event: StatusEvent) -> String {
    let stored = EventCodec.encode(event)
    var json = JSONWriter()
    json.beginObject()
    json.key("type")
    json.string(stored.type.word)
    json.key("schema")
    json.integer(stored.type.schemaVersion)
    json.key("stream")
    json.string(event.stream.name)
    json.key("restricted")
    json.bool(stored.visibility == .restricted)
    json.key("facts")
    json.raw(stored.facts)
    json.key("texts")
    json.raw(stored.texts)
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private func recorded(line: String) throws -> RecordedEvent {
    let json = try JSONValue(parsing: Array(line.utf8))
    return try recorded(
      ProposedEvent(
        eventID: UUIDValue(7), stream: try #require(json["stream"]?.string), version: 1,
        type: try #require(json["type"]?.string),
        schemaVersion: Int(try #require(json["schema"]?.integer)),
        visibility: json["restricted"] == .bool(true) ? .restricted : .public, occurredAt: nil,
        actor: "system", causation: nil, correlation: nil,
        facts: try #require(json["facts"]).text, texts: try #require(json["texts"]).text,
        idempotency: nil))
  }

  private func proposal(_ event: StatusEvent) -> ProposedEvent {
    let stored = EventCodec.encode(event)
    return ProposedEvent(
      eventID: UUIDValue(7), stream: event.stream.name, version: 1, type: stored.type.word,
      schemaVersion: stored.type.schemaVersion, visibility: stored.visibility, occurredAt: nil,
      actor: "system", causation: nil, correlation: nil, facts: stored.facts,
      texts: stored.texts, idempotency: nil)
  }

  private func recorded(_ event: StatusEvent) throws -> RecordedEvent {
    try recorded(proposal(event))
  }

  private func recorded(_ proposal: ProposedEvent) throws -> RecordedEvent {
    try RecordedEvent(
      recording: proposal,
      at: RecordedEvent.Place(
        log: LogID(UUIDValue(1)), epoch: .first, position: Position(1),
        recordedAt: EventSamples.t0, previousChain: .zero),
      factsSalt: .zero, textsSalt: .zero)
  }
}
