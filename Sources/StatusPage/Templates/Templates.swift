import StandardForms

/// The templates of all pages, read once.
///
/// They are Mustache, read and written by our own code: it writes bytes, and looks names up in a
/// closed list rather than by reflection, which makes a page some ten times faster than a general
/// engine does; and it has no way to put in a text as it is.
struct Templates: Sendable {
  private let templates: [Template]

  /// Reads the templates; those in `replaced` (UTF-8) instead of our own.
  /// - Throws: `TemplateFault` for a template that is not one.
  init(replacing replaced: [TemplateName: [UInt8]] = [:]) throws(TemplateFault) {
    var templates: [Template] = []
    for name in TemplateName.allCases {
      templates.append(try TemplateParser.parse(name, replaced[name] ?? name.bytes))
    }
    self.templates = templates
  }

  /// The page of these members, in UTF-8, and whether it is whole: one that grows beyond
  /// `Limits.pageBytesMax`, or nests beyond `Limits.templateDepthMax`, is cut (I11).
  func render(_ page: TemplateName, _ members: Members, _ words: Words) -> (
    bytes: [UInt8], isWhole: Bool
  ) {
    var writing = Writing(templates: templates, words: words, frames: [members])
    writing.write(templates[page.rawValue].nodes)
    return (writing.output, writing.isWhole)
  }
}

/// A page while it is written.
private struct Writing {
  let templates: [Template]
  let words: Words
  /// What names are looked up in, the innermost last.
  var frames: [Members]
  var item: String?
  var blocks: [String: [Template.Node]] = [:]
  var output: [UInt8] = []
  var isWhole = true
  private var depth = 0
  private var stepsLeft = Limits.templateStepsMax

  init(templates: [Template], words: Words, frames: [Members]) {
    self.templates = templates
    self.words = words
    self.frames = frames
    output.reserveCapacity(1 << 16)
  }

  mutating func write(_ nodes: [Template.Node]) {
    guard depth < Limits.templateDepthMax else {
      isWhole = false
      return
    }
    depth += 1
    for node in nodes {
      stepsLeft -= 1
      guard stepsLeft > 0, output.count < Limits.pageBytesMax else {
        isWhole = false
        break
      }
      write(node)
    }
    depth -= 1
  }

  private mutating func write(_ node: Template.Node) {
    switch node {
    case .bytes(let bytes): output.append(contentsOf: bytes)
    case .word(let word): HTMLEscaping.append(words[word], to: &output)
    case .item: if let item { HTMLEscaping.append(item, to: &output) }
    case .member(let name): put(value(of: name))
    case .section(let name, let nodes): write(nodes, forEach: value(of: name))
    case .inverted(let name, let nodes): if isNothing(value(of: name)) { write(nodes) }
    case .partial(let name): write(templates[name.rawValue].nodes)
    case .parent(let name, let replaced):
      let outer = blocks
      blocks = replaced.merging(outer) { _, outer in outer }
      write(templates[name.rawValue].nodes)
      blocks = outer
    case .block(let name, let nodes): write(blocks[name] ?? nodes)
    }
  }

  private func value(of name: Member) -> Value? {
    for frame in frames.reversed() { if let value = frame[name] { return value } }
    return nil
  }

  private mutating func put(_ value: Value?) {
    switch value {
    case .text(let text)?: HTMLEscaping.append(text, to: &output)
    case .markup(let markup)?: output.append(contentsOf: markup.bytes)
    case .flag?, .texts?, .members?, .list?, nil: break
    }
  }

  private mutating func write(_ nodes: [Template.Node], forEach value: Value?) {
    switch value {
    case .flag(true)?, .markup?: write(nodes)
    case .text(let text)?: write(nodes, of: text)
    case .texts(let texts)?: for text in texts { write(nodes, of: text) }
    case .members(let members)?: write(nodes, of: members)
    case .list(let list)?: for members in list { write(nodes, of: members) }
    case .flag(false)?, nil: break
    }
  }

  private mutating func write(_ nodes: [Template.Node], of text: String) {
    let outer = item
    item = text
    write(nodes)
    item = outer
  }

  private mutating func write(_ nodes: [Template.Node], of members: Members) {
    frames.append(members)
    write(nodes)
    frames.removeLast()
  }

  private func isNothing(_ value: Value?) -> Bool {
    switch value {
    case .flag(let flag)?: !flag
    case .texts(let texts)?: texts.isEmpty
    case .list(let list)?: list.isEmpty
    case .markup(let markup)?: markup.bytes.isEmpty
    case .text?, .members?: false
    case nil: true
    }
  }
}
