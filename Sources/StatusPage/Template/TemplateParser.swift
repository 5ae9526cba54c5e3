import StandardForms

/// Reads a template in one pass, without recursion: what is open lies on a stack of bounded depth
/// (I11).
struct TemplateParser {
  private let source: [UInt8]
  private var place = 0
  /// The end of the last tag: a line is a tag's alone if it begins there or later.
  private var tagEnd = 0
  private var open: [Open] = [Open(kind: .template, name: "", at: 0)]

  /// A tag that waits for its end, and what stands in it so far.
  private struct Open {
    enum Kind { case template, section(Template.Name), inverted(Template.Name), parent, block }
    let kind: Kind
    let name: String
    let at: Int
    var parts: [Template.Part] = []
    var blocks: [String: [Template.Part]] = [:]
  }

  private init(_ source: [UInt8]) { self.source = source }

  /// The template that `source` (UTF-8) is.
  /// - Throws: the first fault.
  static func template(_ source: [UInt8]) throws(TemplateFault) -> Template {
    var parser = TemplateParser(source)
    while try parser.readTag() {}
    guard let whole = parser.open.first, parser.open.count == 1 else {
      let last = parser.open[parser.open.count - 1]
      throw parser.fault(last.at, "{{/\(last.name)}} is missing: this is never closed")
    }
    return Template(source: source, parts: whole.parts)
  }

  /// Reads up to the end of the next tag; `false` at the end of the text.
  private mutating func readTag() throws(TemplateFault) -> Bool {
    guard let start = find("{{", from: place) else {
      text(place, source.count)
      return false
    }
    let inner = start + 2
    guard inner < source.count, let end = find("}}", from: inner) else {
      throw fault(start, "this tag is not closed by }}")
    }
    let content = source[inner..<end]
    let sigil = content.first.map { Character(Unicode.Scalar($0)) } ?? "}"
    let isAlone = "#^/!><$".contains(sigil) ? lineAround(start, end + 2) : nil
    text(place, isAlone?.lowerBound ?? start)
    try take(sigil, content, at: start)
    place = isAlone?.upperBound ?? end + 2
    tagEnd = place
    return true
  }

  private mutating func take(
    _ sigil: Character, _ content: ArraySlice<UInt8>, at start: Int
  ) throws(TemplateFault) {
    let rest = content.dropFirst()
    switch sigil {
    case "!": return
    case "#":
      let name = try name(rest, at: start)
      try begin(Open(kind: .section(name), name: name.text, at: start))
    case "^":
      let name = try name(rest, at: start)
      try begin(Open(kind: .inverted(name), name: name.text, at: start))
    case "<": try begin(Open(kind: .parent, name: try word(rest, at: start), at: start))
    case "$": try begin(Open(kind: .block, name: try word(rest, at: start), at: start))
    case "/": try end(rest, at: start)
    case ">": try add(.partial(try word(rest, at: start), at: start), at: start)
    case "{", "&":
      throw fault(
        start, "texts are always escaped: write {{name}}; what is markup gets through as it is")
    case "=": throw fault(start, "the delimiters of tags stay {{ and }}")
    case "%": throw fault(start, "pragmas are not known here")
    case _: try add(.value(try name(content, at: start), at: start), at: start)
    }
  }

  private mutating func begin(_ tag: Open) throws(TemplateFault) {
    guard open.count <= Limits.templateNestingMax else {
      throw fault(tag.at, "tags are nested deeper than \(Limits.templateNestingMax)")
    }
    if case .block = tag.kind {} else { try checkPlace(at: tag.at) }
    open.append(tag)
  }

