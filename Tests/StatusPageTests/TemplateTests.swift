import StandardForms
import Synchronization
import Testing

@testable import StatusPage

@Suite struct `Templates of pages` {
  @Test(
    arguments: [
      ("a {{name}} b", "a &lt;N&gt; b"), ("{{ name }}", "&lt;N&gt;"), ("{{words.api}}", "API"),
      // A section of a text is told once, with the text; of an absent one, not at all.
      ("{{#name}}[{{.}}]{{/name}}{{^name}}none{{/name}}", "[&lt;N&gt;]"),
      ("{{#heading}}[{{.}}]{{/heading}}{{^heading}}none{{/heading}}", "none"),
      // Of texts and of members, once for each; what encloses them is seen from within.
      ("{{#figures}}{{.}},{{/figures}}", "one,two,"),
      ("{{#lines}}{{id}}{{name}} {{/lines}}", "1&lt;N&gt; 2&lt;N&gt; "),
      // What is absent within hides what encloses it.
      ("{{#lines}}{{#path}}{{.}}{{/path}}{{^path}}-{{/path}}{{/lines}}", "--"),
      ("{{path}}", "outer"), ("{{bars}}", "<b>&amp;</b>"), ("{{#isOpen}}yes{{/isOpen}}", "yes"),
      // Tags that only structure take their lines with them.
      ("a\n{{! said\nto nobody }}\n{{#isOpen}}\n  b\n{{/isOpen}}\nc", "a\n  b\nc"),
      ("a\n {{#heading}} \nb\n {{/heading}}\n", "a\n"),
      ("{{>time}}", "<time datetime=\"I\">T</time>"),
    ])
  func `what a template says is written`(template: String, page: String) throws {
    #expect(try render(template) == page)
  }

  @Test func `a page fills the blocks of what it builds on`() throws {
    let page = try render(
      "{{<mark}}{{$main}}own {{name}}{{/main}}{{/mark}}",
      replacing: [.mark: "[{{$main}}default{{/main}}|{{$other}}default{{/other}}]"])
    #expect(page == "[own &lt;N&gt;|default]")
  }

  @Test(
    arguments: [
      ("{{{name}}}", 1, 1), ("{{&name}}", 1, 1), ("{{=<% %>=}}", 1, 1), ("{{%X}}", 1, 1),
      ("a\nb {{nonsense}}", 2, 3), ("{{words.nonsense}}", 1, 1), ("{{>nonsense}}", 1, 1),
      ("{{#name}}", 1, 1), ("{{/name}}", 1, 1), ("{{#name}}{{/path}}", 1, 10), ("{{name", 1, 1),
      ("{{<nonsense}}{{/nonsense}}", 1, 1), ("", 0, 0),
    ])
  func `what is no template is refused, with its place`(
    template: String, line: Int, column: Int
  ) throws {
    guard line > 0 else { return #expect(try render(template) == "") }
    let fault = #expect(throws: TemplateFault.self) { try render(template) }
    #expect(fault?.template == "home")
    #expect(fault?.place.line == line && fault?.place.column == column)
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    #expect(throws: TemplateFault.self) { try Templates(replacing: [.home: [0x61, 0xFF]]) }
  }

  @Test func `I11: a page whose templates have no end is made from ours`() throws {
    let words = try Words.english()
    let own = try Templates().render(.home, Self.members, words)
    for template in ["a{{>home}}", "{{>home}}{{>home}}", "{{#isOpen}}{{>home}}{{/isOpen}}b"] {
      let templates = try Templates(replacing: [.home: Array(template.utf8)])
      #expect(templates.render(.home, Self.members, words) == own)
    }
  }

  @Test func `I11: a template that once took too long is not tried again, and told once`() throws {
    let told = Mutex<[String]>([])
    let observer = RenderObserver { page, owner, overrun in
      told.withLock { $0.append("\(page) \(owner) \(overrun.cause)") }
    }
    let loops = String(repeating: "{{#figures}}", count: 30)
    let ends = String(repeating: "{{/figures}}", count: 30)
    let templates = try Templates(
      replacing: [.home: Array((loops + "x" + ends).utf8)], observer: observer)
    let words = try Words.english()
    let own = try Templates().render(.home, Self.members, words)
    for _ in 0..<3 { #expect(templates.render(.home, Self.members, words) == own) }
    #expect(told.withLock { $0 } == ["home theme steps"])
    // Other pages are made from the theme's templates still.
    #expect(templates.render(.time, Self.members, words).starts(with: Array("<time".utf8)))
  }

  @Test func `I11: sections nest so deep and no deeper`() {
    let deep = String(repeating: "{{#name}}", count: Limits.templateDepthMax + 1)
    #expect(throws: TemplateFault.self) { try Templates(replacing: [.home: Array(deep.utf8)]) }
  }

  @Test func `every template of ours is one, and every name is known by its key`() throws {
    _ = try Templates()
    for name in TemplateName.allCases { #expect(TemplateName(key: name.key) == name) }
    for member in Member.allCases { #expect(Member(key: member.key) == member) }
    for word in Word.allCases { #expect(Word(key: word.key) == word) }
  }

  @Test func `every name and every template is used by some template of ours`() {
    let all = TemplateName.allCases.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
    for member in Member.allCases {
      let isUsed = ["", "#", "^"].contains { all.contains("{{\($0)\(member.key)}}") }
      #expect(isUsed, "\(member.key)")
    }
    for name in TemplateName.allCases
    where ![.home, .incident, .history, .problem, .document].contains(name) {
      #expect(all.contains("{{>\(name.key)}}") || all.contains("{{<\(name.key)}}"), "\(name.key)")
    }
  }

  private static var members: Members {
    var markup = Markup()
    markup.literal("<b>")
    markup.text("&")
    markup.literal("</b>")
    return [
      .name: .text("<N>"), .heading: .optional(nil as String?), .figures: .texts(["one", "two"]),
      .lines: .list([[.id: .text("1"), .path: false], [.id: .text("2"), .path: false]]),
      .path: .text("outer"), .bars: .markup(markup), .isOpen: true, .iso: .text("I"),
      .text: .text("T"),
    ]
  }

  private func render(
    _ template: String, replacing others: [TemplateName: String] = [:]
  ) throws -> String {
    let replaced = others.merging([.home: template]) { $1 }.mapValues { Array($0.utf8) }
    let page = try Templates(replacing: replaced)
      .render(.home, Self.members, try Words.english())
    return String(decoding: page, as: UTF8.self)
  }
}
