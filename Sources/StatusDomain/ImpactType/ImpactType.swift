/// A way in which a component can be affected: performance, connectivity.
package struct ImpactType: Hashable, Sendable {
  /// Its identity.
  package let id: ImpactTypeID
  /// Its name; need not be unique.
  package internal(set) var name: Text
  /// What it means.
  package internal(set) var description: Text?
  /// Where it was imported from.
  package let source: Source?
  /// What a declaration calls it.
  package internal(set) var key: DeclarationKey?
  /// The count of its stream's events.
  package internal(set) var version: Int64

  /// An impact type of these parts, as they were recorded.
  package init(
    id: ImpactTypeID, name: Text, description: Text?, source: Source?,
    key: DeclarationKey?, version: Int64
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.source = source
    self.key = key
    self.version = version
  }
}

/// What can be asked of an impact type.
package enum ImpactTypeCommand: Hashable, Sendable {
  /// Let there be an impact type.
  case define(ImpactTypeDraft)
  /// Change what is given.
  case revise(ImpactTypeRevision, Precondition)
  /// Take it away; old incidents keep its words.
  case remove(Precondition)
}

/// An impact type as it is first described.
package struct ImpactTypeDraft: Hashable, Sendable {
  /// Its name.
  package var name: Name
  /// What it means.
  package var description: Description?

  /// A draft of these parts.
  package init(name: Name, description: Description? = nil) {
    self.name = name
    self.description = description
  }
}

/// A change of an impact type.
package struct ImpactTypeRevision: Hashable, Sendable {
  /// The new name; `nil` leaves it alone.
  package var name: Name?
  /// What becomes of the description.
  package var description: Change<Description>

  /// A revision of these parts.
  package init(name: Name? = nil, description: Change<Description> = .keep) {
    self.name = name
    self.description = description
  }
}
