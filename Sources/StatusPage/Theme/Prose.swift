/// A text in a small part of Markdown, as HTML: paragraphs, headings (`#`, `##`, `###`), lists
/// (`- ` or `1. `), `*emphasis*`, `**strong emphasis**`, `[links](https://…)` to what `Address`
/// allows, and a new line after a line that ends with `\`. All else is text and is shown as it is
/// written, HTML too.
enum Prose {
  /// The HTML of `text`. One pass, and no construct within itself: it grows with the text.
  static func markup(_ text: String) -> Markup {
    var writing = ProseWriting()
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      writing.take(line.drop { $0 == " " || $0 == "\t" })
    }
    writing.endParagraph()
    writing.endList()
    return writing.html
  }

  /// Writes what may stand within an element. A sign that nothing closes is itself.
  static func inline(_ text: Substring, to html: inout Markup) {
    var rest = text
    // Once a sign is not closed, no later one of its kind needs to be looked for.
    var unclosed: Set<String> = []
    while let place = rest.firstIndex(where: { $0 == "*" || $0 == "[" }) {
      html.text(String(rest[..<place]))
      rest = rest[place...]
      if let (label, address, after) = link(rest) {
        html.literal("<a href=\"")
        html.text(address.text)
        html.literal("\">")
        html.text(label)
        html.literal("</a>")
        rest = after
        continue
      }
      let sign = rest.hasPrefix("**") ? "**" : String(rest.prefix(1))
      rest = rest.dropFirst(sign.count)
      // What a blank follows begins nothing.
      let begins = sign != "[" && rest.first.map { !$0.isWhitespace } ?? false
      if begins, !unclosed.contains(sign), let end = end(of: rest, sign) {
        html.literal(sign == "*" ? "<em>" : "<strong>")
        html.text(String(rest[..<end.lowerBound]))
        html.literal(sign == "*" ? "</em>" : "</strong>")
        rest = rest[end.upperBound...]
      } else {
        if begins { unclosed.insert(sign) }
        html.text(sign)
      }
    }
    html.text(String(rest))
  }

  /// Where the emphasis ends that begins with `text`: at the first such sign without a blank before
  /// it.
  private static func end(of text: Substring, _ sign: String) -> Range<Substring.Index>? {
    var rest = text
    while let start = rest.firstIndex(of: "*") {
      let run = rest[start...].prefix { $0 == "*" }
      let isSign = sign == "*" ? run.count == 1 : run.count > 1
      if isSign, let last = text[..<start].last, !last.isWhitespace {
        return start..<text.index(start, offsetBy: sign.count)
      }
      rest = rest[run.endIndex...]
    }
    return nil
  }

  /// `[label](address)` at the beginning of `text`, of a bounded length.
  private static func link(
    _ text: Substring
  ) -> (label: String, address: Address, after: Substring)? {
    guard text.first == "[" else { return nil }
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

/// A text of the theme while it is made into HTML, line by line.
private struct ProseWriting {
  private(set) var html = Markup()
  private var paragraph: [Substring] = []
  private var list: List?

  private enum List { case bulleted, numbered }

  /// Takes a line without the blanks before it.
  mutating func take(_ line: Substring) {
    if line.isEmpty {
      endParagraph()
      endList()
    } else if let (level, text) = heading(line) {
      endParagraph()
      endList()
      html.literal(level == 1 ? "<h2>" : level == 2 ? "<h3>" : "<h4>")
      Prose.inline(text, to: &html)
      html.literal(level == 1 ? "</h2>\n" : level == 2 ? "</h3>\n" : "</h4>\n")
    } else if let (kind, text) = item(line) {
      endParagraph()
      begin(kind)
      html.literal("<li>")
      Prose.inline(text, to: &html)
      html.literal("</li>\n")
    } else {
      endList()
      paragraph.append(line)
    }
  }

  mutating func endParagraph() {
    guard !paragraph.isEmpty else { return }
    html.literal("<p>")
    var text = ""
    for (place, line) in paragraph.enumerated() {
      let isLast = place == paragraph.count - 1
      if line.hasSuffix("\\"), !isLast {
        Prose.inline((text + line.dropLast())[...], to: &html)
        html.literal("<br>\n")
        text = ""
      } else {
        text += isLast ? String(line) : line + "\n"
      }
    }
    Prose.inline(text[...], to: &html)
    html.literal("</p>\n")
    paragraph = []
  }

  private mutating func begin(_ kind: List) {
    guard list != kind else { return }
    endList()
    switch kind {
    case .bulleted: html.literal("<ul>\n")
    case .numbered: html.literal("<ol>\n")
    }
    list = kind
  }

  mutating func endList() {
    switch list {
    case .bulleted: html.literal("</ul>\n")
    case .numbered: html.literal("</ol>\n")
    case nil: break
    }
    list = nil
  }

  private func heading(_ line: Substring) -> (level: Int, text: Substring)? {
    let level = line.prefix { $0 == "#" }.count
    let rest = line.dropFirst(level)
    guard (1...3).contains(level), rest.first == " " else { return nil }
    return (level, rest.drop { $0 == " " })
  }

  private func item(_ line: Substring) -> (List, Substring)? {
    if line.hasPrefix("- ") || line.hasPrefix("* ") { return (.bulleted, line.dropFirst(2)) }
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    let rest = line.dropFirst(digits.count)
    guard (1...3).contains(digits.count), rest.hasPrefix(". ") else { return nil }
    return (.numbered, rest.dropFirst(2))
  }
}
