/// Where in HTML a place is: as much of its tokens as tells what a text there would be taken for.
/// Each template begins and ends between tags.
struct MarkupReader {
  /// What a place is part of.
  enum Context: Hashable {
    /// Text, between tags.
    case text
    /// The text of an element in which tags mean nothing: `script`, `style`, `title`, `textarea`.
    case raw(element: String)
    case comment
    /// A tag, between its attributes or in their names.
    case tag(element: String)
    /// A value in quotes.
    case value(element: String, attribute: String)
    /// A value without quotes.
    case bareValue(element: String, attribute: String)
  }

  /// What was come upon.
  enum Event {
    /// An attribute's value, as far as it stands in the template.
    case attribute(element: String, name: String, value: String)
    /// The end of an element's first tag.
    case opened(element: String)
  }

  private enum State {
    case text, lessThan, comment, name, tag, attribute, equals
    case quoted(UInt8)
    case bare
  }

  private var state = State.text
  private var element = ""
  private var isEndTag = false
  private var attribute = ""
  /// What was read of a value, a comment or a raw element's text; a value of the page counts as
  /// U+FFFC.
  private(set) var value = ""
  private var rawElement: String?

  /// What the present place is part of.
  var context: Context {
    switch state {
    case .text: rawElement.map { .raw(element: $0) } ?? .text
    // What follows could be the name of an element.
    case .lessThan: .tag(element: "")
    case .comment: .comment
    case .name, .tag, .attribute: .tag(element: element)
    case .equals, .bare: .bareValue(element: element, attribute: attribute)
    case .quoted: .value(element: element, attribute: attribute)
    }
  }

  /// Goes on behind a value of the page.
  mutating func skipValue() { value.append("\u{FFFC}") }

  /// Goes on behind `bytes`, telling what it comes upon, and with which of them it ends.
  mutating func read(_ bytes: [UInt8], _ tell: (Event, _ end: Int) -> Void) {
    for (index, byte) in bytes.enumerated() { read(byte) { tell($0, index) } }
  }

  private mutating func read(_ byte: UInt8, _ tell: (Event) -> Void) {
    let sign = Character(Unicode.Scalar(byte))
    let isBlank = sign == " " || sign == "\n" || sign == "\t" || sign == "\r"
    switch state {
    case .text: if sign == "<" { begin(.lessThan) }
    case .lessThan: begin(with: sign, isBlank, tell)
    case .comment:
      value.append(sign)
      if isCommentEnded { begin(.text) } else { value = String(value.suffix(6)) }
    case .name:
      if isBlank || sign == "/" {
        state = .tag
      } else if sign == ">" {
        endTag(tell)
      } else {
        element += sign.lowercased()
      }
    case .tag:
      if sign == ">" {
        endTag(tell)
      } else if !isBlank, sign != "/" {
        attribute = sign.lowercased()
        state = .attribute
      }
    case .attribute:
      if sign == "=" {
        begin(.equals)
      } else if sign == ">" || isBlank || sign == "/" {
        tell(.attribute(element: element, name: attribute, value: ""))
        if sign == ">" { endTag(tell) } else { state = .tag }
      } else {
        attribute += sign.lowercased()
      }
    case .equals:
      if sign == "\"" || sign == "'" {
        begin(.quoted(byte))
      } else if sign == ">" {
        endTag(tell)
      } else if !isBlank {
        state = .bare
        value.append(sign)
      }
    case .quoted(let quote): if byte == quote { endValue(tell) } else { value.append(sign) }
    case .bare:
      if isBlank {
        endValue(tell)
      } else if sign == ">" {
        endValue(tell)
        endTag(tell)
      } else {
        value.append(sign)
      }
    }
  }

  /// Whether `value` ends a comment. It begins with a sign that no template can hold and two
  /// dashes: those of `<!--` are also the first of an end in `<!-->`, but not in `<!--!>`.
  private var isCommentEnded: Bool {
    value.hasSuffix("-->")
      || value.hasSuffix("--!>") && !["\u{FFFD}--!>", "\u{FFFD}---!>"].contains(value)
  }

  private mutating func begin(_ next: State) {
    state = next
    value = ""
  }

  /// Behind `<`: a tag, a comment, or just a sign.
  private mutating func begin(with sign: Character, _ isBlank: Bool, _ tell: (Event) -> Void) {
    if let rawElement {
      // Only its own end ends it, and not what begins like it.
      let end = "/" + rawElement
      if value.lowercased() == end, isBlank || sign == "/" || sign == ">" {
        (element, isEndTag) = (rawElement, true)
        self.rawElement = nil
        begin(.tag)
        if sign == ">" { endTag(tell) }
        return
      }
      value.append(sign)
      if !end.hasPrefix(value.lowercased()) {
        state = sign == "<" ? .lessThan : .text
        value = ""
      }
      return
    }
    switch (value, sign) {
    case ("", "/"): value = "/"
    case ("", "!"): value = "!"
    case ("!", "-"): value = "!-"
    case ("!-", "-"):
      begin(.comment)
      value = "\u{FFFD}--"
    case ("", _) where sign.isLetter: beginTag(sign, isEnd: false)
    case ("/", _) where sign.isLetter: beginTag(sign, isEnd: true)
    case ("!", _) where sign.isLetter: beginTag("!", isEnd: false)
    case _: begin(sign == "<" ? .lessThan : .text)
    }
  }

  private mutating func beginTag(_ sign: Character, isEnd: Bool) {
    element = sign.lowercased()
    isEndTag = isEnd
    begin(.name)
  }

  private mutating func endValue(_ tell: (Event) -> Void) {
    tell(.attribute(element: element, name: attribute, value: value))
    begin(.tag)
  }

  private mutating func endTag(_ tell: (Event) -> Void) {
    begin(.text)
    guard !isEndTag else { return }
    tell(.opened(element: element))
    if ["script", "style", "title", "textarea"].contains(element) { rawElement = element }
  }
}
