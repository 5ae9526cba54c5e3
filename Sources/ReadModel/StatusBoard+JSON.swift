import HashTreeCollections
import StandardForms
import StatusDomain

extension StatusBoard {
  /// The whole board as JSON in one form: fixed keys, everything in order, times as RFC 3339 in
  /// UTC. Equal boards give equal bytes, on every node.
  package var canonicalJSON: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("epoch")
    json.integer(position.epoch)
    json.key("position")
    json.integer(position.position)
    json.key("recordedAt")
    json.string(recordedAt.rfc3339)
    json.list("components", components.values.sorted { $0.id < $1.id }) {
      $0.write($1, registeredAt: registeredAt($1.id))
    }
    json.list("retiredComponents", retiredComponents.values.sorted { $0.id < $1.id }) {
      $0.write($1, registeredAt: registeredAt($1.id))
    }
    json.list("impactTypes", impactTypes.values.sorted { $0.id < $1.id }) { $0.write($1) }
    json.list("removedImpactTypes", removedImpactTypes.values.sorted { $0.id < $1.id }) {
      $0.write($1)
    }
    json.list("severities", severities.bands) { $0.write($1) }
    json.member("severitiesVersion", severities.version)
    json.list("phases", phases.generations) { json, names in
      json.beginArray()
      for name in names { json.write(name) }
      json.endArray()
    }
    json.list("incidents", incidents.values.sorted { $0.id < $1.id }) { $0.write($1) }
    json.endObject()
    return json.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func list<Element>(
    _ name: String, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
  ) {
    key(name)
    beginArray()
    for element in elements { write(&self, element) }
    endArray()
  }

  fileprivate mutating func write(_ text: Text?) {
    switch text {
    case .known(let text)?: string(text)
    case .withheld?:
      beginObject()
      key("withheld")
      bool(true)
      endObject()
    case nil: null()
    }
  }

  fileprivate mutating func member(_ name: String, _ text: Text?) {
    key(name)
    write(text)
  }

  fileprivate mutating func member(_ name: String, _ time: Timestamp?) {
    key(name)
    if let time { string(time.rfc3339) } else { null() }
  }

  fileprivate mutating func member(_ name: String, _ number: Int64) {
    key(name)
    integer(number)
  }

  fileprivate mutating func member(_ name: String, _ text: String) {
    key(name)
    string(text)
  }

  fileprivate mutating func write(_ component: Component, registeredAt: Timestamp?) {
    beginObject()
    member("id", component.id.text)
    member("version", component.version)
    member("name", component.name)
    key("labels")
    beginObject()
    for (key, value) in component.labels.sorted(by: { $0.key < $1.key }) { member(key, value) }
    endObject()
    if let source = component.source { member("source", source.text) }
    if let key = component.key { member("key", key.text) }
    member("registeredAt", registeredAt)
    endObject()
  }

  fileprivate mutating func write(_ type: ImpactType) {
    beginObject()
    member("id", type.id.text)
    member("version", type.version)
    member("name", type.name)
    member("description", type.description)
    if let source = type.source { member("source", source.text) }
    if let key = type.key { member("key", key.text) }
    endObject()
  }

  fileprivate mutating func write(_ severity: Severity) {
    beginObject()
    member("name", severity.name)
    member("value", Int64(severity.value))
    member("version", severity.version)
    endObject()
  }

  fileprivate mutating func write(_ incident: Incident) {
    beginObject()
    member("id", incident.id.text)
    member("version", incident.version)
    member("name", incident.name)
    member("description", incident.description)
    list("affects", incident.impacts) { json, impact in
      json.beginObject()
      json.member("component", impact.component.text)
      json.member("type", impact.type.text)
      json.member("severity", Int64(impact.severity.value))
      json.endObject()
    }
    member("beganAt", incident.beganAt)
    member("endedAt", incident.endedAt)
    if let phase = incident.phase {
      key("phase")
      beginObject()
      member("generation", Int64(phase.generation))
      member("order", Int64(phase.order))
      endObject()
    }
    list("updates", incident.updates) { $0.write($1) }
    member("nextOrder", Int64(incident.nextOrder))
    if let source = incident.source { member("source", source.text) }
    endObject()
  }

  fileprivate mutating func write(_ update: IncidentUpdate) {
    beginObject()
    member("order", Int64(update.order))
    member("version", update.version)
    member("name", update.name)
    member("description", update.description)
    member("createdAt", update.createdAt)
    if let source = update.source { member("source", source.text) }
    endObject()
  }
}
