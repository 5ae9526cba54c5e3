package import EventLog
package import ReadModel
import StandardForms
package import StatusDomain

/// Between what happened and how it is stored: type words, facts and texts.
///
/// Facts and texts are JSON objects with keys in the order written here. What rules depend on is a
/// fact, what people wrote is a text (I10). What is only for a part of the audience is restricted
/// (I12).
package enum EventCodec {
  /// What is stored of an event, beside its place.
  package struct Stored: Hashable, Sendable {
    /// The type word.
    package let type: EventType
    /// Who may see what it is about.
    package let visibility: Visibility
    /// The facts: a JSON object.
    package let facts: [UInt8]
    /// The texts: a JSON object, `{}` where there are none.
    package let texts: [UInt8]
  }

  /// What is stored of `event`.
  package static func encode(_ event: StatusEvent) -> Stored {
    var writer = PayloadWriter()
    let type: EventType
    var visibility = Visibility.public
    switch event {
    case .component(_, let event): type = .component(encode(event, &writer))
    case .impactType(_, let event): type = .impactType(encode(event, &writer))
    case .severity(let event): type = .severity(encode(event, &writer))
    case .phases(let event): type = .phases(encode(event, &writer))
    case .incident(_, let event): type = .incident(encode(event, &writer))
    case .token(_, let event):
      type = .token(encode(event, &writer))
      visibility = .restricted
    case .log(let event): type = .log(encode(event, &writer))
    }
    let (facts, texts) = writer.finished()
    return Stored(type: type, visibility: visibility, facts: facts, texts: texts)
  }

  /// What happened, from what is stored; without an event for a type or a schema version that this
  /// program does not know.
  /// - Throws: `CodecError` for a payload that a known type cannot have.
  package static func decode(_ event: RecordedEvent) throws(CodecError) -> Recorded {
    let header = event.header
    return Recorded(
      position: BoardPosition(
        epoch: header.epoch.rawValue, position: header.position.rawValue),
      recordedAt: header.recordedAt, event: try statusEvent(event, header))
  }

  /// Whether this program knows what such an event means.
  package static func knows(_ header: EventHeader) -> Bool {
    EventType(word: header.type)?.schemaVersion == header.schemaVersion
  }

  private static func statusEvent(
    _ event: RecordedEvent, _ header: EventHeader
  ) throws(CodecError) -> StatusEvent? {
    guard let type = EventType(word: header.type), type.schemaVersion == header.schemaVersion else {
      return nil
    }
    let payload = PayloadReader(event)
    guard let stream = Stream(name: header.stream) else { throw payload.fault("stream") }
    switch (type, stream) {
    case (.component(let word), .component(let id)):
      return .component(id, try componentEvent(word, payload))
    case (.impactType(let word), .impactType(let id)):
      return .impactType(id, try impactTypeEvent(word, payload))
    case (.severity(let word), .severities): return .severity(try severityEvent(word, payload))
    case (.phases(let word), .phases): return .phases(try phaseEvent(word, payload))
    case (.incident(let word), .incident(let id)):
      return .incident(id, try incidentEvent(word, payload))
    case (.token(let word), .token(let id)): return .token(id, try tokenEvent(word, payload))
    case (.log(let word), .log): return .log(try logEvent(word, payload))
    case (.component, _), (.impactType, _), (.severity, _), (.phases, _), (.incident, _),
      (.token, _), (.log, _):
      throw payload.fault("stream")
    }
  }
}

/// A stored payload that its type cannot have: written by something else than this program.
package struct CodecError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in the log.
  package let position: Position
  /// The type word.
  package let type: String
  /// Which member is missing or of another kind.
  package let member: String

  /// The error as one line.
  package var description: String {
    "the event \(type) at position \(position.rawValue) has no valid \"\(member)\""
  }
}
