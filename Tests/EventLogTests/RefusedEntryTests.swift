import EventLog
import StandardForms
import Testing

@Suite struct `Refused entries` {
  private func reading(
    _ event: RecordedEvent, entry: [UInt8]? = nil, facts: PayloadPart? = nil,
    texts: PayloadPart? = nil
  ) throws(EntryError) -> RecordedEvent {
    try RecordedEvent(
      entry: entry ?? event.entry, facts: facts ?? event.facts, texts: texts ?? event.texts,
      previousChain: .zero)
  }

  private func code(_ body: () throws(EntryError) -> RecordedEvent) -> EntryError.Code? {
    do throws(EntryError) {
      _ = try body()
      return nil
    } catch {
      return error.code
    }
  }

  @Test(arguments: [
    (#"{"format""#, #"{ "format""#), (#""epoch":1"#, #""epoch":01"#),
    (#""epoch":1"#, #""epoch":+1"#),
    (#""epoch":1,"position":1"#, #""position":1,"epoch":1"#), (#"entry/1"#, "entry/2"),
    (#""epoch":1"#, #""epoch":0"#), (#""epoch":1"#, #""epoch":99999999999999999999"#),
    (#""version":1"#, #""version":1.0"#), (#""actor""#, #""Actor""#),
    (#"token/1"#, #"token\u002f1"#),
    (#""stream":"incident/1","#, ""), (#","actor""#, #","actor":"a","actor""#),
    (#"token/1"#, "tøken"), (#"token/1"#, "a b"), (#"token/1"#, ""),
  ])
  func `any other form is malformed`(from: String, into: String) throws {
    let entry = String(decoding: try RecordedEvent.recorded(.boring()).entry, as: UTF8.self)
    let altered = Array(entry.replacing(from, with: into).utf8)
    #expect(Array(entry.utf8) != altered)
    let event = try RecordedEvent.recorded(.boring())
    #expect(code { () throws(EntryError) in try reading(event, entry: altered) } == .malformed)
  }

  @Test(arguments: [
    ("2026-11-22T09:30:00Z", "2026-11-22T09:30:00.0Z"),
    ("2026-11-22T09:30:00Z", "2026-11-22t09:30:00z"),
    ("2026-11-22T09:30:00Z", "2026-11-22T10:30:00+01:00"),
    ("00000000-0000-0000-0000-000000000007", "000000000000-0000-0000-00000000-0007"),
    ("00000000-0000-0000-0000-000000000007", "00000000000000000000000000000007"),
  ])
  func `the same contents in other bytes are refused`(from: String, into: String) throws {
    let event = try RecordedEvent.recorded(.boring())
    let entry = String(decoding: event.entry, as: UTF8.self)
    let altered = Array(entry.replacing(from, with: into).utf8)
    #expect(event.entry != altered)
    #expect(code { () throws(EntryError) in try reading(event, entry: altered) } == .notCanonical)
  }

  @Test func `restricted facts in another form are refused although their commitment holds`() throws
  {
    let event = try RecordedEvent.recorded(.boring(visibility: .restricted))
    guard case .known(let salt, let bytes) = event.facts else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    let altered = Array(
      text.replacing("-0000-", with: "0000", maxReplacements: 1)
        .replacing("000000000007", with: "-0000-00000007").utf8)
    let old = Digest.commitment(salt: salt, bytes: bytes).hex
    let new = Digest.commitment(salt: salt, bytes: altered).hex
    let entry = String(decoding: event.entry, as: UTF8.self).replacing(old, with: new)
    let found = code { () throws(EntryError) in
      try reading(event, entry: Array(entry.utf8), facts: .known(salt: salt, bytes: altered))
    }
    #expect(found == .notCanonical)
  }

  @Test(arguments: [Visibility.public, .restricted])
  func `no byte of an entry can change unnoticed`(visibility: Visibility) throws {
    let event = try RecordedEvent.recorded(.boring(visibility: visibility))
    for index in event.entry.indices {
      for bit in 0..<8 {
        var entry = event.entry
        entry[index] ^= 1 << bit
        // What still reads as an entry is another one: its chain value says so.
        if let read = try? reading(event, entry: entry) { #expect(read.chain != event.chain) }
      }
    }
  }

  @Test(arguments: [Visibility.public, .restricted])
  func `no byte of a payload or a salt can change`(visibility: Visibility) throws {
    let event = try RecordedEvent.recorded(.boring(visibility: visibility))
    guard case .known(let factsSalt, let facts) = event.facts,
      case .known(let textsSalt, let texts) = event.texts
    else { return }
    for index in facts.indices {
      var other = facts
      other[index] ^= 1
      let part = PayloadPart.known(salt: factsSalt, bytes: other)
      #expect(code { () throws(EntryError) in try reading(event, facts: part) } == .factsCommitment)
    }
    for index in texts.indices {
      var other = texts
      other[index] ^= 1
      let part = PayloadPart.known(salt: textsSalt, bytes: other)
      #expect(code { () throws(EntryError) in try reading(event, texts: part) } == .textsCommitment)
    }
    let swapped = PayloadPart.known(salt: textsSalt, bytes: facts)
    #expect(
      code { () throws(EntryError) in try reading(event, facts: swapped) } == .factsCommitment)
  }

  @Test func `texts may be withheld and facts may not`() throws {
    let event = try RecordedEvent.recorded(.boring())
    let withheld = try reading(event, texts: .withheld)
    #expect(withheld.textsValue == nil)
    #expect(withheld.chain == event.chain)
    #expect(
      code { () throws(EntryError) in try reading(event, facts: .withheld) } == .factsWithheld)
  }

  @Test(arguments: [
    "", "[]", "{", "{}}", #"{},"idempotency":{}"#, #"{"a":1,"a":2}"#, "{\"a\":\u{1}}", " {}",
    #"{"a":"\ud800"}"#, "{} ",
  ])
  func `facts and texts that are not one JSON object are never recorded`(text: String) {
    var proposal = ProposedEvent.boring()
    proposal.facts = Array(text.utf8)
    #expect(code { () throws(EntryError) in try .recorded(proposal) } == .malformed)
    proposal = .boring()
    proposal.texts = Array(text.utf8)
    #expect(code { () throws(EntryError) in try .recorded(proposal) } == .malformed)
  }

  @Test(arguments: ["", "a b", "a\"b", "a\\b", "ü", "a\n", String(repeating: "a", count: 201)])
  func `words that would need an escape or break a bound are never recorded`(word: String) {
    for path in [\ProposedEvent.stream, \.type, \.actor] {
      var proposal = ProposedEvent.boring()
      proposal[keyPath: path] = word
      #expect(code { () throws(EntryError) in try .recorded(proposal) } == .malformed)
    }
  }

  @Test func `a payload beyond its bound is never recorded (I11)`() {
    let filler = String(repeating: "x", count: Limits.factsBytesMax)
    var proposal = ProposedEvent.boring()
    proposal.facts = Array(#"{"a":"\#(filler)"}"#.utf8)
    #expect(code { () throws(EntryError) in try .recorded(proposal) } == .tooLarge)
    proposal = .boring()
    proposal.texts = Array(#"{"a":"\#(filler)"}"#.utf8)
    #expect(code { () throws(EntryError) in try .recorded(proposal) } == .tooLarge)
  }

  @Test func `random bytes are refused and never trap`() {
    var random = SeededRandom(seed: 1)
    for _ in 0..<2_000 {
      let event = try? RecordedEvent.recorded(random.proposal())
      var entry = event?.entry ?? []
      for _ in 0..<Int.random(in: 1...4, using: &random) where !entry.isEmpty {
        let index = Int.random(in: entry.indices, using: &random)
        switch random.next() % 3 {
        case 0: entry[index] = UInt8.random(in: 0...255, using: &random)
        case 1: entry.remove(at: index)
        case _: entry = Array(entry[..<index])
        }
      }
      _ = try? RecordedEvent(
        entry: entry, facts: .known(salt: .zero, bytes: entry), texts: .withheld,
        previousChain: .zero)
    }
  }
}
