import StandardForms

/// Looks through one template for what would make a text more than a text, or would not work on our
/// pages. Escaping makes a text harmless between tags and within quotes; everywhere else, and where
/// an address begins, it does not.
struct TemplateLint {
  private let name: String
  private let template: Template
  private var markup = MarkupReader()
  /// The innermost sections' names: what `{{.}}` stands for.
  private var sections: [String] = []
  /// Whether the tag of a script names a file.
  private var scriptHasSource = false
  private(set) var findings: [TemplateFinding] = []

  /// What is to be said of `template`.
  init(_ name: String, _ template: Template) {
    self.name = name
    self.template = template
    look(at: template.nodes)
    if markup.context != .text {
      add(.fault, nil, "ends within a tag, a comment or a script; end it where it began")
    }
  }

  private mutating func look(at nodes: [Template.Node]) {
    for node in nodes { look(at: node) }
  }

  private mutating func look(at node: Template.Node) {
    switch node {
    case .bytes(let bytes, let place): read(bytes, place)
    case .member(let name, let place): value(name.key, "{{\(name.key)}}", place)
    case .item(let place): value(sections.last ?? ".", "{{.}}", place)
    case .word(let word, let place): value("words", "{{words.\(word.key)}}", place)
    case .section(let name, let nodes, let place):
      sections.append(name.key)
      within(nodes, "{{#\(name.key)}}", place)
      sections.removeLast()
    case .inverted(let name, let nodes, let place): within(nodes, "{{^\(name.key)}}", place)
    case .block(let name, let nodes, let place):
      checkStandsInText("{{$\(name)}}", place)
      within(nodes, "{{$\(name)}}", place)
    case .partial(let name, let place): checkStandsInText("{{>\(name.key)}}", place)
    case .parent(let name, let blocks, let place):
      checkStandsInText("{{<\(name.key)}}", place)
      for (block, nodes) in blocks.sorted(by: { $0.key < $1.key }) {
        within(nodes, "{{$\(block)}}", place)
      }
    }
  }

  /// What may stand or not, or more than once, must not change where in the HTML one is.
  private mutating func within(_ nodes: [Template.Node], _ tag: String, _ offset: Int) {
    let before = markup
    look(at: nodes)
    guard markup.context != before.context else { return }
    add(
      .fault, offset, "\(tag) ends at another place of the HTML (tag, quotes, text) than it begins")
    markup = before
  }

  private mutating func checkStandsInText(_ tag: String, _ offset: Int) {
    switch markup.context {
    case .text, .raw(element: "title"): return
    case .raw, .comment, .tag, .value, .bareValue:
      add(.fault, offset, "\(tag) stands within a tag, a comment or a script; put it between tags")
    }
  }

  private mutating func value(_ name: String, _ tag: String, _ offset: Int) {
    defer { markup.skipValue() }
    switch markup.context {
    case .text, .comment, .raw(element: "title"), .raw(element: "textarea"): return
    case .raw(let element):
      add(.fault, offset, "\(tag) stands in <\(element)>, where a text could become code")
    case .tag, .bareValue:
      add(.fault, offset, "\(tag) stands bare in a tag: put it between the quotes of an attribute")
    case .value(_, let attribute):
      if attribute.hasPrefix("on") || attribute == "style" || attribute == "srcdoc" {
        add(.fault, offset, "\(tag) stands in \(attribute)=, where a text could become code")
      } else if Member(key: name)?.isMarkup == true {
        add(.fault, offset, "\(tag) is markup, which has no place in an attribute")
      } else if Self.takesAddress(attribute) {
        address(name, tag, offset)
      }
    }
  }

  /// Where an address begins stands one that this program made, or the template says how it begins.
  private mutating func address(_ word: String, _ tag: String, _ offset: Int) {
    let isAddress = Member(key: word)?.isAddress == true
    let before = markup.value
    guard before.allSatisfy(\.isWhitespace) else {
      let isFixed =
        ["/", "#", "?", "./", "\u{FFFC}", "mailto:"].contains { before.hasPrefix($0) }
        && !before.hasPrefix("//") && before != "/"
      let isOther =
        ["https://", "http://"].contains { before.hasPrefix($0) }
        && before.dropFirst(8).contains("/")
      guard isFixed || isOther || before == "/" && isAddress else {
        add(
          .fault, offset, "\(tag) could change where this address leads: begin it with a fixed path"
        )
        return
      }
      return
    }
    guard isAddress else {
      add(.fault, offset, "\(tag) is no address that the pages make: javascript: could stand in it")
      return
    }
  }

  private mutating func read(_ bytes: [UInt8], _ offset: Int) {
    var events: [(event: MarkupReader.Event, offset: Int)] = []
    markup.read(bytes) { events.append(($0, offset + $1)) }
    for (event, offset) in events {
      switch event {
      case .attribute(let element, let name, let value): attribute(element, name, value, offset)
      case .opened(let element): opened(element, offset)
      }
    }
  }

  private mutating func attribute(
    _ element: String, _ name: String, _ value: String, _ offset: Int
  ) {
    if name.hasPrefix("on") {
      add(.warning, offset, "\(name)= runs nothing: pages run only their own script")
    } else if name == "style" {
      add(.warning, offset, "style= has no effect: pages take styles from style.css only")
    } else if name == "http-equiv" {
      // It could lead visitors elsewhere.
      add(.fault, offset, "http-equiv= does not belong here: the server says it in headers")
    } else if element == "script", name == "src" {
      scriptHasSource = true
      if !value.hasPrefix("\u{FFFC}") {
        add(.warning, offset, "this script is not served: a theme brings no code")
      }
    } else if Self.takesAddress(name), Self.isScript(value) {
      add(.warning, offset, "javascript: in \(name)= runs nothing: pages run only their own script")
    } else if ["src", "srcset", "poster"].contains(name) || element == "link" && name == "href",
      ["//", "https://", "http://"].contains(where: { value.hasPrefix($0) })
    {
      add(.warning, offset, "\(name)= is not fetched: pages load from their own site only")
    }
  }

  private mutating func opened(_ element: String, _ offset: Int) {
    switch element {
    case "style": add(.warning, offset, "<style> has no effect: write into the theme's style.css")
    case "script":
      if !scriptHasSource {
        add(.warning, offset, "<script> runs nothing: pages run only their own script")
      }
      scriptHasSource = false
    case "base", "form", "iframe", "object", "embed", "frame":
      add(.warning, offset, "<\(element)> has no effect on our pages")
    case _: break
    }
  }

  /// Browsers pass over blanks, wherever they stand in the scheme.
  private static func isScript(_ address: String) -> Bool {
    address.filter { !$0.isWhitespace }.lowercased().hasPrefix("javascript:")
  }

  private static func takesAddress(_ attribute: String) -> Bool {
    [
      "href", "xlink:href", "src", "srcset", "action", "formaction", "poster", "data", "cite",
      "background", "ping", "manifest", "longdesc", "usemap",
    ].contains(attribute)
  }

  private mutating func add(_ weight: TemplateFinding.Weight, _ offset: Int?, _ reason: String) {
    findings.append(
      TemplateFinding(
        weight: weight, template: name,
        place: offset.map { Place(of: $0, in: template.source) },
        reason: reason))
  }
}
