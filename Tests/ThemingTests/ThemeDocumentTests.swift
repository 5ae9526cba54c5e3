import Foundation
import StandardForms
import StatusPage
import Testing

@testable import Theming

@Suite struct `A theme's document` {
  @Test(arguments: [
    ("tilte: x", "theme.yaml:1:1: fault: a theme has no \"tilte\"; did you mean title?"),
    ("- x", "theme.yaml:1:1: fault: it must hold lines like `title: Our status`"),
    ("title: [x]", "theme.yaml:1:8: fault: the title must be a text"),
    ("title: ''", "theme.yaml:1:8: fault: the title must be a line of 1 to 120 characters"),
    ("title: \"a\\nb\"", "theme.yaml:1:8: fault: the title must be a line of 1 to 120 characters"),
    (
      "title: { en: x, xx: y }",
      "theme.yaml:1:17: fault: the list of languages has no \"xx\"; known: en"
    ),
    ("title: x\ntitle: y", "theme.yaml:1:1: fault: \"title\" stands twice in one mapping"),
    ("title: {x", "theme.yaml:2:1: fault: it is not YAML: "),
    (
      "colours: { papre: '#fff' }",
      "theme.yaml:1:12: fault: colours has no \"papre\"; did you mean paper?"
    ),
    ("colours: { ink: blue }", "theme.yaml:1:17: fault: ink is no colour: write #rgb, #rrggbb,"),
    (
      "colours:\n  ink: { light: '#000', drak: '#fff' }",
      "theme.yaml:2:25: fault: a colour has no \"drak\"; did you mean dark?"
    ),
    (
      "colours: { quiet: '#999' }",
      "theme.yaml:1:19: fault: quiet #999999 on paper #f5f3ee, light: the contrast is 2.56, and "
        + "must be 4.5 at least (WCAG 2.2 AA)"
    ),
    (
      "fonts: { text: [\"x; } body { display: none\"] }",
      "theme.yaml:1:17: fault: the name of a font"
    ),
    ("fonts: { faces: [{ family: X }] }", "theme.yaml:1:18: fault: a face needs family: and file:"),
    ("logo: { alt: x }", "theme.yaml:1:7: fault: the logo has no file:"),
    (
      "logo: { file: no.svg }",
      "theme.yaml:1:15: fault: no.svg: there is no such file in the folder"
    ),
    ("logo: { file: ../x.svg }", "theme.yaml:1:15: fault: the logo must be a file of the theme's"),
    (
      "logo: { file: /etc/passwd }",
      "theme.yaml:1:15: fault: the logo must be a file of the theme's"
    ),
    (
      "icon: style.css", "theme.yaml:1:7: fault: the icon must be a file of one of these kinds: svg"
    ),
    ("resources: { url: 'https://x.example' }", "theme.yaml:1:12: fault: resources has no label:"),
    (
      "links: [{ label: x, url: 'javascript:alert(1)' }]",
      "theme.yaml:1:26: fault: the url must begin with https://, http://, mailto: or /"
    ),
    ("links: [{ label: x, url: '//evil.example' }]", "theme.yaml:1:26: fault: the url must begin"),
    ("links: { label: x }", "theme.yaml:1:8: fault: links must be a list"),
    ("files: [a.js]", "theme.yaml:1:9: fault: a file must be a file of one of these kinds"),
  ])
  func `names each fault with line and column`(yaml: String, finding: String) throws {
    let findings = try TemporaryTheme(yaml).findings
    #expect(findings.contains { $0.hasPrefix(finding) }, "\(findings)")
  }

  @Test func `tells all of its faults at once`() throws {
    let theme = try TemporaryTheme("tilte: x\nicon: no.svg\ncolours: { ink: red }\n")
    #expect(theme.findings.count == 3)
    #expect(theme.check().theme == nil)
  }

  @Test func `may be empty, and then changes nothing`() throws {
    for yaml in ["", "# nothing\n", "{}"] {
      let check = try TemporaryTheme(yaml).check()
      #expect(check.findings == [])
      let theme = try #require(check.theme)
      #expect(try PageRenderer(title: "x", publicURL: nil, theme: theme).stylesheet == .standard)
    }
  }

