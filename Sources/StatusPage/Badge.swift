import ReadModel
import StandardForms
import StatusDomain

/// A small picture of a state, for other sites: a name on the left, its state on the right.
struct Badge {
  private let name: String
  private let state: ShownState
  private let label: String

  /// The state of everything, under the name of the site.
  init(all viewpoint: Viewpoint, _ freshness: Freshness, siteTitle: String) {
    let active = viewpoint.board.activeIncidents(at: viewpoint.now)
    let state = active.map { viewpoint.state(of: $0) }.max() ?? .operational
    self.init(siteTitle, viewpoint.view(state), freshness, viewpoint.words)
  }

  /// The state of one component.
  init(_ component: Component, _ viewpoint: Viewpoint, _ freshness: Freshness) {
    let impacts = viewpoint.board.activeImpacts(at: viewpoint.now)[component.id] ?? []
    let worst = impacts.map(\.severity).max()
    let state = viewpoint.view(worst.map { viewpoint.state(of: $0) } ?? .operational)
    self.init(viewpoint.view(component.name).text, state, freshness, viewpoint.words)
  }

  /// A state that nobody received or that may have changed since is not shown as the present one.
  private init(_ name: String, _ state: StateView, _ freshness: Freshness, _ words: Words) {
    self.name = name
    if !freshness.isReceived {
      (self.state, label) = (.unknown(value: 0), words[.badgeNothingReceived])
    } else if freshness.isOutdated {
      self.state = .unknown(value: 0)
      label = words.filled(.badgeStale, ["state": state.label])
    } else {
      (self.state, label) = (state.state, state.label)
    }
  }

  /// An SVG that needs nothing but itself; it says in words what it shows.
  func svg(_ words: Words) -> Markup {
    let name = Self.shown(name)
    let label = Self.shown(label)
    let nameWidth = Self.width(of: name)
    let labelWidth = Self.width(of: label)
    let divide = nameWidth + 2 * Self.margin
    let whole = divide + Self.sign + labelWidth + 2 * Self.margin
    var svg = Markup()
    svg.literal("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
    svg.number(whole)
    svg.literal("\" height=\"20\" viewBox=\"0 0 ")
    svg.number(whole)
    svg.literal(" 20\" role=\"img\" lang=\"")
    svg.text(words[.language])
    svg.literal("\" aria-label=\"")
    svg.text(name + ": " + label)
    svg.literal("\"><title>")
    svg.text(name + ": " + label)
    svg.literal("</title><clipPath id=\"r\"><rect width=\"")
    svg.number(whole)
    svg.literal("\" height=\"20\" rx=\"4\"/></clipPath><g clip-path=\"url(#r)\">")
    svg.literal("<path fill=\"#142338\" d=\"M0 0h")
    svg.number(divide)
    svg.literal("v20H0z\"/><path fill=\"")
    svg.literal(Self.colour(of: state))
    svg.literal("\" d=\"M")
    svg.number(divide)
    svg.literal(" 0h")
    svg.number(whole - divide)
    svg.literal("v20h-")
    svg.number(whole - divide)
    svg.literal("z\"/></g><g fill=\"none\" stroke=\"#fff\" stroke-width=\"1.8\" ")
    svg.literal("stroke-linecap=\"round\" stroke-linejoin=\"round\" transform=\"translate(")
    svg.number(divide + Self.margin)
    svg.literal(" 5)\"><path d=\"")
    svg.literal(Self.sign(of: state))
    svg.literal("\"/></g><g fill=\"#fff\" font-size=\"11\" ")
    svg.literal("font-family=\"Verdana,DejaVu Sans,Geneva,sans-serif\">")
    Self.write(name, at: Self.margin, width: nameWidth, to: &svg)
    Self.write(label, at: divide + Self.margin + Self.sign, width: labelWidth, to: &svg)
    svg.literal("</g></svg>\n")
    return svg
  }

  private static func write(_ text: String, at x: Int, width: Int, to svg: inout Markup) {
    svg.literal("<text x=\"")
    svg.number(x)
    svg.literal("\" y=\"14\" textLength=\"")
    svg.number(width)
    svg.literal("\" lengthAdjust=\"spacingAndGlyphs\">")
    svg.text(text)
    svg.literal("</text>")
  }

  /// A text as a badge shows it: in one line, cut, and without what XML cannot hold (XML 1.0,
  /// production 2) even as a reference.
  private static func shown(_ text: String) -> String {
    let line = text.unicodeScalars.map { scalar in
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: " "
      case 0xFFFE, 0xFFFF: "\u{FFFD}"
      case _: String(scalar)
      }
    }.joined()
    return TextView(HTMLEscaping.cleaned(line)).clipped(bytesMax: Limits.badgeTextBytesMax).text
  }
}

extension Badge {
  private static let margin = 7
  /// The width of the sign before the state, with the space after it.
  private static let sign = 15

  /// Dark enough for white text on it: at least 4.5 (WCAG 2.2, 1.4.3).
  private static func colour(of state: ShownState) -> StaticString {
    switch state {
    case .operational: "#176b4f"
    case .maintenance: "#2a62b5"
    case .notice: "#56657a"
    case .affected(_, _, .minor): "#875900"
    case .affected(_, _, .major): "#a84010"
    case .affected(_, _, .critical): "#a81c36"
    case .unknown: "#6a4a9c"
    }
  }

  /// What tells the states apart without colours, within 10 by 10.
  private static func sign(of state: ShownState) -> StaticString {
    switch state {
    case .operational: "m1 5.5 3 3 5-7"
    case .maintenance: "M1 3h8M1 7h8"
    case .notice: "M5 4.5v4M5 1.2v.1"
    case .affected(_, _, .minor): "M5 1v5M5 9v.1"
    case .affected(_, _, .major): "M3 1v5M3 9v.1M7 1v5M7 9v.1"
    case .affected(_, _, .critical): "m1.5 1.5 7 7M8.5 1.5l-7 7"
    case .unknown: "M3 3c0-3 4-3 4 0 0 1.800-2 2-2 3.500M5 9v.1"
    }
  }

  /// The width of `text` at a size of 11, in whole pixels upwards. `textLength` then makes it just
  /// so, whatever font there is.
  private static func width(of text: String) -> Int {
    let thousandths = text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.value {
      case 0x20..<0x7F: sum + asciiWidths[Int(scalar.value) - 0x20]
      case 0x300..<0x370, 0x200B...0x200F: sum
      case 0x1100...: sum + (scalar.value < 0x2E80 ? 650 : 1000)
      case _: sum + 650
      }
    }
    return max(1, (thousandths * 11 + 999) / 1000)
  }

  /// The widths of U+0020 to U+007E in DejaVu Sans, whose letters are about as wide as Verdana's,
  /// in thousandths of the size.
  private static let asciiWidths = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770,
    632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989,
    685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278,
    579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636,
    838,
  ]
}
