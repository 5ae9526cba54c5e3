/// What a template sees of a view: names and values, and nothing that could be called. A class only
/// because values contain members again.
final class Members: ExpressibleByDictionaryLiteral {
  private let entries: [(name: Member, value: Value)]

  init(dictionaryLiteral entries: (Member, Value)...) {
    self.entries = entries.map { (name: $0.0, value: $0.1) }
  }

  private init(_ entries: [(name: Member, value: Value)]) { self.entries = entries }

  /// These members and `others`, none of which has the name of one of these.
  func merging(_ others: Members) -> Members { Members(entries + others.entries) }

  /// The value of `name`; `nil` if there is none. They are few: looking at each is the fastest.
  subscript(_ name: Member) -> Value? {
    for entry in entries where entry.name == name { return entry.value }
    return nil
  }
}

/// What a name stands for in a template.
enum Value {
  /// Shows or leaves out a section; `false` is also what is absent, so that nobody looks for a
  /// member of the same name in what encloses it.
  case flag(Bool)
  /// A text, which is escaped where it is put in.
  case text(String)
  /// A section is repeated for each; in it, `{{.}}` is the text.
  case texts([String])
  /// A section is told once, of these.
  case members(Members)
  /// A section is repeated for each.
  case list([Members])
  /// What one of our own writers made; put in as it is.
  case markup(Markup)

  /// `nil` as what is absent.
  static func optional(_ text: String?) -> Value { text.map { .text($0) } ?? .flag(false) }

  /// `nil` as what is absent.
  static func optional(_ members: Members?) -> Value {
    members.map { .members($0) } ?? .flag(false)
  }
}

extension Value: ExpressibleByBooleanLiteral {
  init(booleanLiteral value: Bool) { self = .flag(value) }
}
