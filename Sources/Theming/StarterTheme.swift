package import StatusPage

/// What `heliograph theme new` writes: a commented `theme.yaml`, and in a folder beside it, which
/// is never read, our own files to copy from.
package enum StarterTheme {
  /// The folder of our own files within the theme's.
  package static let folder = "ours"

  /// The files to write, by their paths within the theme's folder.
  package static let files: [StandardFiles.File] =
    [(ThemeYAML.name, Array(document.utf8))]
    + (StandardFiles.templates + StandardFiles.others).map { ("\(folder)/\($0.name)", $0.bytes) }

  private static let document = """
    # How this status page looks. Every line is optional; a line without # changes the page.
    # Check with: heliograph theme check FOLDER
    # Use it with: heliograph primary --theme FOLDER (it is read once, at the start)
    #
    # To change a template or words, copy the file from ours/ into this folder and change the copy:
    # what lies here replaces ours, one by one; ours/ itself is never read. A file of words may hold
    # only the words that it changes; words.fr with every word adds a language. What style.css holds
    # here comes after our stylesheet.

    # The title; without it, what --title says. A text may be the same for all or one by language.
    # title: { en: Example status, de: Beispiel-Status }

    # Colours: #rgb, #rrggbb, rgb(0 128 255) or hsl(210 50% 40%), for light and dark alike or each.
    # Texts keep a contrast of 4.5 to what they stand on, or the check says so.
    # colours:
    \(colours)
    # Fonts: what visitors have, or files of this folder (WOFF2).
    # fonts:
    #   text: [Georgia, serif]
    #   headings: [Georgia, serif]
    #   code: [ui-monospace, monospace]
    #   faces:
    #     - { family: Example Sans, file: example-sans.woff2, weight: 100-900, italic: false }

    # Pictures of this folder: SVG, PNG, JPEG or WebP.
    # logo: { file: logo.svg, dark: logo-dark.svg, alt: Example, title: true }
    # icon: icon.svg

    # Where visitors find what concerns their own resources.
    # resources: { label: { en: My resources, de: Meine Ressourcen }, url: https://example.org/my }

    # links:
    #   - { label: Support, url: https://example.org/support }

    # Texts with pages of their own: paragraphs, # headings, - lists, *emphasis* and
    # [links](https://example.org). HTML is shown as it is written.
    # about: |
    #   Who we are.
    # imprint: { de: "Angaben nach § 5 DDG …" }
    # privacy: { en: …, de: … }

    # More pictures, for url(/theme/NAME) in style.css.
    # files: [background.webp]

    """

  private static var colours: String {
    StandardColours.all.sorted { $0.key < $1.key }.map { name, pair in
      "#   \(name): { light: \"\(pair.light.css)\", dark: \"\(pair.dark.css)\" }\n"
    }.joined()
  }
}
