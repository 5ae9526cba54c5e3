/// What can be asked of a component.
package enum ComponentCommand: Hashable, Sendable {
  /// Let there be a component.
  case register(ComponentDraft)
  /// Change what is given.
  case revise(ComponentRevision, Precondition)
  /// Take it out of the page; its history stays.
  case retire(Precondition)
}

/// A component as it is first described.
package struct ComponentDraft: Hashable, Sendable {
  /// Its name.
  package var name: Name
  /// Its labels.
  package var labels: Labels

  /// A draft of these parts.
  package init(name: Name, labels: Labels = .none) {
    self.name = name
    self.labels = labels
  }
}

/// A change of a component; `nil` leaves a part alone.
package struct ComponentRevision: Hashable, Sendable {
  /// The new name.
  package var name: Name?
  /// The labels that replace all of the old.
  package var labels: Labels?

  /// A revision of these parts.
  package init(name: Name? = nil, labels: Labels? = nil) {
    self.name = name
    self.labels = labels
  }
}
