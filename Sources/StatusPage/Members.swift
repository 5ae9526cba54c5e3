/// What a template sees of a view: names and values, and nothing that could be called.
///
/// A type of its own rather than a dictionary: few names are found faster one by one than by
/// hashing.
final class Members: TemplateScope, ExpressibleByDictionaryLiteral {
  private let entries: [(name: String, value: TemplateValue)]

  init(dictionaryLiteral entries: (String, Any)...) {
    self.entries = entries.map { (name: $0.0, value: TemplateValue($0.1)) }
  }

  private init(_ entries: [(name: String, value: TemplateValue)]) { self.entries = entries }

  /// These members and `others`, none of which has the name of one of these.
  func merging(_ others: Members) -> Members { Members(entries + others.entries) }

  func child(named name: String) -> TemplateValue? {
    for entry in entries where entry.name == name { return entry.value }
    return nil
  }
}
