import Foundation
import StandardForms
import StatusPage
import Testing

@testable import Theming

@Suite struct `A theme's files` {
  @Test func `are served under an address that changes with them`() throws {
    let folder = try TemporaryTheme("logo: { file: a.svg }\nicon: b.svg", ["a.svg": picture])
    try folder.write("b.svg", Data((picture + " ").utf8))
    let theme = folder.read
    #expect(theme.files.keys.sorted() == ["a.svg", "b.svg"])
    let path = theme.path(of: "a.svg")
    #expect(path.wholeMatch(of: #/\/theme\/a\.svg\?v=[0-9a-f]{1,16}/#) != nil)
    let version = String(path.split(separator: "=")[1])
    #expect(theme.file("a.svg", version: version)?.isVersioned == true)
    #expect(theme.file("b.svg", version: version)?.isVersioned == false)
    #expect(theme.file("c.svg", version: version) == nil)
    let page = try PageRenderer(title: "x", publicURL: nil, theme: theme).document(
      .about, language: .init(code: "en"))
    #expect(page == nil)
  }

  @Test func `lie in its folder: no link is followed`() throws {
    let folder = try TemporaryTheme("icon: icon.svg\n")
    let outside = try TemporaryTheme("", ["icon.svg": picture])
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "icon.svg"),
      withDestinationURL: outside.url.appending(path: "icon.svg"))
    #expect(
      folder.findings == [
        "theme.yaml:1:7: fault: icon.svg: it is no file of this folder: links and folders are not "
          + "followed"
      ])
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "home.mustache"),
      withDestinationURL: URL(filePath: "/etc/hostname"))
    #expect(folder.findings.contains { $0.hasPrefix("home.mustache: fault: it is no file") })
  }

  @Test func `are files: a pipe or a folder does not keep anybody waiting`() throws {
    let folder = try TemporaryTheme("icon: icon.svg\nfiles: [x.png]\n")
    #expect(mkfifo(folder.url.appending(path: "icon.svg").path(), 0o600) == 0)
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "x.png"), withIntermediateDirectories: true)
    let findings = folder.findings
    #expect(findings.count == 2 && findings.allSatisfy { $0.contains("it is no file") })
  }

  @Test func `are not larger than a visitor likes`() throws {
    let folder = try TemporaryTheme("icon: icon.svg\n")
    let size = Limits.themeFileBytesMax + 1
    try folder.write("icon.svg", Data((picture + String(repeating: " ", count: size)).utf8))
    #expect(folder.findings == ["theme.yaml:1:7: fault: icon.svg: it is larger than 1048576 bytes"])
  }

  @Test(arguments: [
    ("a.png", "<svg/>", "it is no png file, whatever its name says"),
    ("a.jpg", "x", "it is no jpg file, whatever its name says"),
    ("a.webp", "RIFFxxxxWAVE", "it is no webp file, whatever its name says"),
    ("a.woff2", "OTTO", "it is no woff2 file, whatever its name says"),
    ("a.svg", "<html></html>", "it holds no <svg> element"),
    ("a.svg", "<svg><SCRIPT>alert(1)</SCRIPT></svg>", "it contains <script, which"),
    ("a.svg", "<svg onload=\"alert(1)\"/>", "it contains an on…= handler"),
    ("a.svg", "<svg><a href=\"javascript:alert(1)\"/></svg>", "it contains javascript:, which"),
    ("a.svg", "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>", "it contains <!doctype, which"),
  ])
  func `are what their names say, and pictures only draw`(
    name: String, content: String, reason: String
  ) throws {
    let findings = try TemporaryTheme("files: [\(name)]", [name: content]).findings
    #expect(findings.count == 1 && findings[0].hasPrefix("\(name): fault: \(reason)"))
  }

  @Test(arguments: [
    (
      "hame = x", "words.en:1:1: fault: no word of the pages is called \"hame\"; did you mean home?"
    ),
    ("home", "words.en:1:1: fault: this is no line `key = text`"),
    ("\nhome = x\nhome = y", "words.en:3:1: fault: home stands twice"),
    ("language = de", "words.en:1:1: fault: the language must be en, as in the file's name"),
    (
      "hours = {hour} h",
      "words.en:1:1: fault: {hour} is unknown in hours; put in is hours, minutes"
    ),
    ("# a\r\n\r\nhome = x\r\nhome = y\r\n", "words.en:4:1: fault: home stands twice"),
    ("months = a b", "words.en: fault: months are not 12"),
  ])
  func `of words are named with their lines`(words: String, finding: String) throws {
    #expect(try TemporaryTheme("", ["words.en": words]).findings == [finding])
  }

  @Test func `may have the ends of lines of any system`() throws {
    let some = try TemporaryTheme("", ["words.en": "# a\r\nhome = Here\r\napi = Machines\r\n"])
    let check = some.check()
    #expect(check.findings == [])
    let page = try #require(check.pages.first { $0.name == "home.en.html" })
    let text = String(decoding: page.bytes, as: UTF8.self)
    #expect(text.contains(">Here</a>") && text.contains(">Machines</a>"))
  }

  @Test func `may begin with a digit`() throws {
    #expect(try TemporaryTheme("icon: 1.svg\n", ["1.svg": picture]).findings == [])
  }

  @Test func `are not so many that some are left out unsaid (I11)`() throws {
    let folder = try TemporaryTheme()
    for number in 0..<Limits.themeEntriesMax { try folder.write("x\(number)", Data()) }
    #expect(folder.findings.contains { $0.hasSuffix("fault: it holds more than 1000 files") })
  }

  @Test func `of words replace some of ours, or bring a language`() throws {
    let some = try TemporaryTheme("", ["words.en": "home = Here we are\n"])
    let page = try #require(some.check().pages.first { $0.name == "incident.en.html" })
    #expect(String(decoding: page.bytes, as: UTF8.self).contains("Here we are"))

    let english = try #require(StandardFiles.others.first { $0.name == "words.en" })
    let text = String(decoding: english.bytes, as: UTF8.self)
    let french = text.replacing("language = en", with: "language = fr")
    let whole = try TemporaryTheme("title: { fr: État }", ["words.fr": french])
    let check = whole.check()
    #expect(check.findings == [])
    let home = try #require(check.pages.first { $0.name == "home.fr.html" })
    #expect(String(decoding: home.bytes, as: UTF8.self).contains("<html lang=\"fr\">"))
    let part = try TemporaryTheme("", ["words.fr": "language = fr"])
    #expect(
      part.findings.contains("words.fr: fault: home is missing: another language needs every word"))
    #expect(
      try TemporaryTheme("", ["words.en~": ""]).findings
        == ["words.en~: fault: \"en~\" is no language: a tag in lower case such as fr or pt-br"])
  }

  @Test func `of styles come after ours, and what they cannot fetch is told`() throws {
    let folder = try TemporaryTheme(
      "", ["style.css": "a { color: red; }\n  b { background: url(https://x.example/y.png); }\n"])
    #expect(
      folder.findings == [
        "style.css:2:19: warning: this is not fetched: pages load from their own site only"
      ])
    let style = try PageRenderer(title: "x", publicURL: nil, theme: folder.read).stylesheet.bytes
    #expect(String(decoding: style, as: UTF8.self).contains("a { color: red; }"))
  }

  @Test func `are tried on every page and badge that there is`() throws {
    let yaml = "title: Kiln\nabout: About us\nimprint: We\nprivacy: { de: Nichts }\n"
    let pages = try TemporaryTheme(yaml).check().pages
    let languages = PageRenderer.standardLanguages
    let names = [
      "home", "incident", "history", "problem", "problem-not-taken", "about", "imprint", "privacy",
    ]
    for code in languages {
      for name in names {
        #expect(pages.contains { $0.name == "\(name).\(code).html" }, "\(name) \(code)")
      }
      for name in ["badge", "badge-stale", "badge-component"] {
        let badge = try #require(pages.first { $0.name == "\(name).\(code).svg" })
        let text = String(decoding: badge.bytes, as: UTF8.self)
        #expect(text.hasPrefix("<svg"))
        #expect(text.contains("Kiln") == (name != "badge-component"))
      }
    }
  }

  @Test func `that begin a theme are a theme without faults`() throws {
    let folder = try TemporaryTheme()
    for (name, bytes) in StarterTheme.files {
      try FileManager.default.createDirectory(
        at: folder.url.appending(path: name).deletingLastPathComponent(),
        withIntermediateDirectories: true)
      try folder.write(name, Data(bytes))
    }
    #expect(folder.findings == [])
    #expect(StarterTheme.files.count > 15)
    // Each of them may be copied beside theme.yaml, and each line of theme.yaml be used.
    for (name, bytes) in StarterTheme.files where name.hasPrefix("ours/") {
      try folder.write(String(name.dropFirst(5)), Data(bytes))
    }
    #expect(folder.findings == [])
  }
}
