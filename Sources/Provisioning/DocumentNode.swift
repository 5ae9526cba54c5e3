package import StandardForms

/// A value of a declaration's document, whether YAML or JSON, with the place where it stands.
struct DocumentNode {
  /// What stands there.
  enum Content {
    case text(String)
    case integer(Int64)
    case null
    /// A value that is none of these: a truth value, a fraction, a date; with its words.
    case other(String)
    case list([DocumentNode])
    case members([Member])
  }

  /// A name and its value.
  struct Member {
    let key: String
    let place: Place?
    let value: DocumentNode
  }

  let content: Content
  let place: Place?

  /// What it is, for a fault.
  var kind: String {
    switch content {
    case .text: "a text"
    case .integer(let number): "the number \(number)"
    case .null: "nothing"
    case .other(let words): words
    case .list: "a list"
    case .members: "a mapping"
    }
  }

  /// A JSON value; it has no place.
  init(_ json: JSONValue) {
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

/// What is wrong with a part of a document.
package struct DocumentFault: Error, Hashable, Sendable {
  /// Where in the file; `nil` for a document that is no file, or for the file as a whole.
  package let place: Place?
  /// Which part: `components[3].labels.zone`; empty for the document as a whole.
  package let path: String
  /// What must be, as half a sentence.
  package let reason: String

  /// That the part at `path` breaks a rule.
  package init(at place: Place?, path: String, reason: String) {
    self.place = place
    self.path = path
    self.reason = reason
  }

  /// The fault as one line, as compilers write them: `file:12:5: components[3].name: …`.
  package func line(in file: String) -> String {
    let start = place.map { "\(file):\($0)" } ?? file
    return path.isEmpty ? "\(start): \(reason)" : "\(start): \(path): \(reason)"
  }
}

/// All that is wrong with a document: at least one fault, in the order of the file.
package struct DocumentFaults: Error, Hashable, Sendable {
  /// The faults.
  package let faults: [DocumentFault]

  /// These faults, in the order of the file.
  package init(_ faults: [DocumentFault]) {
    let start = Place(line: 0, column: 0)
    self.faults = faults.enumerated().sorted { a, b in
      let (first, second) = (a.element.place ?? start, b.element.place ?? start)
      return (first.line, first.column, a.offset) < (second.line, second.column, b.offset)
    }.map(\.element)
  }
}
