import StandardForms

/// Something that can be affected: a service, an interface, a zone.
package struct Component: Hashable, Sendable {
  /// Its identity.
  package let id: ComponentID
  /// Its name; need not be unique.
  package internal(set) var name: Text
  /// Its labels, for grouping and choosing.
  package internal(set) var labels: [String: String]
  /// Where it was imported from.
  package let source: Source?
  /// What a declaration calls it.
  package internal(set) var key: DeclarationKey?
  /// The count of its stream's events.
  package internal(set) var version: Int64

  /// A component of these parts, as they were recorded.
  package init(
    id: ComponentID, name: Text, labels: [String: String], source: Source?,
    key: DeclarationKey?, version: Int64
  ) {
    self.id = id
    self.name = name
    self.labels = labels
    self.source = source
    self.key = key
    self.version = version
  }
}

/// Labels of a component that keep the bounds: at most `Limits.labelsMax`, keys not empty.
package struct Labels: Hashable, Sendable {
  /// Key and value.
  package let values: [String: String]

  /// No labels.
  package static let none = Labels(unchecked: [:])

  private init(unchecked values: [String: String]) { self.values = values }

  /// Takes `values` as they are.
  /// - Throws: `LabelFault`, which names the label.
  package init(_ values: [String: String]) throws(LabelFault) {
    guard values.count <= Limits.labelsMax else {
      throw LabelFault(key: nil, rule: .tooMany(max: Limits.labelsMax))
    }
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      guard !key.isEmpty else { throw LabelFault(key: key, rule: .empty) }
      guard key.utf8.count <= Limits.labelKeyBytesMax else {
        throw LabelFault(key: key, rule: .tooLong(bytesMax: Limits.labelKeyBytesMax))
      }
      guard value.utf8.count <= Limits.labelValueBytesMax else {
        throw LabelFault(key: key, rule: .tooLong(bytesMax: Limits.labelValueBytesMax))
      }
    }
    self.values = values
  }
}

/// Which label breaks which rule; no key means the labels as a whole.
package struct LabelFault: Error, Hashable, Sendable {
  /// The label's key.
  package let key: String?
  /// The rule.
  package let rule: Rule

  /// That the label of `key` breaks `rule`.
  package init(key: String?, rule: Rule) {
    self.key = key
    self.rule = rule
  }
}
