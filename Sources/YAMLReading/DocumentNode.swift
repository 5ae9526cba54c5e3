package import StandardForms

/// A value of a document, whether YAML or JSON, with the place where it stands.
package struct DocumentNode {
  /// What stands there.
  package enum Content {
    /// A text.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// Nothing.
    case null
    /// A value that is none of these: a truth value, a fraction, a date; with its words.
    case other(String)
    /// The elements of a list.
    case list([DocumentNode])
    /// The members of a mapping, in the order of the text; no key occurs twice.
    case members([Member])
  }

  /// A name and its value.
  package struct Member {
    /// The name.
    package let key: String
    /// Where the name stands; `nil` in a document that is no file.
    package let place: Place?
    /// The value.
    package let value: DocumentNode
  }

  /// What stands there.
  package let content: Content
  /// Where; `nil` in a document that is no file.
  package let place: Place?

  /// What it is, for a fault.
  package var kind: String {
    switch content {
    case .text: "a text"
    case .integer(let number): "the number \(number)"
    case .null: "nothing"
    case .other(let words): words
    case .list: "a list"
    case .members: "a mapping"
    }
  }

  /// Whether nothing stands there.
  package var isNull: Bool { if case .null = content { true } else { false } }

  /// A JSON value; it has no place.
  package init(_ json: JSONValue) {
    place = nil
    content =
      switch json {
      case .null: .null
      case .bool(let value): .other("\(value)")
      case .integer(let number): .integer(number)
      case .number(let number): .other("the number \(number)")
      case .string(let text): .text(text)
      case .array(let elements): .list(elements.map { DocumentNode($0) })
      case .object(let members):
        .members(
          members.map { Member(key: $0.key, place: nil, value: DocumentNode($0.value)) })
      }
  }

  init(_ content: Content, at place: Place?) {
    self.content = content
    self.place = place
  }
}

extension [DocumentNode.Member] {
  /// The member of that key; `nil` where there is none.
  package func named(_ key: String) -> DocumentNode.Member? { first { $0.key == key } }
}
