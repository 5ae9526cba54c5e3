import Testing

@testable import StatusPage

@Suite struct `A text of the theme` {
  private func html(_ text: String) -> String {
    String(decoding: Prose.markup(text).bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("", ""), ("a", "<p>a</p>\n"), ("a\nb\n\n\nc", "<p>a\nb</p>\n<p>c</p>\n"),
    ("a\\\nb", "<p>a<br>\nb</p>\n"),
    ("# a\n## b\n### c\n#### d", "<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>\n<p>#### d</p>\n"),
    ("#a", "<p>#a</p>\n"),
    ("a\n- b\n- c\nd", "<p>a</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n<p>d</p>\n"),
    ("1. a\n2. b\n- c", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<ul>\n<li>c</li>\n</ul>\n"),
    ("*a* **b** * c ** d", "<p><em>a</em> <strong>b</strong> * c ** d</p>\n"),
    ("5 * 3 and *bold*", "<p>5 * 3 and <em>bold</em></p>\n"),
    ("*a * b*", "<p><em>a * b</em></p>\n"), ("*a **b** c", "<p>*a <strong>b</strong> c</p>\n"),
    ("***", "<p>***</p>\n"),
    (
      "[a](https://x.example/?a=1&b=2)", "<p><a href=\"https://x.example/?a=1&amp;b=2\">a</a></p>\n"
    ),
    (
      "[a](mailto:x@y.example) [b](/c) [",
      "<p><a href=\"mailto:x@y.example\">a</a> <a href=\"/c\">b</a> [</p>\n"
    ),
    ("\u{FEFF}a\r\nb", "<p>\u{FEFF}a\nb</p>\n"),
  ])
  func `is a small part of Markdown`(text: String, html: String) {
    #expect(self.html(text) == html)
  }

  @Test(arguments: [
    "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](//evil.example)",
    "[a](data:text/html,x)",
    "[a]( https://x.example)", "[a](java\tscript:alert(1))", "[a](\\\\evil.example)",
    "[a](vbscript:x)", "[a]()",
    "[a](https://)", "[a](x)",
  ])
  func `links to the web, to mail and to this site only`(text: String) {
    #expect(!html(text).contains("<a"))
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "[<b>](https://x.example/\"onclick=\"x)", "*<b>* **<i>**", "# <b>",
    "- <b>",
    "\u{600}<b \u{301}\" \u{301}'", "<!-- a", "&lt;b&gt;", "[a](https://x.example/\u{202E}'>)",
  ])
  func `holds no markup but its own`(text: String) throws {
    let ours = #/<\/?(?:p|h2|h3|h4|ul|ol|li|em|strong|br)>|<a href="[^"<>]*">|<\/a>/#
    let rest = html(text).replacing(ours, with: "")
    #expect(!rest.utf8.contains { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }, "\(rest)")
    #expect(!rest.utf8.contains(UInt8(ascii: "\"")), "\(rest)")
  }

  @Test func `grows with its text, whatever that opens`() {
    for sign in ["*", "**", "[", "[a](", "*[", "***a", "[a](https://x", "- ", "# "] {
      let text = String(repeating: sign, count: 20_000)
      #expect(html(text).utf8.count <= text.utf8.count * 5 + 100)
    }
  }
}
