import StandardForms

/// The bytes of facts: the event's own data in an envelope, which holds the subject too if the
/// entry is restricted.
enum FactsFormat {
  /// Facts as they were read.
  struct Parsed {
    let subject: EventSubject?
    let data: JSONValue
    let idempotency: IdempotencyMark?
  }

  /// - Parameter data: a JSON object, written into the envelope as it is.
  static func bytes(
    subject: EventSubject?, data: [UInt8], idempotency: IdempotencyMark?
  ) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(data.count + 512)
    out += "{"
    if let subject {
      out.append(identityOf: subject)
      out += ","
      out.append(circumstancesOf: subject)
      out += ","
    }
    out += #""data":"#
    out += data
    if let idempotency {
      out += #","idempotency":{"key":"#
      out.appendQuoted(idempotency.key.hex)
      out += #","body":"#
      out.appendQuoted(idempotency.body.hex)
      out += "}"
    }
    out += "}"
    return out
  }

  static func parse(_ facts: [UInt8], visibility: Visibility) throws(EntryError) -> Parsed {
    guard facts.count <= Limits.factsBytesMax else {
      throw EntryError(.tooLarge, "I11: facts have at most \(Limits.factsBytesMax) bytes")
    }
    var scanner = ByteScanner(facts, of: "facts")
    try scanner.take("{")
    var subject: EventSubject?
    switch visibility {
    case .public: subject = nil
    case .restricted:
      guard let identity = try EventSubject.Identity(ifPresentIn: &scanner) else {
        throw scanner.malformed("restricted facts must name their event")
      }
      try scanner.take(",")
      subject = try EventSubject(identity, circumstancesIn: &scanner)
      try scanner.take(",")
    }
    try scanner.take(#""data":"#)
    let data = try object(scanner.takeObject(), of: "facts")
    var idempotency: IdempotencyMark?
    if scanner.takeIfPresent(#","idempotency":{"key":"#) {
      let key = try scanner.takeDigest()
      try scanner.take(#","body":"#)
      idempotency = IdempotencyMark(key: key, body: try scanner.takeDigest())
      try scanner.take("}")
    }
    try scanner.take("}")
    try scanner.finish()
    if let subject { try checkEnvelope(of: facts, names: subject) }
    return Parsed(subject: subject, data: data, idempotency: idempotency)
  }

  /// Reads texts: exactly one JSON object.
  static func parseTexts(_ texts: [UInt8]) throws(EntryError) -> JSONValue {
    guard texts.count <= Limits.textsBytesMax else {
      throw EntryError(.tooLarge, "I11: texts have at most \(Limits.textsBytesMax) bytes")
    }
    return try object(texts, of: "texts")
  }

  /// The subject must stand in its one canonical form, like that of a public entry.
  private static func checkEnvelope(
    of facts: [UInt8], names subject: EventSubject
  ) throws(EntryError) {
    var canonical: [UInt8] = [UInt8(ascii: "{")]
    canonical.append(identityOf: subject)
    canonical += ","
    canonical.append(circumstancesOf: subject)
    canonical += #","data":"#
    guard facts.starts(with: canonical) else {
      throw EntryError(.notCanonical, "the facts are not in canonical form")
    }
  }

  private static func object(
    _ bytes: [UInt8], of part: StaticString
  ) throws(EntryError) -> JSONValue {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw EntryError(.malformed, "\(part), \(error.path): \(error.reason)")
    }
    guard case .object = value, bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}")
    else { throw EntryError(.malformed, "\(part): one JSON object is expected") }
    return value
  }
}
