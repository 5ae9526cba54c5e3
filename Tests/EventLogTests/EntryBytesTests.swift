import EventLog
import StandardForms
import Testing

/// What `Golden/entries.json` holds was made by another program and is frozen for ever.
@Suite struct `Entry bytes` {
  struct Example {
    let name: String
    let entry: [UInt8]
    let facts: PayloadPart
    let texts: PayloadPart
    let leaf: String
    let chain: String

    init(_ value: JSONValue) throws {
      func bytes(_ key: String) throws -> [UInt8] {
        Array(try #require(value[key]?.string).utf8)
      }
      func salt(_ key: String) throws -> Digest {
        let text = try #require(value[key]?.string)
        return try #require(Digest(hex: text))
      }
      name = try #require(value["name"]?.string)
      entry = try bytes("entry")
      facts = .known(salt: try salt("facts_salt"), bytes: try bytes("facts"))
      texts = .known(salt: try salt("texts_salt"), bytes: try bytes("texts"))
      leaf = try #require(value["leaf"]?.string)
      chain = try #require(value["chain"]?.string)
    }
  }

  static func examples() throws -> [Example] {
    let file = try JSONValue(parsing: golden("entries.json"))
    return try #require(file.array).map(Example.init)
  }

  @Test func `the frozen examples read as they were written, with their leaves and chain`() throws {
    var chain = Digest.zero
    for example in try Self.examples() {
      let event = try RecordedEvent(
        entry: example.entry, facts: example.facts, texts: example.texts, previousChain: chain)
      #expect(event.leaf.hex == example.leaf, "\(example.name)")
      #expect(event.chain.hex == example.chain, "\(example.name)")
      chain = event.chain
    }
  }

  @Test func `recording the same proposals again gives the frozen bytes`() throws {
    var chain = Digest.zero
    for example in try Self.examples() {
      let read = try RecordedEvent(
        entry: example.entry, facts: example.facts, texts: example.texts, previousChain: chain)
      guard case .known(let factsSalt, _) = example.facts,
        case .known(let textsSalt, _) = example.texts
      else { continue }
      let again = try RecordedEvent(
        recording: read.proposal(), at: read.place(after: chain), factsSalt: factsSalt,
        textsSalt: textsSalt)
      #expect(again == read, "\(example.name)")
      chain = read.chain
    }
  }

  @Test func `a public entry names its event and a restricted one does not`() throws {
    let examples = try Self.examples()
    let open = String(decoding: examples[1].entry, as: UTF8.self)
    let closed = String(decoding: examples[3].entry, as: UTF8.self)
    #expect(open.contains("incident.opened") && open.contains("token/7"))
    for word in ["token", "event", "actor", "stream", "occurred"] {
      #expect(!closed.contains(word), "I12: \(word)")
    }
  }

  @Test func `all that a header says comes back from the frozen bytes`() throws {
    let example = try Self.examples()[3]
    let event = try RecordedEvent(
      entry: example.entry, facts: example.facts, texts: example.texts, previousChain: .zero)
    #expect(event.header.visibility == .restricted)
    #expect(event.header.stream == "token/7")
    #expect(event.header.version == 2)
    #expect(event.header.occurredAt?.rfc3339 == "1999-12-31T23:59:59.999999Z")
    #expect(event.header.epochPosition.text == "1:4")
    #expect(event.data == .object([]))
    #expect(event.textsValue?["note"]?.string == "lost laptop")
    #expect(event.idempotency?.body.hex == String(repeating: "cd", count: 32))
  }

  @Test(arguments: 0..<20)
  func `encode and decode is the identity for any proposal`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<50 {
      let proposal = random.proposal()
      let place = random.place()
      let event = try RecordedEvent(
        recording: proposal, at: place, factsSalt: random.digest(), textsSalt: random.digest())
      let read = try RecordedEvent(
        entry: event.entry, facts: event.facts, texts: event.texts,
        previousChain: place.previousChain)
      #expect(read == event)
      #expect(read.header == event.header)
      #expect(read.proposal() == proposal, "seed \(seed)")
      #expect(read.header.position == place.position && read.header.log == place.log)
      #expect(read.header.epoch == place.epoch && read.header.recordedAt == place.recordedAt)
    }
  }
}

extension RecordedEvent {
  /// The proposal that this event was recorded from.
  func proposal() -> ProposedEvent {
    ProposedEvent(
      eventID: header.eventID, stream: header.stream, version: header.version, type: header.type,
      schemaVersion: header.schemaVersion, visibility: header.visibility,
      occurredAt: header.occurredAt, actor: header.actor, causation: header.causation,
      correlation: header.correlation, facts: data.bytes, texts: textsValue?.bytes ?? [],
      idempotency: idempotency)
  }

  func place(after chain: Digest) -> Place {
    Place(
      log: header.log, epoch: header.epoch, position: header.position,
      recordedAt: header.recordedAt, previousChain: chain)
  }
}

extension JSONValue {
  var bytes: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }

  private func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.bool(value)
    case .integer(let value): writer.integer(value)
    case .number(let value): writer.raw("\(value)".utf8)
    case .string(let text): writer.string(text)
    case .array(let elements):
      writer.beginArray()
      for element in elements { element.write(to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.key(member.key)
        member.value.write(to: &writer)
      }
      writer.endObject()
    }
  }
}
