import EventLog
import StandardForms
import StatusDomain

/// Reads the facts and texts of one recorded event; every missing member is named.
struct PayloadReader {
  private let event: RecordedEvent
  private let data: JSONValue
  private let texts: JSONValue?

  init(_ event: RecordedEvent) {
    self.event = event
    data = event.data
    texts = event.textsValue
  }

  func fault(_ member: String) -> CodecError {
    CodecError(position: event.position, type: event.header.type, member: member)
  }

  func integer(_ key: String) throws(CodecError) -> Int64 {
    guard let value = data[key]?.integer else { throw fault(key) }
    return value
  }

  func int(_ key: String) throws(CodecError) -> Int { Int(try integer(key)) }

  func string(_ key: String) throws(CodecError) -> String {
    guard let value = data[key]?.string else { throw fault(key) }
    return value
  }

  func time(_ key: String) throws(CodecError) -> Timestamp {
    guard let time = try optionalTime(key) else { throw fault(key) }
    return time
  }

  func optionalTime(_ key: String) throws(CodecError) -> Timestamp? {
    switch data[key] {
    case .null?: return nil
    case .string(let text)?:
      guard let time = Timestamp(rfc3339: text) else { throw fault(key) }
      return time
    case .bool?, .integer?, .number?, .array?, .object?, nil: throw fault(key)
    }
  }

  func bytes(_ key: String) throws(CodecError) -> [UInt8] {
    guard let bytes = Hex.decode(try string(key)) else { throw fault(key) }
    return bytes
  }

  func source() throws(CodecError) -> Source? {
    data["source"] == nil ? nil : Source(recorded: try string("source"))
  }

  func labels() throws(CodecError) -> [String: String] {
    guard let members = data["labels"]?.members else { throw fault("labels") }
    var labels: [String: String] = [:]
    for member in members {
      guard let value = member.value.string else { throw fault("labels") }
      labels[member.key] = value
    }
    return labels
  }

  func phase() throws(CodecError) -> PhaseReference? {
    guard let value = data["phase"] else { throw fault("phase") }
    if case .null = value { return nil }
    guard let generation = value["generation"]?.integer, let order = value["order"]?.integer else {
      throw fault("phase")
    }
    return PhaseReference(generation: Int(generation), order: Int(order))
  }

  func affects() throws(CodecError) -> [Impact] {
    guard let elements = data["affects"]?.array else { throw fault("affects") }
    var impacts: [Impact] = []
    impacts.reserveCapacity(elements.count)
    for element in elements {
      guard let component = element["component"]?.string.flatMap({ ComponentID($0) }),
        let type = element["type"]?.string.flatMap({ ImpactTypeID($0) }),
        let severity = element["severity"]?.integer.flatMap({ try? ImpactSeverity($0) })
      else { throw fault("affects") }
      impacts.append(Impact(component: component, type: type, severity: severity))
    }
    return impacts
  }

  /// A text that the type always has.
  func text(_ key: String) throws(CodecError) -> Text {
    guard let text = try optionalText(key) else { throw fault(key) }
    return text
  }

  /// A text that may be absent or null. Of an event whose texts are withheld, each one is.
  func optionalText(_ key: String) throws(CodecError) -> Text? {
    guard let texts else { return .withheld }
    switch texts[key] {
    case .string(let text)?: return .known(text)
    case .null?, nil: return nil
    case .bool?, .integer?, .number?, .array?, .object?: throw fault(key)
    }
  }

  /// A list of `count` texts.
  func textList(_ key: String, count: Int) throws(CodecError) -> [Text] {
    guard (1...Limits.phasesMax).contains(count) else { throw fault("count") }
    guard let texts else { return Array(repeating: .withheld, count: count) }
    guard let elements = texts[key]?.array, elements.count == count else { throw fault(key) }
    var list: [Text] = []
    for element in elements {
      guard let text = element.string else { throw fault(key) }
      list.append(.known(text))
    }
    return list
  }
}
