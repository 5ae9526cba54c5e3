package import StandardForms
package import Yams

/// A text as YAML's values, or why it has none.
package enum YAMLText {
  /// What `take` makes of the root of `text`; it is given `nil` for a text without a value. What
  /// the nodes refer to is only there while `take` runs.
  /// - Throws: `YAMLFault` for what is not one document of YAML, or would grow without measure.
  package static func read<Value>(
    _ text: String, _ take: (Node?) -> Value
  ) throws(YAMLFault) -> Value {
    guard !YAMLAliases.multiply(text) else {
      throw YAMLFault(at: nil, "it has anchors and many aliases: write the values out")
    }
    do {
      // The parser owns the anchors.
      let parser = try Parser(yaml: text, encoding: .utf8)
      return try withExtendedLifetime(parser) { take(try parser.singleRoot()) }
    } catch let error as YamlError {
      throw YAMLFault(error, in: text)
    } catch {
      throw YAMLFault(at: nil, "it cannot be read (\(error))")
    }
  }
}

/// Why a text is not read as YAML, and where.
package struct YAMLFault: Error, Hashable, Sendable {
  /// Where; `nil` for the text as a whole.
  package let place: Place?
  /// What is wrong, and what to do, as half a sentence.
  package let reason: String

  init(at place: Place?, _ reason: String) {
    self.place = place
    self.reason = reason
  }

  /// In our words what people come upon; in the parser's, the rest.
  fileprivate init(_ error: YamlError, in text: String) {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      place = Place(mark)
      if problem.contains("another document") {
        reason = "a second document begins here: only one is read"
      } else if problem.contains("nesting level") {
        reason = "the lists or mappings that begin here stand too deep within each other"
      } else if Self.isTab(at: mark, of: text) {
        reason = "a tab stands here: YAML is indented with spaces"
      } else {
        let words = context.map { "\($0.text) (line \($0.mark.line)), " } ?? ""
        reason = "it is not YAML: \(words)\(problem)"
      }
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.map { quoted($0) }.joined(separator: ", ")
      place = Place(context.mark)
      reason = "\(names) stands twice in one mapping"
    case .reader(let problem, let offset, _, _):
      place = offset.map { Place(of: text.prefix($0).utf8.count, in: text.utf8) }
      reason = "it is not YAML: \(problem)"
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      place = nil
      reason = "it cannot be read (\(error))"
    }
  }

  private static func isTab(at mark: Mark, of text: String) -> Bool {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(mark.line - 1) else { return false }
    return lines[mark.line - 1].unicodeScalars.dropFirst(mark.column - 1).first == "\t"
  }
}

extension Place {
  /// The place that a parser's mark tells.
  package init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}
