import EventLog
import StandardForms

// The lines of a bundle, both ways. Keys and their order are frozen: what is signed is what was
// written.
extension OrphanBundle {
  private static let format = "heliograph-orphans/1"

  static func line(_ header: Header) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("format", format)
    json.member("log", header.log.text)
    json.member("node", header.node)
    json.member("ancestor", header.ancestor.rawValue)
    json.member("ancestor_chain", header.ancestorChain.hex)
    json.member("epoch", header.epoch.rawValue)
    json.member("first", header.first.rawValue)
    json.member("previous_chain", header.previousChain.hex)
    json.member("count", Int64(header.count))
    json.member("at", header.at.rfc3339)
    json.endObject()
    return json.bytes + [0x0A]
  }

  static func line(_ event: RecordedEvent) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("entry", String(decoding: event.entry, as: UTF8.self))
    for (name, part) in [("facts", event.facts), ("texts", event.texts)] {
      guard case .known(let salt, let bytes) = part else { continue }
      json.member("\(name)_salt", Base64.encode(salt.bytes))
      json.member(name, Base64.encode(bytes))
    }
    json.member("chain", event.chain.hex)
    json.endObject()
    return json.bytes + [0x0A]
  }

  static func line(_ signature: Signature) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    switch signature {
    case .unsigned:
      json.key("signed")
      json.bool(false)
    case .signed(let key, let bytes):
      json.member("key", key)
      json.member("ed25519", Base64.encode(bytes))
    }
    json.endObject()
    return json.bytes + [0x0A]
  }

  static func header(_ line: ArraySlice<UInt8>, _ path: String) throws(OrphanFault) -> Header {
    let json = try json(line, number: 1, path)
    guard json["format"]?.string == format, let log = json["log"]?.string.flatMap(UUIDValue.init),
      let node = json["node"]?.string, let ancestor = json["ancestor"]?.integer, ancestor >= 1,
      let ancestorChain = json["ancestor_chain"]?.string.flatMap({ Digest(hex: $0) }),
      let epoch = json["epoch"]?.integer, epoch >= 1,
      let first = json["first"]?.integer, first > ancestor, first < 1 << 53,
      let previousChain = json["previous_chain"]?.string.flatMap({ Digest(hex: $0) }),
      let count = json["count"]?.integer, (1...Int64(Limits.orphansInFileMax)).contains(count),
      let at = json["at"]?.string.flatMap({ Timestamp(rfc3339: $0) })
    else { throw .damaged(path, line: 1, "it is no header of a bundle") }
    return Header(
      log: LogID(log), node: node, ancestor: Position(ancestor), ancestorChain: ancestorChain,
      epoch: Epoch(epoch), first: Position(first), previousChain: previousChain,
      count: Int(count), at: at)
  }

  static func event(
    _ line: ArraySlice<UInt8>, number: Int, after chain: Digest, _ path: String
  ) throws(OrphanFault) -> RecordedEvent {
    let json = try json(line, number: number, path)
    guard let entry = json["entry"]?.string, let facts = part("facts", of: json),
      let texts = part("texts", of: json)
    else { throw .damaged(path, line: number, "it is no event") }
    let event: RecordedEvent
    do throws(EntryError) {
      event = try RecordedEvent(
        entry: Array(entry.utf8), facts: facts, texts: texts, previousChain: chain)
    } catch {
      throw .damaged(path, line: number, error.reason)
    }
    guard json["chain"]?.string == event.chain.hex else {
      throw .damaged(path, line: number, "its chain value is another")
    }
    return event
  }

  static func signature(
    _ line: ArraySlice<UInt8>, number: Int, _ path: String
  ) throws(OrphanFault) -> Signature {
    let json = try json(line, number: number, path)
    if json["signed"] == .bool(false) { return .unsigned }
    guard let key = json["key"]?.string,
      let bytes = json["ed25519"]?.string.flatMap(Base64.decode)
    else { throw .damaged(path, line: number, "it is no signature") }
    return .signed(key: key, bytes: bytes)
  }

  /// The part of a payload; nil if it is malformed.
  private static func part(_ name: String, of json: JSONValue) -> PayloadPart? {
    guard let text = json[name], let saltText = json["\(name)_salt"] else {
      return json[name] == nil && json["\(name)_salt"] == nil ? .withheld : nil
    }
    guard let bytes = text.string.flatMap(Base64.decode),
      let salt = saltText.string.flatMap(Base64.decode).flatMap({ Digest(bytes: $0) })
    else { return nil }
    return .known(salt: salt, bytes: bytes)
  }

  private static func json(
    _ line: ArraySlice<UInt8>, number: Int, _ path: String
  ) throws(OrphanFault) -> JSONValue {
    do {
      return try JSONValue(parsing: Array(line))
    } catch {
      throw .damaged(path, line: number, error.reason)
    }
  }
}

extension JSONWriter {
  mutating func member(_ name: String, _ text: String) {
    key(name)
    string(text)
  }

  mutating func member(_ name: String, _ number: Int64) {
    key(name)
    integer(number)
  }
}
