package import StandardForms

/// A component for the bulk API.
package struct ComponentItem: Hashable, Sendable {
  /// Where it comes from, for ever.
  package let source: String
  /// Its name.
  package let displayName: String
  /// `group` and, where it is told, `region`.
  package let labels: [String: String]
}

/// An impact type for the bulk API.
package struct ImpactTypeItem: Hashable, Sendable {
  /// Where it comes from, for ever.
  package let source: String
  /// Its name.
  package let displayName: String
  /// What it means.
  package let description: String
}

/// An incident or a maintenance for the bulk API.
package struct IncidentItem: Hashable, Sendable {
  /// Where it comes from, for ever.
  package let source: String
  /// Its name.
  package let displayName: String
  /// What it affects; each component once.
  package let affects: [Affected]
  /// When it began or will begin.
  package let beganAt: Timestamp
  /// When it ended or will end; never before `beganAt`; always there for a maintenance.
  package let endedAt: Timestamp?
  /// The phase that it is in, by generation and order.
  package let phase: PhasePlace?
  /// When the page first told it.
  package let occurredAt: Timestamp?
  /// When the page last changed it.
  package let changedAt: Timestamp?
  /// What was said, oldest first.
  package let updates: [Update]

  /// That a component is affected.
  package struct Affected: Hashable, Sendable {
    /// The source of the component.
    package let component: String
    /// The source of the impact type.
    package let type: String
    /// 1...100, or 0 for maintenance.
    package let severity: Int
  }

  /// A phase of a published list.
  package struct PhasePlace: Hashable, Sendable {
    /// The list's generation, from 1.
    package let generation: Int
    /// The place in the list, from 0.
    package let order: Int
  }

  /// Something that was said.
  package struct Update: Hashable, Sendable {
    /// Where it comes from, for ever.
    package let source: String
    /// The status in words.
    package let displayName: String
    /// What was said; empty for nothing.
    package let description: String
    /// When it was said.
    package let createdAt: Timestamp
  }
}

extension ComponentItem {
  /// Writes the item as the bulk API takes it: `{"component":{…}}`.
  package func write(to json: inout JSONWriter) {
    json.item("component") { json in
      json.member("source", source)
      json.member("displayName", displayName)
      json.key("labels")
      json.beginObject()
      for (key, value) in labels.sorted(by: { $0.key < $1.key }) { json.member(key, value) }
      json.endObject()
    }
  }
}

extension ImpactTypeItem {
  /// Writes the item as the bulk API takes it: `{"impactType":{…}}`.
  package func write(to json: inout JSONWriter) {
    json.item("impactType") { json in
      json.member("source", source)
      json.member("displayName", displayName)
      json.member("description", description)
    }
  }
}

extension IncidentItem {
  /// Writes the item as the bulk API takes it: `{"incident":{…}}`.
  package func write(to json: inout JSONWriter) {
    json.item("incident") { json in
      json.member("source", source)
      json.member("displayName", displayName)
      json.list("affects", affects) { json, affected in
        json.member("component", affected.component)
        json.member("type", affected.type)
        json.key("severity")
        json.integer(affected.severity)
      }
      json.member("beganAt", beganAt.rfc3339)
      json.key("endedAt")
      if let endedAt { json.string(endedAt.rfc3339) } else { json.null() }
      if let phase {
        json.key("phase")
        json.beginObject()
        json.key("generation")
        json.integer(phase.generation)
        json.key("order")
        json.integer(phase.order)
        json.endObject()
      }
      if let occurredAt { json.member("occurredAt", occurredAt.rfc3339) }
      if let changedAt { json.member("changedAt", changedAt.rfc3339) }
      json.list("updates", updates) { json, update in
        json.member("source", update.source)
        json.member("displayName", update.displayName)
        if !update.description.isEmpty { json.member("description", update.description) }
        json.member("createdAt", update.createdAt.rfc3339)
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func item(_ kind: String, _ write: (inout JSONWriter) -> Void) {
    beginObject()
    key(kind)
    beginObject()
    write(&self)
    endObject()
    endObject()
  }

  fileprivate mutating func member(_ name: String, _ text: String) {
    key(name)
    string(text)
  }

  fileprivate mutating func list<Element>(
    _ name: String, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
  ) {
    key(name)
    beginArray()
    for element in elements {
      beginObject()
      write(&self, element)
      endObject()
    }
    endArray()
  }
}
