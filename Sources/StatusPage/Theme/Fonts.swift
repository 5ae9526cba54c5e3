/// The fonts of a theme. Nothing is fetched from elsewhere: they are what visitors have, or what
/// the theme brings.
package struct Fonts: Hashable, Sendable {
  /// For all texts, the first that there is; empty for ours.
  package var text: [Family] = []
  /// For headings; empty for those of the text.
  package var headings: [Family] = []
  /// For codes; empty for ours.
  package var code: [Family] = []
  /// What the theme brings.
  package var faces: [Face] = []

  /// Our fonts.
  package init() {}

  /// The name of a font's family.
  package struct Family: Hashable, Sendable {
    /// As it is written: at most 60 letters, digits, blanks, `-` and `_`, begun by a letter.
    package let name: String

    /// The family of that name; `nil` if it is no such name.
    package init?(_ name: String) {
      let isName = name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
          UInt8(ascii: " "):
          true
        case _: false
        }
      }
      guard isName, (1...60).contains(name.utf8.count),
        name.first?.isLetter == true || name == Self.apple
      else { return nil }
      self.name = name
    }

    private static let apple = "-apple-system"

    /// Names that stand for what the visitor's system has; they lose that sense in quotes.
    private static let generic: Set<String> = [
      "serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-serif",
      "ui-sans-serif", "ui-monospace", "ui-rounded", apple,
    ]

    /// The name as CSS wants it.
    var css: String { Self.generic.contains(name) ? name : "\"\(name)\"" }
  }

  /// One file of a family.
  package struct Face: Hashable, Sendable {
    /// The family that it belongs to.
    package var family: Family
    /// One of the theme's files, in WOFF2.
    package var file: String
    /// The lightest and the boldest weight that it draws, 1 to 1000.
    package var weights: ClosedRange<Int>
    /// Whether it draws italics.
    package var isItalic: Bool

    /// A face of these parts.
    package init(family: Family, file: String, weights: ClosedRange<Int>, isItalic: Bool) {
      self.family = family
      self.file = file
      self.weights = weights
      self.isItalic = isItalic
    }
  }
}
