/// A template that was read: what it writes, in order.
struct Template: Sendable {
  let nodes: [Node]

  indirect enum Node: Sendable {
    /// These bytes.
    case bytes([UInt8])
    /// The value of a name.
    case member(Member)
    /// The text of the section around it: `{{.}}`.
    case item
    /// A word of the page's language.
    case word(Word)
    /// What is in it, for each of a name's values.
    case section(Member, [Node])
    /// What is in it, unless the name has a value.
    case inverted(Member, [Node])
    /// Another template.
    case partial(TemplateName)
    /// Another template, with some of its blocks replaced.
    case parent(TemplateName, [String: [Node]])
    /// What a template that builds on this one may replace.
    case block(String, [Node])
  }
}

/// What is wrong with a template, and where.
package struct TemplateFault: Error, Hashable, Sendable {
  /// The template's name.
  package let template: String
  /// From 1.
  package let line: Int
  /// In bytes, from 1.
  package let column: Int
  /// What is wrong, and what to do.
  package let reason: String
}