  @Test func `may refer to itself, but not for ever (I11)`() throws {
    var yaml = "title: &a0 x\nlinks:\n"
    yaml += "  - &b0 { label: x, url: /x }\n"
    var bomb = "files: &l0 [x]\n"
    for level in 1...40 { bomb += "k\(level): &l\(level) [*l\(level - 1), *l\(level - 1)]\n" }
    #expect(try !TemporaryTheme(bomb).findings.isEmpty)
    let deep = "title: " + String(repeating: "[", count: 100_000)
    #expect(
      try TemporaryTheme(deep).findings == [
        "theme.yaml:1:9: fault: the lists or mappings that begin here stand too deep within each "
          + "other"
      ])
    #expect(try TemporaryTheme(yaml).findings == [])
  }

  @Test func `is refused when it is too large or no text`() throws {
    let theme = try TemporaryTheme(String(repeating: "#", count: Limits.themeDocumentBytesMax + 1))
    #expect(theme.findings == ["theme.yaml: fault: it is larger than 262144 bytes"])
    try theme.write("theme.yaml", .init([0x74, 0xFF, 0xFE]))
    #expect(theme.findings == ["theme.yaml: fault: it is not UTF-8"])
    #expect(
      ThemeCheck(folder: "/nonexistent").findings.map(\.description)
        == ["/nonexistent: fault: there is no such folder that can be read"])
  }

  @Test(arguments: [
    ("#abc", "#aabbcc"), ("#A1B2c3", "#a1b2c3"), ("rgb(0 128 255)", "#0080ff"),
    ("rgb(0, 128, 255)", "#0080ff"), ("rgb(0% 50% 100%)", "#0080ff"),
    ("hsl(210 100% 50%)", "#0080ff"), ("hsl(210deg, 100%, 50%)", "#0080ff"),
    ("hsl(0 0% 100%)", "#ffffff"), ("hsl(360 100% 50%)", "#ff0000"),
  ])
  func `takes colours in the documented forms, and writes them in one`(form: String, css: String) {
    #expect(Colour(parsing: form)?.css == css)
  }

  @Test(arguments: [
    "", "#", "#ab", "#abcd", "#aabbccdd", "#gggggg", "red", "rgb(0 0 256)", "rgb(0 0 -1)",
    "rgb(0 0 0 / 50%)", "rgba(0, 0, 0, .5)", "rgb(0 0 0", "rgb(0% 0 0)", "hsl(361 0% 0%)",
    "hsl(0 0 0)", "oklch(50% 0.1 20)", "var(--x)", "url(//evil.example)", "#fff; } body { x: y",
    "#fff}", "expression(alert(1))", "rgb(1e1 0 0)", "rgb(nan 0 0)", "transparent", "#ＦＦＦ",
  ])
  func `takes nothing else for a colour`(form: String) {
    #expect(Colour(parsing: form) == nil)
  }

  @Test func `has the contrast of black on white as 21, and of equals as 1`() {
    let black = Colour(red: 0, green: 0, blue: 0)
    let white = Colour(red: 255, green: 255, blue: 255)
    #expect(black.contrast(to: white) == 21 && white.contrast(to: black) == 21)
    #expect(white.contrast(to: white) == 1)
    let grey = Colour(red: 0x76, green: 0x76, blue: 0x76)
    #expect((4.54...4.55).contains(grey.contrast(to: white)))
  }

  @Test func `gets into the stylesheet by colours and names of fonts only`() throws {
    let theme = try TemporaryTheme(
      """
      colours: { ink: { light: "#111", dark: hsl(0 0% 100%) } }
      fonts: { text: [Gill Sans, system-ui], code: monospace }
      """
    ).read
    let style = try PageRenderer(title: "x", publicURL: nil, theme: theme).stylesheet
    let added = String(
      decoding: style.bytes.dropFirst(Stylesheet.standard.bytes.count), as: UTF8.self)
    #expect(
      added == """

        @media screen { :root { --ink: #111111; } }
        @media screen and (prefers-color-scheme: dark) { :root { --ink: #ffffff; } }

        body { font-family: "Gill Sans", system-ui; }
        code { font-family: monospace; }

        """)
    #expect(style.path != Stylesheet.standard.path)
  }

  @Test func `I11 nested aliases are refused before they are multiplied`() throws {
    var bomb = "a0: &a0 [x, x]\n"
    for level in 1...40 {
      bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1), *a\(level - 1)]\n"
    }
    let findings = try TemporaryTheme(bomb + "? *a40\n: x\n").findings
    #expect(findings.contains { $0.contains("many aliases") })
  }
}
