/// A text that people wrote, as far as this log still knows it.
///
/// Rules compare texts for equality only, and a withheld text differs from every text that a
/// command can bring. Equal are texts of the same bytes: what merely looks alike in another Unicode
/// form is another text, as it is for whoever hashes or reads the log.
package enum Text: Hashable, Sendable {
  /// The text.
  case known(String)
  /// The text was erased; that there was one remains.
  case withheld

  /// The text, or `nil` where it is withheld.
  package var known: String? {
    switch self {
    case .known(let text): text
    case .withheld: nil
    }
  }

  package static func == (a: Text, b: Text) -> Bool {
    switch (a, b) {
    case (.known(let a), .known(let b)): a.hasSameBytes(as: b)
    case (.withheld, .withheld): true
    case (.known, .withheld), (.withheld, .known): false
    }
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(known) }
}

extension String {
  /// Whether `other` is the same sequence of code points; `==` also takes its other Unicode forms.
  func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
