package import EventLog
package import StandardForms

/// What became of one orphan.
package struct OrphanSettlement: Hashable, Sendable {
  /// What was decided.
  package enum Outcome: Hashable, Sendable {
    /// What it says was recorded anew, as this event at this place.
    case reapplied(as: UUIDValue, at: EpochPosition)
    /// What it says was so already when it was to be recorded anew.
    case unchanged
    /// It stays in the bundle alone.
    case discarded
  }

  /// The orphan's position in the log that it was recorded in.
  package let position: Position
  /// The orphan's id.
  package let event: UUIDValue
  /// What was decided.
  package let outcome: Outcome
  /// When.
  package let at: Timestamp
  /// By whom: an opaque id, never a name (I10).
  package let by: String

  /// Takes all parts as they are.
  package init(position: Position, event: UUIDValue, outcome: Outcome, at: Timestamp, by: String) {
    self.position = position
    self.event = event
    self.outcome = outcome
    self.at = at
    self.by = by
  }

  var line: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("position", position.rawValue)
    json.member("event", event.text)
    switch outcome {
    case .reapplied(let new, let place):
      json.member("reapplied_as", new.text)
      json.member("reapplied_at", place.text)
    case .unchanged:
      json.key("unchanged")
      json.bool(true)
    case .discarded:
      json.key("discarded")
      json.bool(true)
    }
    json.member("at", at.rfc3339)
    json.member("by", by)
    json.endObject()
    return json.bytes + [0x0A]
  }

  init(_ line: ArraySlice<UInt8>, number: Int, _ path: String) throws(OrphanFault) {
    guard let json = try? JSONValue(parsing: Array(line)),
      let position = json["position"]?.integer, position >= 1,
      let event = json["event"]?.string.flatMap(UUIDValue.init),
      let at = json["at"]?.string.flatMap({ Timestamp(rfc3339: $0) }),
      let by = json["by"]?.string
    else { throw .damaged(path, line: number, "it says nothing of an orphan") }
    if let new = json["reapplied_as"]?.string.flatMap(UUIDValue.init) {
      guard let place = json["reapplied_at"]?.string.flatMap({ EpochPosition($0) }) else {
        throw .damaged(path, line: number, "it does not say where it was recorded")
      }
      outcome = .reapplied(as: new, at: place)
    } else if json["unchanged"] == .bool(true) {
      outcome = .unchanged
    } else {
      guard json["discarded"] == .bool(true) else {
        throw .damaged(path, line: number, "it does not say what was decided")
      }
      outcome = .discarded
    }
    self.position = Position(position)
    self.event = event
    self.at = at
    self.by = by
  }
}
