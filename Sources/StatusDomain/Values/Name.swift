import StandardForms

/// A name that can be shown: at least one character that is not white space, at most
/// `Limits.nameBytesMax` bytes.
package struct Name: Hashable, Sendable {
  /// The name as it was given.
  package let text: String

  /// Takes `text` as it is.
  /// - Throws: `Rule` `.empty` or `.tooLong`.
  package init(_ text: String) throws(Rule) {
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw .empty
    }
    guard text.utf8.count <= Limits.nameBytesMax else {
      throw .tooLong(bytesMax: Limits.nameBytesMax)
    }
    self.text = text
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
