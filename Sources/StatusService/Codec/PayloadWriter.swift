import StandardForms
import StatusDomain

/// Writes facts and texts, member by member, in the order of the calls.
struct PayloadWriter {
  private var facts = JSONWriter()
  private var texts = JSONWriter()

  init() {
    facts.beginObject()
    texts.beginObject()
  }

  consuming func finished() -> (facts: [UInt8], texts: [UInt8]) {
    facts.endObject()
    texts.endObject()
    return (facts.bytes, texts.bytes)
  }

  mutating func fact(_ key: String, _ value: some BinaryInteger) {
    facts.key(key)
    facts.integer(value)
  }

  mutating func fact(_ key: String, _ value: String) {
    facts.key(key)
    facts.string(value)
  }

  /// `null` where there is no time.
  mutating func fact(_ key: String, _ time: Timestamp?) {
    facts.key(key)
    if let time { facts.string(time.rfc3339) } else { facts.null() }
  }

  /// Left out where there is none.
  mutating func source(_ source: Source?) {
    if let source { fact("source", source.text) }
  }

  mutating func labels(_ labels: [String: String]) {
    facts.key("labels")
    facts.beginObject()
    for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
      facts.key(key)
      facts.string(value)
    }
    facts.endObject()
  }

  mutating func phase(_ phase: PhaseReference?) {
    facts.key("phase")
    guard let phase else { return facts.null() }
    facts.beginObject()
    fact("generation", phase.generation)
    fact("order", phase.order)
    facts.endObject()
  }

  mutating func affects(_ impacts: [Impact]) {
    facts.key("affects")
    facts.beginArray()
    for impact in impacts {
      facts.beginObject()
      fact("component", impact.component.text)
      fact("type", impact.type.text)
      fact("severity", impact.severity.value)
      facts.endObject()
    }
    facts.endArray()
  }

  /// Left out where there is none.
  mutating func text(_ key: String, _ text: Text?) {
    if text != nil { clearableText(key, text) }
  }

  /// `null` where there is none: what it is changed to.
  mutating func clearableText(_ key: String, _ text: Text?) {
    texts.key(key)
    write(text)
  }

  mutating func textList(_ key: String, _ list: [Text]) {
    texts.key(key)
    texts.beginArray()
    for text in list { write(text) }
    texts.endArray()
  }

  private mutating func write(_ text: Text?) {
    switch text {
    case .known(let text)?: texts.string(text)
    case .withheld?: preconditionFailure("a text is withheld only after it was recorded")
    case nil: texts.null()
    }
  }
}
