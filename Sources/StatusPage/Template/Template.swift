/// A Mustache template, read: what a page consists of, and where values go.
///
/// It is the part of Mustache that pages need: `{{name}}`, `{{a.b}}`, `{{.}}`, sections
/// `{{#name}}`, inverted sections `{{^name}}`, comments `{{! … }}`, partials `{{>name}}`, and
/// inheritance, `{{<layout}}{{$block}}…{{/block}}{{/layout}}`. What else Mustache and its libraries
/// know is a fault and not ignored: tags that do not escape, other delimiters, pragmas, functions,
/// names of partials that come from values.
struct Template: Sendable {
  /// The whole text.
  let source: [UInt8]
  /// What it consists of, in order.
  let parts: [Part]

  /// A piece of a template; each knows the offset of its tag in `source`.
  indirect enum Part: Sendable {
    /// Bytes to write as they are; they stand at the offset, though not always in one piece.
    case text([UInt8], at: Int)
    case value(Name, at: Int)
    case section(Name, [Part], at: Int)
    case inverted(Name, [Part], at: Int)
    case partial(String, at: Int)
    /// Another template, with what takes the place of its blocks.
    case parent(String, blocks: [String: [Part]], at: Int)
    /// What stands here unless a child says otherwise.
    case block(String, [Part], at: Int)
  }

  /// What a tag asks for.
  enum Name: Hashable, Sendable {
    /// `.`: the value of the innermost section.
    case this
    /// `a.b`: `a` in the nearest section that has it, of it `b`.
    case path(first: String, rest: [String])

    /// As it is written.
    var text: String {
      switch self {
      case .this: "."
      case .path(let first, let rest): ([first] + rest).joined(separator: ".")
      }
    }
  }

  /// The line and column, from 1, of the byte at `offset`; columns count Unicode scalars.
  func place(of offset: Int) -> TemplateFault.Place {
    TemplateFault.Place(of: offset, in: source)
  }
}

/// What is wrong with a template, and where.
package struct TemplateFault: Error, Hashable, Sendable {
  /// A line and a column, both from 1; columns count Unicode scalars.
  package struct Place: Hashable, Sendable {
    /// The line.
    package let line: Int
    /// The column.
    package let column: Int

    init(of offset: Int, in source: [UInt8]) {
      let before = source.prefix(offset)
      let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      line = 1 + before.count { $0 == UInt8(ascii: "\n") }
      // All bytes of a scalar but its first are 10xxxxxx.
      column = 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 }
    }
  }

  /// Where it is.
  package let place: Place
  /// What is wrong, and what to write instead.
  package let reason: String
}
