package import StandardForms

/// A template that was read: what it writes, in order.
struct Template: Sendable {
  /// As it was written, in UTF-8.
  let source: [UInt8]
  let nodes: [Node]

  /// A piece of it; its place is an offset in `source`.
  indirect enum Node: Sendable {
    /// These bytes.
    case bytes([UInt8], at: Int)
    /// The value of a name.
    case member(Member, at: Int)
    /// The text of the section around it: `{{.}}`.
    case item(at: Int)
    /// A word of the page's language.
    case word(Word, at: Int)
    /// What is in it, for each of a name's values.
    case section(Member, [Node], at: Int)
    /// What is in it, unless the name has a value.
    case inverted(Member, [Node], at: Int)
    /// Another template.
    case partial(TemplateName, at: Int)
    /// Another template, with some of its blocks replaced.
    case parent(TemplateName, [String: [Node]], at: Int)
    /// What a template that builds on this one may replace.
    case block(String, [Node], at: Int)
  }
}

/// What is wrong with a template, and where.
package struct TemplateFault: Error, Hashable, Sendable {
  /// The template's name.
  package let template: String
  /// Where in it.
  package let place: Place
  /// What is wrong, and what to do.
  package let reason: String
}
