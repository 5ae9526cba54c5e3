package import StandardForms

/// The identity of one `Subject`: a UUID that cannot be mistaken for another subject's.
package struct ID<Subject>: Hashable, Comparable, Sendable {
  /// The identity without its kind.
  package let uuid: UUIDValue

  /// The identity `uuid`; the caller knows that it is a `Subject`'s.
  package init(_ uuid: UUIDValue) { self.uuid = uuid }

  /// Reads a UUID in any case; `nil` for anything else.
  package init?(_ text: String) {
    guard let uuid = UUIDValue(text) else { return nil }
    self.uuid = uuid
  }

  /// The UUID in lower case.
  package var text: String { uuid.text }

  package static func < (a: Self, b: Self) -> Bool { a.uuid < b.uuid }
}

/// The identity of a component.
package typealias ComponentID = ID<Component>
/// The identity of an impact type.
package typealias ImpactTypeID = ID<ImpactType>
/// The identity of an incident.
package typealias IncidentID = ID<Incident>
/// The identity of an API token (not its secret).
package typealias TokenID = ID<Token>
