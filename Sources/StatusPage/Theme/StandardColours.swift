/// The colours of our stylesheet, which a theme may change, and which of them must be told apart.
package enum StandardColours {
  /// Two colours and the least contrast between them.
  package struct Rule: Sendable {
    /// The colour of what is seen.
    package let front: String
    /// The colour that it stands on.
    package let ground: String
    /// From 1 to 21.
    package let atLeast: Double
  }

  /// By the name of their custom property, without dashes: those of the stylesheet's first two
  /// `:root` blocks, light and dark; and those of the header, which has a picture without a theme.
  package static let all: [String: Theme.ColourPair] = {
    let style = String(decoding: PackageResources.style_css, as: UTF8.self)
    let blocks = style.split(separator: ":root {").dropFirst().prefix(2).map(colours)
    guard blocks.count == 2 else { return [:] }
    var all = blocks[0].merging([:]) { light, _ in light }.mapValues {
      Theme.ColourPair(light: $0, dark: $0)
    }
    for (name, colour) in blocks[1] { all[name]?.dark = colour }
    for (name, colour) in [
      ("header", Colour(red: 0x1A, green: 0x32, blue: 0x50)),
      ("header-ink", Colour(red: 0xFD, green: 0xF8, blue: 0xEC)),
    ] where all[name] == nil {
      all[name] = Theme.ColourPair(light: colour, dark: colour)
    }
    return all
  }()

  /// WCAG 2.2, 1.4.3 for texts (4.5) and 1.4.11 for shapes and focus (3).
  package static let contrasts: [Rule] = {
    let texts = ["ink", "quiet", "link"]
    var rules: [Rule] = []
    for ground in ["paper", "card", "inner", "stale"] {
      rules += (texts + tones).map { Rule(front: $0, ground: ground, atLeast: 4.5) }
      rules.append(Rule(front: "focus", ground: ground, atLeast: 3))
    }
    rules += tones.map { Rule(front: "sign", ground: $0, atLeast: 3) }
    return rules + [Rule(front: "header-ink", ground: "header", atLeast: 4.5)]
  }()

  private static let tones = [
    "operational", "maintenance", "notice", "minor", "major", "critical", "unknown",
  ]

  /// The colour `name` as `theme` has it.
  package static func colour(_ name: String, in theme: Theme) -> Theme.ColourPair? {
    theme.colours[name] ?? all[name]
  }

  /// The lines `--name: #rrggbb;` of a block.
  private static func colours(_ block: Substring) -> [String: Colour] {
    var colours: [String: Colour] = [:]
    for line in block.prefix(while: { $0 != "}" }).split(separator: "\n") {
      let parts = line.split { $0 == " " || $0 == ":" || $0 == ";" }
      guard parts.count == 2, parts[0].hasPrefix("--"), parts[1].hasPrefix("#"),
        parts[1].utf8.count == 7, let value = UInt32(parts[1].dropFirst(), radix: 16)
      else { continue }
      colours[String(parts[0].dropFirst(2))] = Colour(
        red: UInt8(value >> 16), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
    }
    return colours
  }
}
