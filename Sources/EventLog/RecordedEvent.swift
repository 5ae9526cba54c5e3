package import StandardForms

/// An event with its position: the entry's bytes, its payload, and what was derived from them.
///
/// A value of this type was always checked: the entry has the canonical form, leaf and chain were
/// computed from it, and each known part has the commitment that the entry names. The value is one
/// reference to immutable storage: copying it costs nothing.
package struct RecordedEvent: Sendable {
  private let storage: Storage

  private final class Storage: Sendable {
    let entry: [UInt8]
    let facts: PayloadPart
    let texts: PayloadPart
    let leaf: Digest
    let chain: Digest
    let header: EventHeader
    let data: JSONValue
    let textsValue: JSONValue?
    let idempotency: IdempotencyMark?

    init(
      entry: [UInt8], facts: (part: PayloadPart, parsed: FactsFormat.Parsed),
      texts: (part: PayloadPart, value: JSONValue?), leaf: Digest, chain: Digest,
      header: EventHeader
    ) {
      self.entry = entry
      self.facts = facts.part
      self.texts = texts.part
      self.leaf = leaf
      self.chain = chain
      self.header = header
      self.data = facts.parsed.data
      self.textsValue = texts.value
      self.idempotency = facts.parsed.idempotency
    }
  }

  /// Takes an event from a disk or a peer: reads all its parts and recomputes every hash.
  /// - Parameters:
  ///   - entry: at most `Limits.entryBytesMax` bytes in canonical form.
  ///   - facts: known; its envelope at most `Limits.factsBytesMax` bytes.
  ///   - texts: known (at most `Limits.textsBytesMax` bytes) or withheld.
  ///   - previousChain: the chain value of the event before; `.zero` before position 1.
  /// - Throws: `EntryError` naming the first part that is not what it must be.
  package init(
    entry: [UInt8], facts: PayloadPart, texts: PayloadPart, previousChain: Digest
  ) throws(EntryError) {
    let parsed = try EntryFormat.parse(entry)
    let factsBytes = try facts.facts(committedTo: parsed.factsCommitment)
    let visibility: Visibility = parsed.subject == nil ? .restricted : .public
    let envelope = try FactsFormat.parse(factsBytes, visibility: visibility)
    guard let subject = parsed.subject ?? envelope.subject else {
      preconditionFailure("restricted facts name their event")
    }
    let textsBytes = try texts.texts(committedTo: parsed.textsCommitment)
    let textsValue = try textsBytes.map { bytes throws(EntryError) in
      try FactsFormat.parseTexts(bytes)
    }
    let leaf = MerkleTree.leafHash(of: entry)
    storage = Storage(
      entry: entry, facts: (facts, envelope),
      texts: (texts, textsValue), leaf: leaf, chain: Digest.chain(after: previousChain, leaf: leaf),
      header: EventHeader(parsed, subject, visibility))
  }
}

extension RecordedEvent {
  /// The entry as it was written and hashed.
  package var entry: [UInt8] { storage.entry }
  /// The facts; always known.
  package var facts: PayloadPart { storage.facts }
  /// The texts, known or withheld.
  package var texts: PayloadPart { storage.texts }
  /// SHA-256(0x00 || entry), RFC 6962 section 2.1.
  package var leaf: Digest { storage.leaf }
  /// SHA-256(chain of the event before || leaf).
  package var chain: Digest { storage.chain }
  /// What entry and facts say about the event.
  package var header: EventHeader { storage.header }
  /// The event's own data, always an object: the facts without their envelope.
  package var data: JSONValue { storage.data }
  /// The texts, always an object; nil if they are withheld.
  package var textsValue: JSONValue? { storage.textsValue }
  /// Present on the first event of a request with an `Idempotency-Key` (I9).
  package var idempotency: IdempotencyMark? { storage.idempotency }
  /// The event's place in the log.
  package var position: Position { storage.header.position }

  /// The bytes that a reader must hold for this event: entry, facts and texts.
  package var byteCount: Int { entry.count + facts.byteCount + texts.byteCount }
}

extension RecordedEvent: Hashable {
  /// Equal if entry, payload parts and chain are; all else follows from these.
  package static func == (left: RecordedEvent, right: RecordedEvent) -> Bool {
    left.storage === right.storage
      || left.chain == right.chain && left.entry == right.entry && left.facts == right.facts
        && left.texts == right.texts
  }

  /// The chain value alone: it follows from every entry so far.
  package func hash(into hasher: inout Hasher) { hasher.combine(chain) }
}

extension EventHeader {
  init(_ entry: EntryFormat.Parsed, _ subject: EventSubject, _ visibility: Visibility) {
    self.init(
      log: entry.log, epoch: entry.epoch, position: entry.position, recordedAt: entry.recordedAt,
      visibility: visibility, eventID: subject.eventID, stream: subject.stream,
      version: subject.version, type: subject.type, schemaVersion: subject.schemaVersion,
      occurredAt: subject.occurredAt, actor: subject.actor, causation: subject.causation,
      correlation: subject.correlation, factsCommitment: entry.factsCommitment,
      textsCommitment: entry.textsCommitment)
  }
}
