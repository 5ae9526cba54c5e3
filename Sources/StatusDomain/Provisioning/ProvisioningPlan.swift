package import StandardForms

/// What a declaration changes at a node, thing by thing, as a person reads it.
package struct ProvisioningPlan: Hashable, Sendable {
  /// What changes: by kind, then name; nothing for what stays as it is.
  package let steps: [Step]

  /// A plan of these steps.
  package init(steps: [Step]) { self.steps = steps }

  /// How many steps are of this action.
  package func count(_ action: Action) -> Int { steps.count { $0.action == action } }

  /// The kinds of things that can be declared, in the order in which they are told.
  package enum Kind: String, CaseIterable, Sendable {
    case impactType, component, severity, phases
  }

  /// What becomes of a thing.
  package enum Action: String, CaseIterable, Sendable {
    /// It is new.
    case create
    /// Some of its parts change.
    case change
    /// It stays as it is and gets the key by which it is found from now on.
    case adopt
    /// It is not declared, and is taken away.
    case retire
  }

  /// What becomes of one thing.
  package struct Step: Hashable, Sendable {
    /// What kind of thing.
    package let kind: Kind
    /// What becomes of it.
    package let action: Action
    /// What it is called afterwards; `nil` for a name that was erased.
    package let name: String?
    /// Its identity; severities and phases have none.
    package let id: UUIDValue?
    /// Which of its parts change; for something new, all that is said of it beside the name.
    package let differences: [Difference]

    /// A step of these parts.
    package init(
      kind: Kind, action: Action, name: String?, id: UUIDValue?, differences: [Difference]
    ) {
      self.kind = kind
      self.action = action
      self.name = name
      self.id = id
      self.differences = differences
    }
  }

  /// A part that changes.
  package struct Difference: Hashable, Sendable {
    /// The part: `displayName`, `labels.zone`, `value`, `phases[2]`.
    package let field: String
    /// What it was; `nil` for nothing, and for a text that was erased.
    package let old: Value?
    /// What it becomes; `nil` for nothing.
    package let new: Value?

    /// A change of `field` from `old` to `new`.
    package init(_ field: String, _ old: Value?, _ new: Value?) {
      self.field = field
      self.old = old
      self.new = new
    }
  }

  /// What a part is.
  package enum Value: Hashable, Sendable {
    case text(String)
    case number(Int)

    init?(_ text: Text?) {
      guard let known = text?.known else { return nil }
      self = .text(known)
    }
  }
}

extension ComponentEvent {
  /// What changes by this event in what was `component` before.
  func differences(from component: Component?) -> [ProvisioningPlan.Difference] {
    switch self {
    case .registered(_, let labels, _): Self.differences(from: [:], to: labels)
    case .renamed(let name): [.init("displayName", .init(component?.name), .init(name))]
    case .relabelled(let labels): Self.differences(from: component?.labels ?? [:], to: labels)
    case .keyed(let key): [.init(replacing: component?.key, with: key)]
    case .retired: []
    }
  }

  private static func differences(
    from old: [String: String], to new: [String: String]
  ) -> [ProvisioningPlan.Difference] {
    // By bytes, as labels are compared: to a dictionary two spellings of a letter are one.
    let gone = old.filter { value(of: $0.key, in: new) == nil }
      .map { (key: $0.key, old: Optional($0.value), new: String?.none) }
    let kept = new.map { (key: $0.key, old: value(of: $0.key, in: old), new: Optional($0.value)) }
    return (gone + kept).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .compactMap { key, before, after in
        if let before, let after, before.hasSameBytes(as: after) { return nil }
        return .init("labels." + key, before.map { .text($0) }, after.map { .text($0) })
      }
  }

  private static func value(of key: String, in labels: [String: String]) -> String? {
    guard let index = labels.index(forKey: key), labels[index].key.hasSameBytes(as: key) else {
      return nil
    }
    return labels[index].value
  }
}

extension ImpactTypeEvent {
  /// What changes by this event in what was `type` before.
  func differences(from type: ImpactType?) -> [ProvisioningPlan.Difference] {
    switch self {
    case .defined(_, let description, _):
      description == nil ? [] : [.init("description", nil, .init(description))]
    case .renamed(let name): [.init("displayName", .init(type?.name), .init(name))]
    case .described(let text): [.init("description", .init(type?.description), .init(text))]
    case .keyed(let key): [.init(replacing: type?.key, with: key)]
    case .removed: []
    }
  }
}

extension ProvisioningPlan.Difference {
  fileprivate init(replacing old: DeclarationKey?, with new: DeclarationKey) {
    self.init("key", old.map { .text($0.text) }, .text(new.text))
  }
}
