import StandardForms
import Synchronization

/// The templates of all pages, read once.
///
/// They are Mustache, read and written by our own code: it writes bytes, and looks names up in a
/// closed list rather than by reflection, which makes a page some ten times faster than a general
/// engine does; and it has no way to put in a text as it is.
struct Templates: Sendable {
  /// Ours, by the raw value of their name.
  private let own: [Template]
  /// `own` with the theme's in their places; `nil` without any.
  private let themed: [Template]?
  private let observer: RenderObserver?
  private let overruns = Overruns()

  /// Reads the templates; those in `replaced` (UTF-8) instead of our own. `observer` is told how
  /// these fare.
  /// - Throws: `TemplateFault` for a template that is not one.
  init(
    replacing replaced: [TemplateName: [UInt8]] = [:], observer: RenderObserver? = nil
  ) throws(TemplateFault) {
    var own: [Template] = []
    var themed: [Template] = []
    for name in TemplateName.allCases {
      let template = try TemplateParser.parse(name, name.bytes)
      own.append(template)
      themed.append(
        try replaced[name].map { bytes throws(TemplateFault) in
          try TemplateParser.parse(name, bytes)
        } ?? template)
    }
    self.own = own
    self.themed = replaced.isEmpty ? nil : themed
    self.observer = observer
  }

  /// The page of these members, in UTF-8. A page that a theme's templates do not bring to an end
  /// within its bounds (I11) is made from ours instead, from then on: whatever a theme does,
  /// visitors see the state, and it costs too much but once.
  func render(_ page: TemplateName, _ members: Members, _ words: Words) -> [UInt8] {
    if let themed, !overruns.contains(page, .theme) {
      let (bytes, overrun) = Writing.page(page, of: themed, members, words)
      guard let overrun else { return bytes }
      tell(page, .theme, overrun)
    }
    let (bytes, overrun) = Writing.page(page, of: own, members, words)
    if let overrun { tell(page, .program, overrun) }
    return bytes
  }

  private func tell(
    _ page: TemplateName, _ owner: RenderObserver.Owner, _ overrun: TemplateOverrun
  ) {
    if overruns.insert(page, owner) { observer?.overran(page.key, owner, overrun) }
  }
}

/// Which pages were not brought to their end, since the start of this program.
private final class Overruns: Sendable {
  private struct Overrun: Hashable {
    let page: TemplateName
    let owner: RenderObserver.Owner
  }

  private let all = Mutex<Set<Overrun>>([])

  func contains(_ page: TemplateName, _ owner: RenderObserver.Owner) -> Bool {
    all.withLock { $0.contains(Overrun(page: page, owner: owner)) }
  }

  /// Whether it is the first.
  func insert(_ page: TemplateName, _ owner: RenderObserver.Owner) -> Bool {
    all.withLock { $0.insert(Overrun(page: page, owner: owner)).inserted }
  }
}

/// Why a page was not made to its end.
package struct TemplateOverrun: Error, Hashable, Sendable {
  /// What grew too far.
  package enum Cause: Hashable, Sendable {
    /// Templates and sections within each other, `Limits.templateDepthMax`.
    case depth
    /// The page, `Limits.pageBytesMax`.
    case length
    /// What is looked at to make it, `Limits.templateStepsMax`.
    case steps
  }

  /// What grew too far.
  package let cause: Cause
  /// The template in which it was noticed.
  package let template: String
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
  var overrun: TemplateOverrun?
  private var template: TemplateName
  private var depth = 0
  private var stepsLeft = Limits.templateStepsMax

  /// The page of these members, in UTF-8; with an overrun it ends early.
  static func page(
    _ name: TemplateName, of templates: [Template], _ members: Members, _ words: Words
  ) -> (bytes: [UInt8], overrun: TemplateOverrun?) {
    var writing = Writing(name, of: templates, words: words, frames: [members])
    writing.write(templates[name.rawValue].nodes)
    return (writing.output, writing.overrun)
  }

  private init(
    _ name: TemplateName, of templates: [Template], words: Words, frames: [Members]
  ) {
    template = name
    self.templates = templates
    self.words = words
    self.frames = frames
    output.reserveCapacity(1 << 16)
  }

  private mutating func write(_ nodes: [Template.Node]) {
    guard overrun == nil else { return }
    guard depth < Limits.templateDepthMax else { return end(.depth) }
    depth += 1
    for node in nodes {
      stepsLeft -= 1
      guard overrun == nil else { break }
      guard stepsLeft > 0 else { return end(.steps) }
      guard output.count < Limits.pageBytesMax else { return end(.length) }
      write(node)
    }
    depth -= 1
  }

  private mutating func end(_ cause: TemplateOverrun.Cause) {
    overrun = TemplateOverrun(cause: cause, template: template.key)
  }

  private mutating func write(_ node: Template.Node) {
    switch node {
    case .bytes(let bytes, _): output.append(contentsOf: bytes)
    case .word(let word, _): HTMLEscaping.append(words[word], to: &output)
    case .item: if let item { HTMLEscaping.append(item, to: &output) }
    case .member(let name, _): put(value(of: name))
    case .section(let name, let nodes, _): write(nodes, forEach: value(of: name))
    case .inverted(let name, let nodes, _):
      let value = value(of: name)
      if isNothing(value) { write(nodes) }
    case .partial(let name, _): include(name)
    case .parent(let name, let replaced, _):
      let outer = blocks
      blocks = replaced.merging(outer) { _, outer in outer }
      include(name)
      blocks = outer
    case .block(let name, let nodes, _): write(blocks[name] ?? nodes)
    }
  }

  private mutating func include(_ name: TemplateName) {
    let outer = template
    template = name
    write(templates[name.rawValue].nodes)
    template = outer
  }

  private mutating func value(of name: Member) -> Value? {
    for frame in frames.reversed() {
      stepsLeft -= 1
      if let value = frame[name] { return value }
    }
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
