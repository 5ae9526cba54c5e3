import StandardForms

/// A name that can be shown: at least one character that can be seen, at most
/// `Limits.nameBytesMax` bytes.
package struct Name: Hashable, Sendable {
  /// The name as it was given.
  package let text: String

  /// Takes `text` as it is.
  /// - Throws: `Rule` `.empty` or `.tooLong`.
  package init(_ text: String) throws(Rule) {
    guard !text.isBlank else { throw .empty }
    guard text.utf8.count <= Limits.nameBytesMax else {
      throw .tooLong(bytesMax: Limits.nameBytesMax)
    }
    self.text = text
  }
}

extension String {
  /// Whether nothing of it can be seen.
  package var isBlank: Bool { !unicodeScalars.contains(where: \.isSeen) }
}

extension Unicode.Scalar {
  /// Whether it shows something: no white space, and nothing that only steers how others show.
  fileprivate var isSeen: Bool {
    guard !properties.isWhitespace, !properties.isDefaultIgnorableCodePoint else { return false }
    switch properties.generalCategory {
    case .control, .format: return false
    case _: return true
    }
  }
}

/// A longer text: at most `Limits.descriptionBytesMax` bytes, possibly empty.
package struct Description: Hashable, Sendable {
  /// The text as it was given.
  package let text: String

  /// Takes `text` as it is.
  /// - Throws: `Rule` `.tooLong`.
  package init(_ text: String) throws(Rule) {
    guard text.utf8.count <= Limits.descriptionBytesMax else {
      throw .tooLong(bytesMax: Limits.descriptionBytesMax)
    }
    self.text = text
  }
}
