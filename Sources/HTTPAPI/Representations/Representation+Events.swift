import EventLog
import ReadModel
import StandardForms

extension Representation {
  /// A page of recorded events; what is restricted is left out (I12).
  /// - Parameter next: where to go on, after all that was looked at.
  static func events(
    _ events: [RecordedEvent], next: String, version: Int64
  ) -> Representation {
    var json = JSONWriter()
    json.beginObject()
    json.list("data", events.filter { $0.header.visibility == .public }) { $0.write($1) }
    json.member("next", next)
    json.endObject()
    return Representation(body: json.bytes, version: version)
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ event: RecordedEvent) {
    beginObject()
    eventMembers(event)
    endObject()
  }

  /// The members by which the API shows an event.
  mutating func eventMembers(_ event: RecordedEvent) {
    let header = event.header
    member("position", header.position.rawValue)
    member("epoch", header.epoch.rawValue)
    member("id", header.eventID.text)
    member("type", header.type)
    member("stream", header.stream)
    member("version", header.version)
    member("recordedAt", header.recordedAt.rfc3339)
    if let time = header.occurredAt { member("occurredAt", time.rfc3339) }
    member("actor", header.actor)
    key("data")
    value(event.data)
    key("texts")
    if let texts = event.textsValue { value(texts) } else { null() }
  }
}