  private mutating func end(_ rest: ArraySlice<UInt8>, at start: Int) throws(TemplateFault) {
    let name = Self.trimmed(rest)
    let last = open[open.count - 1]
    if case .template = last.kind {
      throw fault(start, "{{/\(name)}} closes nothing")
    }
    guard name == last.name else {
      let opened = TemplateFault.Place(of: last.at, in: source)
      throw fault(
        start, "{{/\(name)}} stands where {{/\(last.name)}} must: line \(opened.line) opened that")
    }
    open.removeLast()
    let outer = open.count - 1
    switch last.kind {
    case .template: break
    case .section(let name): open[outer].parts.append(.section(name, last.parts, at: last.at))
    case .inverted(let name): open[outer].parts.append(.inverted(name, last.parts, at: last.at))
    case .parent:
      open[outer].parts.append(.parent(last.name, blocks: last.blocks, at: last.at))
    case .block:
      guard case .parent = open[outer].kind else {
        open[outer].parts.append(.block(last.name, last.parts, at: last.at))
        return
      }
      guard open[outer].blocks.updateValue(last.parts, forKey: last.name) == nil else {
        throw fault(last.at, "the block \(last.name) stands twice")
      }
    }
  }

  private mutating func add(_ part: Template.Part, at start: Int) throws(TemplateFault) {
    try checkPlace(at: start)
    open[open.count - 1].parts.append(part)
  }

  /// Between `{{<layout}}` and its end only blocks have a place.
  private func checkPlace(at start: Int) throws(TemplateFault) {
    guard case .parent = open[open.count - 1].kind else { return }
    throw fault(start, "within {{<…}} stand only blocks, {{$name}}…{{/name}}")
  }

  private mutating func text(_ start: Int, _ end: Int) {
    // Between blocks stands what lays them out, which is not shown.
    if case .parent = open[open.count - 1].kind { return }
    guard start < end else { return }
    open[open.count - 1].parts.append(.text(Array(source[start..<end]), at: start))
  }

  /// The line on which a tag stands alone, with its newline; it leaves no trace.
  private func lineAround(_ start: Int, _ end: Int) -> Range<Int>? {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var first = start
    while first > tagEnd, isBlank(source[first - 1]) { first -= 1 }
    guard first == 0 || source[first - 1] == UInt8(ascii: "\n") else { return nil }
    var last = end
    while last < source.count, isBlank(source[last]) { last += 1 }
    if last == source.count { return first..<last }
    if source[last] == UInt8(ascii: "\r") { last += 1 }
    guard last < source.count, source[last] == UInt8(ascii: "\n") else { return nil }
    return first..<(last + 1)
  }

  private func name(
    _ content: ArraySlice<UInt8>, at start: Int
  ) throws(TemplateFault) -> Template.Name {
    let text = Self.trimmed(content)
    if text == "." { return .this }
    let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let first = names.first, names.allSatisfy(Self.isWord) else {
      throw fault(start, "\"\(Self.shown(text))\" is no name: letters, digits, - and _, joined by .")
    }
    return .path(first: first, rest: Array(names.dropFirst()))
  }

  private func word(_ content: ArraySlice<UInt8>, at start: Int) throws(TemplateFault) -> String {
    let text = Self.trimmed(content)
    guard Self.isWord(text) else {
      throw fault(start, "\"\(Self.shown(text))\" is no name: letters, digits, - and _")
    }
    return text
  }

  private static func isWord(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        case _: false
        }
      }
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    let blank: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x20]
    let start = bytes.drop { blank.contains($0) }
    let count = start.reversed().drop { blank.contains($0) }.count
    return String(decoding: start.prefix(count), as: UTF8.self)
  }

  /// What a message repeats of a name.
  private static func shown(_ text: String) -> String {
    HTMLEscaping.cleaned(String(text.unicodeScalars.prefix(40)))
  }

  private func find(_ pair: StaticString, from start: Int) -> Int? {
    let byte = pair.utf8Start.pointee
    var place = start
    while place + 1 < source.count {
      if source[place] == byte, source[place + 1] == byte { return place }
      place += 1
    }
    return nil
  }

  private func fault(_ offset: Int, _ reason: String) -> TemplateFault {
    TemplateFault(place: TemplateFault.Place(of: offset, in: source), reason: reason)
  }
}
