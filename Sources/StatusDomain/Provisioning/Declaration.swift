package import StandardForms

/// What components, impact types, severities and phases a node is to have.
///
/// What it does not say is left alone: a kind that is `nil`, a thing that is not in its list, a
/// part that is `nil`.
package struct Declaration: Hashable, Sendable {
  /// The impact types.
  package var impactTypes: [DeclaredImpactType]?
  /// The components.
  package var components: [DeclaredComponent]?
  /// The severities; unless there are none, one has the value 100.
  package var severities: [DeclaredSeverity]?
  /// The phases.
  package var phases: PhaseNames?

  /// A declaration of these kinds.
  package init(
    impactTypes: [DeclaredImpactType]? = nil, components: [DeclaredComponent]? = nil,
    severities: [DeclaredSeverity]? = nil, phases: PhaseNames? = nil
  ) {
    self.impactTypes = impactTypes
    self.components = components
    self.severities = severities
    self.phases = phases
  }
}

/// What a declaration calls a thing, whatever the thing is named: the node remembers it, so that a
/// renamed thing is still found. No two components have the same at a time, no two impact types.
package struct DeclarationKey: Hashable, Sendable {
  /// 1...`Limits.keyBytesMax` bytes, at least one character that is not white space.
  package let text: String

  /// Takes `text` as it is.
  /// - Throws: `Rule` `.empty` or `.tooLong`.
  package init(_ text: String) throws(Rule) {
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw .empty
    }
    guard text.utf8.count <= Limits.keyBytesMax else {
      throw .tooLong(bytesMax: Limits.keyBytesMax)
    }
    self.text = text
  }

  /// A key read back from the log, which was checked when it was recorded.
  package init(recorded text: String) { self.text = text }
}

/// A component as it is to be: found by identity, else by key, else by name.
package struct DeclaredComponent: Hashable, Sendable {
  /// Its identity, if the declaration names it: it must exist.
  package var id: ComponentID?
  /// What the declaration calls it.
  package var key: DeclarationKey?
  /// Its name.
  package var name: Name
  /// All of its labels; `nil` leaves them alone.
  package var labels: Labels?

  /// A component of these parts.
  package init(
    id: ComponentID? = nil, key: DeclarationKey? = nil, name: Name, labels: Labels? = nil
  ) {
    self.id = id
    self.key = key
    self.name = name
    self.labels = labels
  }
}

/// An impact type as it is to be: found by identity, else by key, else by name.
package struct DeclaredImpactType: Hashable, Sendable {
  /// Its identity, if the declaration names it: it must exist.
  package var id: ImpactTypeID?
  /// What the declaration calls it.
  package var key: DeclarationKey?
  /// Its name.
  package var name: Name
  /// What it means: an empty text for nothing; `nil` leaves it alone.
  package var description: Description?

  /// An impact type of these parts.
  package init(
    id: ImpactTypeID? = nil, key: DeclarationKey? = nil, name: Name,
    description: Description? = nil
  ) {
    self.id = id
    self.key = key
    self.name = name
    self.description = description
  }
}

/// A severity as it is to be: that with the value 100 is the one that closes the scale, any other
/// is found by name, else by value.
package struct DeclaredSeverity: Hashable, Sendable {
  /// Its name.
  package var name: Name
  /// The upper end of its band.
  package var value: BandEnd

  /// A severity of these parts.
  package init(name: Name, value: BandEnd) {
    self.name = name
    self.value = value
  }
}

/// Let the node have what is declared: all of it, or nothing changes.
package struct ProvisionCommand: Hashable, Sendable {
  /// What is declared.
  package var declaration: Declaration
  /// Whether what is not declared is retired, of the kinds that are declared.
  package var prunes: Bool
  /// Whether it is only to be said what would change.
  package var isRehearsal: Bool
  /// The identity that each declared component gets if it is new, in their order.
  package let newComponents: [ComponentID]
  /// The identity that each declared impact type gets if it is new, in their order.
  package let newImpactTypes: [ImpactTypeID]

  /// A command with identities drawn by `newID`, one for each thing that may be new.
  package init(
    _ declaration: Declaration, prunes: Bool = false, isRehearsal: Bool = false,
    newID: () -> UUIDValue
  ) {
    self.declaration = declaration
    self.prunes = prunes
    self.isRehearsal = isRehearsal
    newComponents = (declaration.components ?? []).map { _ in ID(newID()) }
    newImpactTypes = (declaration.impactTypes ?? []).map { _ in ID(newID()) }
  }
}
