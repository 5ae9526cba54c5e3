import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

extension Representation {
  /// An incident; `nil` if there is none of this identity.
  static func incident(_ id: IncidentID, _ board: StatusBoard) -> Representation? {
    guard let incident = board.incidents[id] else { return nil }
    return Representation(
      body: JSONWriter.data { $0.write(incident) }, version: incident.version)
  }

  /// The incidents that touch the window, newest first.
  static func incidents(
    from start: Timestamp, through end: Timestamp, _ board: StatusBoard
  ) -> Representation {
    Representation(
      body: JSONWriter.dataList(board.incidents(from: start, through: end)) { $0.write($1) },
      version: board.version)
  }

  /// What was said about an incident, by order; `nil` if there is no such incident.
  static func updates(of id: IncidentID, _ board: StatusBoard) -> Representation? {
    guard let incident = board.incidents[id] else { return nil }
    return Representation(
      body: JSONWriter.dataList(incident.updates) { $0.write($1) }, version: incident.version)
  }

  /// One thing that was said about an incident; `nil` if it or the incident is not there.
  static func update(
    _ order: Int, of id: IncidentID, _ board: StatusBoard
  ) -> Representation? {
    guard let update = board.incidents[id]?.update(order) else { return nil }
    return Representation(body: JSONWriter.data { $0.write(update) }, version: update.version)
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ incident: Incident) {
    beginObject()
    member("id", incident.id.text)
    required("displayName", incident.name)
    optional("description", incident.description)
    list("affects", incident.impacts) { json, impact in
      json.beginObject()
      json.member("reference", impact.component.text)
      json.member("type", impact.type.text)
      json.member("severity", impact.severity.value)
      json.endObject()
    }
    member("beganAt", incident.beganAt)
    member("endedAt", incident.endedAt)
    if let phase = incident.phase {
      key("phase")
      beginObject()
      member("generation", phase.generation)
      member("order", phase.order)
      endObject()
    }
    list("updates", incident.updates) { $0.integer($1.order) }
    endObject()
  }

  fileprivate mutating func write(_ update: IncidentUpdate) {
    beginObject()
    member("order", update.order)
    optional("displayName", update.name)
    optional("description", update.description)
    member("createdAt", update.createdAt)
    endObject()
  }
}
