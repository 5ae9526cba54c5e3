/// Markup that our own code wrote: literals of the program, and texts that were escaped. There is
/// no other way to make any, so that nothing which people wrote gets into a page as it is.
struct Markup: Hashable {
  /// UTF-8.
  private(set) var bytes: [UInt8] = []

  /// Appends a literal.
  mutating func literal(_ literal: StaticString) {
    literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Appends a text, escaped.
  mutating func text(_ text: String) { HTMLEscaping.append(text, to: &bytes) }

  /// Appends a number in decimal digits.
  mutating func number(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }

  /// Appends what was written before.
  mutating func markup(_ other: Markup) { bytes.append(contentsOf: other.bytes) }
}
