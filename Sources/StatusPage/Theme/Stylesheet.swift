/// The stylesheet of the pages: ours, then what a theme says otherwise.
package struct Stylesheet: Hashable, Sendable {
  /// The whole of it, in UTF-8, for `text/css`.
  package let bytes: [UInt8]
  /// Where the pages expect it: a path whose query changes with its bytes, so that it can be kept
  /// for ever.
  package let path: String

  /// Ours, which no theme changes.
  package static let standard = Stylesheet(.standard)

  /// Our stylesheet as `theme` changes it.
  init(_ theme: Theme) {
    var css = Self.colours(theme.colours) + Self.fonts(theme)
    if theme.logo != nil { css += Self.logo }
    var bytes = PackageResources.style_css + Array(css.utf8)
    if !theme.style.isEmpty { bytes += [UInt8(ascii: "\n")] + theme.style }
    self.bytes = bytes
    path = "/style.css?v=" + Fingerprint.of(bytes)
  }

  private static let logo = """

    .logo { display: block; height: 2.25rem; width: auto; max-width: min(60vw, 16rem); }

    """

  /// On screens only: paper keeps the colours of paper.
  private static func colours(_ colours: [String: Theme.ColourPair]) -> String {
    guard !colours.isEmpty else { return "" }
    func block(_ colour: (Theme.ColourPair) -> Colour) -> String {
      colours.sorted { $0.key < $1.key }.map { "--\($0.key): \(colour($0.value).css); " }.joined()
    }
    var css = "\n@media screen { :root { \(block(\.light))} }\n"
    css += "@media screen and (prefers-color-scheme: dark) { :root { \(block(\.dark))} }\n"
    if colours["header"] != nil {
      css += "@media screen { header.site { background: var(--header); } }\n"
    }
    // Whatever stands on a theme's ground has the one colour that was checked on it.
    if let ink = colours["header-ink"] ?? StandardColours.all["header-ink"],
      colours["header"] != nil || colours["header-ink"] != nil
    {
      css += "@media screen { header.site a, header.site nav a, header.site nav [aria-current] "
      css += "{ color: var(--header-ink, \(ink.light.css)); } }\n"
      css += "@media screen { header.site a:focus-visible { outline-color: currentColor; } }\n"
    }
    return css
  }

  private static func fonts(_ theme: Theme) -> String {
    func list(_ families: [Fonts.Family]) -> String { families.map(\.css).joined(separator: ", ") }
    let fonts = theme.fonts
    var css = ""
    for face in fonts.faces {
      let weights = face.weights
      let weight =
        weights.count == 1 ? "\(weights.lowerBound)" : "\(weights.lowerBound) \(weights.upperBound)"
      css += """

        @font-face { font-family: \(face.family.css); \
        src: url("\(theme.path(of: face.file))") format("woff2"); font-weight: \(weight); \
        font-style: \(face.isItalic ? "italic" : "normal"); font-display: swap; }
        """
    }
    if !fonts.text.isEmpty { css += "\nbody { font-family: \(list(fonts.text)); }" }
    if !fonts.headings.isEmpty {
      css += "\nh1, h2, h3, h4, .brand { font-family: \(list(fonts.headings)); }"
    }
    if !fonts.code.isEmpty { css += "\ncode { font-family: \(list(fonts.code)); }" }
    return css.isEmpty ? "" : css + "\n"
  }
}

/// What tells versions of our own files apart; it protects nothing.
enum Fingerprint {
  /// FNV-1a with 64 bits, in hexadecimal.
  static func of(_ bytes: [UInt8]) -> String {
    let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return String(hash, radix: 16)
  }
}

extension Theme {
  /// Where the pages expect one of `files`: a path that changes with its bytes.
  package func path(of file: String) -> String {
    "/theme/\(file)?v=" + (files[file].map { Fingerprint.of($0.bytes) } ?? "0")
  }

  /// The file of that name, and whether `version` is its own, so that it may be kept for ever.
  package func file(_ name: String, version: String?) -> (file: File, isVersioned: Bool)? {
    files[name].map { ($0, version == Fingerprint.of($0.bytes)) }
  }
}
