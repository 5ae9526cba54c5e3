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
      out.appendQuoted(idempotency.key)
      out += #","body":"#
      out.appendQuoted(idempotency.body)
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
    let data = try object(facts, in: scanner.takeObject(), of: "facts")
    var idempotency: IdempotencyMark?
    if scanner.takeIfPresent(#","idempotency":{"key":"#) {
      let key = try scanner.takeDigest()
      try scanner.take(#","body":"#)
      idempotency = IdempotencyMark(key: key, body: try scanner.takeDigest())
      try scanner.take("}")
    }
    try scanner.take("}")
    try scanner.finish()
    // The subject must stand in its one canonical form, like that of a public entry.
    guard scanner.isCanonical else {
      throw EntryError(.notCanonical, "the facts are not in canonical form")
    }
    return Parsed(subject: subject, data: data, idempotency: idempotency)
  }

  /// Reads texts: exactly one JSON object.
  static func parseTexts(_ texts: [UInt8]) throws(EntryError) -> JSONValue {
    guard texts.count <= Limits.textsBytesMax else {
      throw EntryError(.tooLarge, "I11: texts have at most \(Limits.textsBytesMax) bytes")
    }
    return try object(texts, in: 0..<texts.count, of: "texts")
  }

  private static func object(
    _ bytes: [UInt8], in range: Range<Int>, of part: StaticString
  ) throws(EntryError) -> JSONValue {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes, in: range)
    } catch {
      throw EntryError(.malformed, "\(part), \(error.path): \(error.reason)")
    }
    guard case .object = value, bytes[range].first == UInt8(ascii: "{"),
      bytes[range].last == UInt8(ascii: "}")
    else { throw EntryError(.malformed, "\(part): one JSON object is expected") }
    return value
  }
}
