import StandardForms

/// The bytes of an entry, frozen for ever: UTF-8 JSON, one order of keys, no white space, optional
/// keys left out. What is hashed is what was written; nobody ever canonicalises.
enum EntryFormat {
  /// An entry as it was read: `subject` is nil if it is restricted.
  struct Parsed {
    let log: LogID
    let epoch: Epoch
    let position: Position
    let subject: EventSubject?
    let recordedAt: Timestamp
    let factsCommitment: Digest
    let textsCommitment: Digest
  }

  /// Reads an entry and refuses every form but the canonical one.
  static func parse(_ entry: [UInt8]) throws(EntryError) -> Parsed {
    guard entry.count <= Limits.entryBytesMax else {
      throw EntryError(.tooLarge, "I11: an entry has at most \(Limits.entryBytesMax) bytes")
    }
    var scanner = ByteScanner(entry, of: "entry")
    let parsed = try scan(&scanner)
    // Keys, order, numbers, words and digests were taken in their only form.
    guard scanner.isCanonical else {
      throw EntryError(.notCanonical, "the entry is not in canonical form")
    }
    return parsed
  }

  /// The commitments with which an entry ends, whatever stands before them: for an entry whose
  /// bytes are proven by their hash.
  static func commitments(of entry: [UInt8]) throws(EntryError) -> (facts: Digest, texts: Digest) {
    // `"facts":` and `"texts":`, each a digest in quotes, a comma between them, a brace.
    let byteCount = 2 * (8 + 2 + 2 * Digest.byteCount) + 2
    var scanner = ByteScanner(entry, of: "entry", from: max(0, entry.count - byteCount))
    try scanner.take(#""facts":"#)
    let facts = try scanner.takeDigest()
    try scanner.take(#","texts":"#)
    let texts = try scanner.takeDigest()
    try scanner.take("}")
    return (facts, texts)
  }

  /// The one form of these contents.
  static func bytes(of parsed: Parsed) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(640)
    out += #"{"format":"heliograph-entry/1","log":"#
    out.appendQuoted(parsed.log.uuid)
    out += #","epoch":"#
    out += parsed.epoch.rawValue
    out += #","position":"#
    out += parsed.position.rawValue
    if let subject = parsed.subject {
      out += ","
      out.append(identityOf: subject)
      out += #","recorded_at":"#
      out.appendQuoted(parsed.recordedAt)
      out += ","
      out.append(circumstancesOf: subject)
    } else {
      out += #","recorded_at":"#
      out.appendQuoted(parsed.recordedAt)
    }
    out += #","facts":"#
    out.appendQuoted(parsed.factsCommitment)
    out += #","texts":"#
    out.appendQuoted(parsed.textsCommitment)
    out += "}"
    return out
  }

  private static func scan(_ scanner: inout ByteScanner) throws(EntryError) -> Parsed {
    try scanner.take(#"{"format":"heliograph-entry/1","log":"#)
    let log = LogID(try scanner.takeUUID())
    try scanner.take(#","epoch":"#)
    let epoch = Epoch(try scanner.takeCount())
    try scanner.take(#","position":"#)
    let position = Position(try scanner.takeCount())
    try scanner.take(",")
    let identity = try EventSubject.Identity(ifPresentIn: &scanner)
    if identity != nil { try scanner.take(",") }
    try scanner.take(#""recorded_at":"#)
    let recordedAt = try scanner.takeTime()
    try scanner.take(",")
    let subject = try identity.map { (identity) throws(EntryError) in
      let subject = try EventSubject(identity, circumstancesIn: &scanner)
      try scanner.take(",")
      return subject
    }
    try scanner.take(#""facts":"#)
    let factsCommitment = try scanner.takeDigest()
    try scanner.take(#","texts":"#)
    let textsCommitment = try scanner.takeDigest()
    try scanner.take("}")
    try scanner.finish()
    return Parsed(
      log: log, epoch: epoch, position: position, subject: subject, recordedAt: recordedAt,
      factsCommitment: factsCommitment, textsCommitment: textsCommitment)
  }
}

extension EventSubject {
  /// The members before the recorded time.
  struct Identity {
    let eventID: UUIDValue
    let stream: String
    let version: Int64
    let type: String
    let schemaVersion: Int

    /// Reads `"event":…` up to `"schema":…`; nil if another member stands here.
    init?(ifPresentIn scanner: inout ByteScanner) throws(EntryError) {
      guard scanner.takeIfPresent(#""event":"#) else { return nil }
      eventID = try scanner.takeUUID()
      try scanner.take(#","stream":"#)
      stream = try scanner.takeWord(bytesMax: Limits.streamBytesMax)
      try scanner.take(#","version":"#)
      version = try scanner.takeCount()
      try scanner.take(#","type":"#)
      type = try scanner.takeWord(bytesMax: Limits.typeBytesMax)
      try scanner.take(#","schema":"#)
      schemaVersion = Int(try scanner.takeCount())
    }
  }

  /// Reads the members after the recorded time: `["occurred_at":…,]"actor":…` and what may follow.
  init(_ identity: Identity, circumstancesIn scanner: inout ByteScanner) throws(EntryError) {
    eventID = identity.eventID
    stream = identity.stream
    version = identity.version
    type = identity.type
    schemaVersion = identity.schemaVersion
    if scanner.takeIfPresent(#""occurred_at":"#) {
      occurredAt = try scanner.takeTime()
      try scanner.take(",")
    } else {
      occurredAt = nil
    }
    try scanner.take(#""actor":"#)
    actor = try scanner.takeWord(bytesMax: Limits.actorBytesMax)
    causation = scanner.takeIfPresent(#","causation":"#) ? try scanner.takeUUID() : nil
    correlation = scanner.takeIfPresent(#","correlation":"#) ? try scanner.takeUUID() : nil
  }
}

extension [UInt8] {
  mutating func append(identityOf subject: EventSubject) {
    self += #""event":"#
    appendQuoted(subject.eventID)
    self += #","stream":"#
    appendQuoted(subject.stream)
    self += #","version":"#
    self += subject.version
    self += #","type":"#
    appendQuoted(subject.type)
    self += #","schema":"#
    self += Int64(subject.schemaVersion)
  }

  mutating func append(circumstancesOf subject: EventSubject) {
    if let occurredAt = subject.occurredAt {
      self += #""occurred_at":"#
      appendQuoted(occurredAt)
      self += ","
    }
    self += #""actor":"#
    appendQuoted(subject.actor)
    if let causation = subject.causation {
      self += #","causation":"#
      appendQuoted(causation)
    }
    if let correlation = subject.correlation {
      self += #","correlation":"#
      appendQuoted(correlation)
    }
  }

  /// Texts here are plain by their check; nothing is escaped.
  mutating func appendQuoted(_ text: String) {
    append(0x22)
    append(contentsOf: text.utf8)
    append(0x22)
  }

  mutating func appendQuoted(_ uuid: UUIDValue) {
    append(0x22)
    uuid.append(to: &self)
    append(0x22)
  }

  mutating func appendQuoted(_ time: Timestamp) {
    append(0x22)
    time.appendRFC3339(to: &self)
    append(0x22)
  }

  mutating func appendQuoted(_ digest: Digest) {
    append(0x22)
    digest.withUnsafeBytes { Hex.append($0, to: &self) }
    append(0x22)
  }

  static func += (bytes: inout [UInt8], literal: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(
        start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  static func += (bytes: inout [UInt8], number: Int64) {
    bytes.append(contentsOf: String(number).utf8)
  }
}
