package import StandardForms

extension RecordedEvent {
  /// Where and when a proposal is recorded.
  package struct Place: Sendable {
    /// The log that it becomes part of.
    package let log: LogID
    /// The reign in which it is recorded.
    package let epoch: Epoch
    /// The place after the log's head (I1).
    package let position: Position
    /// When it is recorded; not before the event before it (I14).
    package let recordedAt: Timestamp
    /// The chain value of the event before; `.zero` before position 1.
    package let previousChain: Digest

    /// Takes all parts as they are.
    package init(
      log: LogID, epoch: Epoch, position: Position, recordedAt: Timestamp, previousChain: Digest
    ) {
      self.log = log
      self.epoch = epoch
      self.position = position
      self.recordedAt = recordedAt
      self.previousChain = previousChain
    }
  }

  /// Gives `proposal` its place: writes the entry and the facts' envelope once, for ever, and reads
  /// them back, so that nothing can be recorded that a reader would refuse.
  /// - Parameters:
  ///   - factsSalt: 32 random bytes of the facts' own.
  ///   - textsSalt: 32 random bytes of the texts' own.
  /// - Throws: `EntryError` `.tooLarge` or `.malformed` if the proposal breaks a bound or a form.
  package init(
    recording proposal: ProposedEvent, at place: Place, factsSalt: Digest, textsSalt: Digest
  ) throws(EntryError) {
    try Self.checkThatPartsStayApart(proposal)
    let subject = EventSubject(proposal)
    let isRestricted = proposal.visibility == .restricted
    let facts = FactsFormat.bytes(
      subject: isRestricted ? subject : nil, data: proposal.facts,
      idempotency: proposal.idempotency)
    let entry = EntryFormat.bytes(
      of: EntryFormat.Parsed(
        log: place.log, epoch: place.epoch, position: place.position,
        subject: isRestricted ? nil : subject, recordedAt: place.recordedAt,
        factsCommitment: .commitment(salt: factsSalt, bytes: facts),
        textsCommitment: .commitment(salt: textsSalt, bytes: proposal.texts)))
    try self.init(
      entry: entry, facts: .known(salt: factsSalt, bytes: facts),
      texts: .known(salt: textsSalt, bytes: proposal.texts), previousChain: place.previousChain)
  }

  /// A word or an object that could reach beyond its own place would let a caller write other
  /// parts.
  private static func checkThatPartsStayApart(_ proposal: ProposedEvent) throws(EntryError) {
    for word in [proposal.stream, proposal.type, proposal.actor] {
      guard word.utf8.allSatisfy(ByteScanner.isPlain) else {
        throw EntryError(.malformed, "stream, type and actor are visible ASCII without \" and \\")
      }
    }
    var scanner = ByteScanner(proposal.facts, of: "facts")
    _ = try scanner.takeObject()
    try scanner.finish()
  }
}

extension EventSubject {
  init(_ proposal: ProposedEvent) {
    self.init(
      eventID: proposal.eventID, stream: proposal.stream, version: proposal.version,
      type: proposal.type, schemaVersion: proposal.schemaVersion,
      occurredAt: proposal.occurredAt, actor: proposal.actor, causation: proposal.causation,
      correlation: proposal.correlation)
  }
}
