import StandardForms

/// Why a template was not rendered to its end.
package struct TemplateOverrun: Error, Hashable, Sendable {
  /// What grew too far.
  package enum Cause: Hashable, Sendable {
    /// Templates within each other, as one that includes itself.
    case depth
    /// The page, in bytes.
    case length
    /// What is looked at to make the page.
    case steps
  }

  /// What grew too far.
  package let cause: Cause
  /// The template in which it was noticed.
  package let template: String
}

/// One page being rendered: the only thing that a template can do, and what it may use up (I11).
struct TemplateRendering {
  private let templates: [String: Template]
  private let bytesMax: Int
  private let stepsMax: Int
  private var output: [UInt8] = []
  private var steps = 0
  private var depth = 0
  private var stack: [TemplateValue]
  private var blocks: [String: [Template.Part]] = [:]
  private var current: String

  private init(
    _ templates: [String: Template], _ name: String, _ members: Members, bytesMax: Int,
    stepsMax: Int
  ) {
    self.templates = templates
    self.bytesMax = bytesMax
    self.stepsMax = stepsMax
    current = name
    stack = [.scope(members)]
    output.reserveCapacity(64 * 1024)
  }

  /// The template of that name with these members, in UTF-8; empty if there is none.
  /// - Throws: `TemplateOverrun` at more than `bytesMax` bytes, `stepsMax` steps, or
  ///   `Limits.templateDepthMax` templates and sections within each other.
  static func page(
    _ name: String, of templates: [String: Template], _ members: Members,
    bytesMax: Int = .max, stepsMax: Int = .max
  ) throws(TemplateOverrun) -> [UInt8] {
    var rendering = TemplateRendering(
      templates, name, members, bytesMax: bytesMax, stepsMax: stepsMax)
    try rendering.include(name)
    return rendering.output
  }

  private mutating func include(_ name: String) throws(TemplateOverrun) {
    guard let template = templates[name] else { return }
    let outer = current
    current = name
    try write(template.parts)
    current = outer
  }

  private mutating func write(_ parts: [Template.Part]) throws(TemplateOverrun) {
    guard depth < Limits.templateDepthMax else { throw overrun(.depth) }
    depth += 1
    for part in parts { try write(part) }
    depth -= 1
  }

  private mutating func write(_ part: Template.Part) throws(TemplateOverrun) {
    steps += 1
    guard steps <= stepsMax else { throw overrun(.steps) }
    switch part {
    case .text(let bytes, _): output += bytes
    case .value(let name, _): write(value: value(of: name))
    case .section(let name, let parts, _): try repeated(value(of: name), parts)
    case .inverted(let name, let parts, _):
      if Self.isAbsent(value(of: name)) { try write(parts) }
    case .partial(let name, _): try include(name)
    case .parent(let name, let blocks, _):
      let outer = self.blocks
      // What a child says goes before what its parent says of the parent's own parent.
      self.blocks.merge(blocks) { first, _ in first }
      try include(name)
      self.blocks = outer
    case .block(let name, let parts, _): try write(blocks[name] ?? parts)
    }
    guard output.count <= bytesMax else { throw overrun(.length) }
  }

  private mutating func write(value: TemplateValue?) {
    switch value {
    case .text(let text): HTMLEscaping.write(text, to: &output)
    case .markup(let markup): output += markup.html
    case .absent, .present, .scope, .list, nil: break
    }
  }

  private mutating func repeated(
    _ value: TemplateValue?, _ parts: [Template.Part]
  ) throws(TemplateOverrun) {
    switch value {
    case .absent, nil: return
    case .present: try write(parts)
    case .list(let values): for value in values { try within(value, parts) }
    case .text, .markup, .scope:
      if let value { try within(value, parts) }
    }
  }

  private mutating func within(
    _ value: TemplateValue, _ parts: [Template.Part]
  ) throws(TemplateOverrun) {
    stack.append(value)
    try write(parts)
    stack.removeLast()
  }

  private static func isAbsent(_ value: TemplateValue?) -> Bool {
    switch value {
    case .absent, nil: true
    case .list(let values): values.isEmpty
    case .present, .text, .markup, .scope: false
    }
  }

  private func value(of name: Template.Name) -> TemplateValue? {
    switch name {
    case .this: return stack.last
    case .path(let first, let rest):
      var place = stack.count - 1
      while place >= 0 {
        if case .scope(let scope) = stack[place], let found = scope.child(named: first) {
          return rest.reduce(found as TemplateValue?) { value, name in
            guard case .scope(let scope)? = value else { return nil }
            return scope.child(named: name)
          }
        }
        place -= 1
      }
      return nil
    }
  }

  private func overrun(_ cause: TemplateOverrun.Cause) -> TemplateOverrun {
    TemplateOverrun(cause: cause, template: current)
  }
}
