import StandardForms

/// Reads Mustache (the language of <https://mustache.github.io/mustache.5.html> with inheritance),
/// without what would be unsafe or of no use here: values that are not escaped, other delimiters,
/// lambdas. A name that no page has is a fault.
struct TemplateParser {
  private let name: TemplateName
  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0

  private init(_ name: TemplateName, _ bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// What the template `name` says, in UTF-8; the newline that ends the file is no part of it.
  /// - Throws: `TemplateFault`, the first one.
  static func parse(
    _ name: TemplateName, _ bytes: some Collection<UInt8>
  ) throws(TemplateFault) -> Template {
    var bytes = Array(bytes)
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    var parser = TemplateParser(name, bytes)
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw parser.fault(at: 0, "it is not UTF-8")
    }
    return Template(source: bytes, nodes: try parser.nodes(until: nil))
  }

  private struct Tag {
    let sigil: UInt8?
    let content: String
    let start: Int
  }

  /// The nodes up to the end of the section `closing`, or of the file.
  private mutating func nodes(
    until closing: (name: String, start: Int)?
  ) throws(TemplateFault) -> [Template.Node] {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Limits.templateDepthMax else {
      throw fault(at: place, "sections are nested more than \(Limits.templateDepthMax) deep")
    }
    var nodes: [Template.Node] = []
    while let tag = try nextTag(appendingTo: &nodes) {
      if tag.sigil == UInt8(ascii: "/") {
        guard let closing, closing.name == tag.content else {
          throw fault(at: tag.start, "{{/\(tag.content)}} ends no section that is open here")
        }
        return nodes
      }
      if let node = try node(tag) { nodes.append(node) }
    }
    if let closing { throw fault(at: closing.start, "{{\(closing.name)}} is not ended") }
    return nodes
  }

  private mutating func node(_ tag: Tag) throws(TemplateFault) -> Template.Node? {
    let closing = (name: tag.content, start: tag.start)
    switch tag.sigil {
    case UInt8(ascii: "!"): return nil
    case UInt8(ascii: "#"):
      return .section(try member(tag), try nodes(until: closing), at: tag.start)
    case UInt8(ascii: "^"):
      return .inverted(try member(tag), try nodes(until: closing), at: tag.start)
    case UInt8(ascii: ">"): return .partial(try templateName(tag), at: tag.start)
    case UInt8(ascii: "$"): return .block(tag.content, try nodes(until: closing), at: tag.start)
    case UInt8(ascii: "<"):
      let parent = try templateName(tag)
      var blocks: [String: [Template.Node]] = [:]
      for node in try nodes(until: closing) {
        switch node {
        case .block(let name, let nodes, _): blocks[name] = nodes
        // What lays the blocks out is not shown.
        case .bytes: break
        case .member(_, let at), .item(let at), .word(_, let at), .section(_, _, let at),
          .inverted(_, _, let at), .partial(_, let at), .parent(_, _, let at):
          throw fault(at: at, "within {{<…}} stand only blocks, {{$name}}…{{/name}}")
        }
      }
      return .parent(parent, blocks, at: tag.start)
    case nil: return try value(tag)
    case let sigil?:
      throw fault(
        at: tag.start,
        "{{\(Character(Unicode.Scalar(sigil)))…}} is not allowed here: values are always escaped, "
          + "and delimiters stay")
    }
  }

  private func value(_ tag: Tag) throws(TemplateFault) -> Template.Node {
    if tag.content == "." { return .item(at: tag.start) }
    let prefix = "words."
    guard tag.content.hasPrefix(prefix) else { return .member(try member(tag), at: tag.start) }
    guard let word = Word(key: String(tag.content.dropFirst(prefix.count))) else {
      let nearest = Spelling.nearest(
        String(tag.content.dropFirst(prefix.count)), among: Word.allCases.map(\.key))
      throw fault(
        at: tag.start, "there is no \(tag.content)" + Self.hint(nearest.map { prefix + $0 }))
    }
    return .word(word, at: tag.start)
  }

  private func member(_ tag: Tag) throws(TemplateFault) -> Member {
    guard let member = Member(key: tag.content) else {
      let nearest = Spelling.nearest(tag.content, among: Member.allCases.map(\.key))
      throw fault(
        at: tag.start,
        "no page has anything named \"\(tag.content.prefix(40))\"" + Self.hint(nearest))
    }
    return member
  }

  private func templateName(_ tag: Tag) throws(TemplateFault) -> TemplateName {
    guard let name = TemplateName(key: tag.content) else {
      let nearest = Spelling.nearest(tag.content, among: TemplateName.allCases.map(\.key))
      throw fault(
        at: tag.start,
        "there is no template named \"\(tag.content.prefix(40))\"" + Self.hint(nearest))
    }
    return name
  }
}

extension TemplateParser {
  /// Moves past the next tag and appends the text before it; `nil` at the end.
  private mutating func nextTag(
    appendingTo nodes: inout [Template.Node]
  ) throws(TemplateFault) -> Tag? {
    var textStart = place
    guard let open = find(UInt8(ascii: "{"), from: place) else {
      append(bytes[textStart...], to: &nodes)
      place = bytes.count
      return nil
    }
    guard let close = find(UInt8(ascii: "}"), from: open + 2) else {
      throw fault(at: open, "{{ is not ended by }}")
    }
    let inner = String(decoding: bytes[(open + 2)..<close], as: UTF8.self)
    let first = inner.utf8.first
    let isPlain = first.map { Self.isNameByte($0) || $0 == 0x20 || $0 == UInt8(ascii: ".") } ?? true
    let content = (isPlain ? inner[...] : inner.dropFirst()).filter { $0 != " " }
    let tag = Tag(sigil: isPlain ? nil : first, content: content, start: open)
    var textEnd = open
    place = close + 2
    // A tag that only structures and stands alone takes its whole line with it.
    if !isPlain, let line = lineAlone(from: open, to: place) {
      textEnd = max(line.lowerBound, textStart)
      place = line.upperBound
    }
    textStart = min(textStart, textEnd)
    append(bytes[textStart..<textEnd], to: &nodes)
    return tag
  }

  private func append(_ text: ArraySlice<UInt8>, to nodes: inout [Template.Node]) {
    if !text.isEmpty { nodes.append(.bytes(Array(text), at: text.startIndex)) }
  }

  /// Where the next two bytes `byte` stand.
  private func find(_ byte: UInt8, from start: Int) -> Int? {
    var index = start
    while index + 1 < bytes.count {
      if bytes[index] == byte, bytes[index + 1] == byte { return index }
      index += 1
    }
    return nil
  }

  /// The line of which a tag is the only thing besides spaces, with the newline at its end.
  private func lineAlone(from open: Int, to end: Int) -> Range<Int>? {
    var start = open
    while start > 0, bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09 { start -= 1 }
    guard start == 0 || bytes[start - 1] == 0x0A else { return nil }
    var stop = end
    while stop < bytes.count, bytes[stop] == 0x20 || bytes[stop] == 0x09 { stop += 1 }
    if stop == bytes.count { return start..<stop }
    return bytes[stop] == 0x0A ? start..<(stop + 1) : nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func hint(_ nearest: String?) -> String {
    nearest.map { "; did you mean \($0)?" } ?? ""
  }

  private func fault(at place: Int, _ reason: String) -> TemplateFault {
    TemplateFault(
      template: name.key, place: Place(of: min(place, bytes.count), in: bytes),
      reason: reason)
  }
}
