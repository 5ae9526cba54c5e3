/// A text in a small part of Markdown, as HTML: paragraphs, headings (`#`, `##`, `###`), lists
/// (`- ` or `1. `), `*emphasis*`, `**strong emphasis**`, `[links](https://…)` to what `Address`
/// allows, and a new line after a line that ends with `\`. All else is text and is shown as it is written, HTML too.
enum Prose {
  /// The HTML of `text`. One pass, and no construct within itself: it grows with the text.
  static func markup(_ text: String) -> Markup {
    var html: [UInt8] = []
    var paragraph: [Substring] = []
    var list: List?
    func endParagraph() {
      guard !paragraph.isEmpty else { return }
      html += "<p>".utf8
      var text = ""
      for line in paragraph {
        text += line.hasSuffix("\\") ? line.dropLast() : line + "\n"
        guard line.hasSuffix("\\") else { continue }
        inline(text[...], to: &html)
        html += "<br>\n".utf8
        text = ""
      }
      inline(text[...].dropLast(), to: &html)
      html += "</p>\n".utf8
      paragraph = []
    }
    func endList() {
      if let list { html += "</\(list.rawValue)>\n".utf8 }
      list = nil
    }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for line in lines {
      let content = line.drop { $0 == " " || $0 == "\t" }
      if content.isEmpty {
        endParagraph()
        endList()
      } else if let (level, heading) = heading(content) {
        endParagraph()
        endList()
        element("h\(level + 1)", heading, to: &html)
      } else if let (kind, item) = item(content) {
        endParagraph()
        if list != kind {
          endList()
          html += "<\(kind.rawValue)>\n".utf8
          list = kind
        }
        element("li", item, to: &html)
      } else {
        endList()
        paragraph.append(content)
      }
    }
    endParagraph()
    endList()
    return Markup(html: html)
  }

  private enum List: String { case bulleted = "ul", numbered = "ol" }

  private static func heading(_ line: Substring) -> (level: Int, text: String)? {
    let level = line.prefix { $0 == "#" }.count
    let rest = line.dropFirst(level)
    guard (1...3).contains(level), rest.first == " " else { return nil }
    return (level, String(rest.drop { $0 == " " }))
  }

  private static func item(_ line: Substring) -> (List, String)? {
    if line.hasPrefix("- ") || line.hasPrefix("* ") { return (.bulleted, String(line.dropFirst(2))) }
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    let rest = line.dropFirst(digits.count)
    guard (1...3).contains(digits.count), rest.hasPrefix(". ") else { return nil }
    return (.numbered, String(rest.dropFirst(2)))
  }

  private static func element(_ name: String, _ text: String, to html: inout [UInt8]) {
    html += "<\(name)>".utf8
    inline(text[...], to: &html)
    html += "</\(name)>\n".utf8
  }

  /// What may stand within an element. A sign that nothing closes is itself.
  private static func inline(_ text: Substring, to html: inout [UInt8]) {
    var rest = text
    // Once a sign is not closed, no later one of its kind needs to be looked for.
    var unclosed: Set<String> = []
    while let place = rest.firstIndex(where: { $0 == "*" || $0 == "[" }) {
      HTMLEscaping.write(String(rest[..<place]), to: &html)
      rest = rest[place...]
      if rest.first == "[" {
        if let (label, address, after) = link(rest) {
          html += "<a href=\"".utf8
          HTMLEscaping.write(address.text, to: &html)
          html += "\">".utf8
          HTMLEscaping.write(label, to: &html)
          html += "</a>".utf8
          rest = after
        } else {
          html.append(UInt8(ascii: "["))
          rest = rest.dropFirst()
        }
        continue
      }
      let sign = rest.hasPrefix("**") ? "**" : "*"
      let inner = rest.dropFirst(sign.count)
      if !unclosed.contains(sign), let end = inner.firstRange(of: sign), !inner[..<end.lowerBound].isEmpty {
        let name = sign == "*" ? "em" : "strong"
        html += "<\(name)>".utf8
        HTMLEscaping.write(String(inner[..<end.lowerBound]), to: &html)
        html += "</\(name)>".utf8
        rest = inner[end.upperBound...]
      } else {
        unclosed.insert(sign)
        html += sign.utf8
        rest = inner
      }
    }
    HTMLEscaping.write(String(rest), to: &html)
  }

  /// `[label](address)` at the beginning of `text`, of a bounded length.
  private static func link(
    _ text: Substring
  ) -> (label: String, address: Address, after: Substring)? {
    let start = text.dropFirst().prefix(500)
    guard let close = start.firstIndex(of: "]") else { return nil }
    let rest = text[text.index(after: close)...]
    guard rest.first == "(" else { return nil }
    let target = rest.dropFirst().prefix(1000)
    guard let end = target.firstIndex(of: ")"), let address = Address(String(target[..<end]))
    else { return nil }
    return (String(start[..<close]), address, text[text.index(after: end)...])
  }
}
