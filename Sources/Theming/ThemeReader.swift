import StandardForms
package import StatusPage
import Yams

/// Reads a theme's folder: `theme.yaml`, templates, words, `style.css`, and the pictures and fonts
/// that `theme.yaml` names. Nothing else in it is looked at, and nothing outside it.
package struct ThemeReader: ~Copyable {
  let folder: ThemeFolder
  var theme = Theme()
  var yaml = ThemeYAML()
  var findings: [ThemeFinding] = []
  /// The languages that the pages will have.
  var languages: [String] = PageRenderer.standardLanguages

  private init(_ folder: consuming ThemeFolder) { self.folder = folder }

  /// What the folder at `path` holds, and all that is wrong with it by itself; whether pages can be
  /// made with it is for `ThemeCheck` to say. With a fault among the findings the theme is only as
  /// much of it as could be read.
  package static func read(_ path: String) -> (theme: Theme, findings: [ThemeFinding]) {
    guard let folder = ThemeFolder(path) else {
      let reason = "there is no such folder that can be read"
      return (
        .standard, [ThemeFinding(weight: .fault, file: path, place: nil, reason: reason)]
      )
    }
    guard folder.isWhole else {
      let reason = "it holds more than \(Limits.themeEntriesMax) files"
      return (
        .standard, [ThemeFinding(weight: .fault, file: path, place: nil, reason: reason)]
      )
    }
    var reader = ThemeReader(folder)
    reader.readWords()
    reader.readTemplates()
    reader.readStyle()
    reader.readDocument()
    let findings = reader.findings + reader.yaml.findings
    return (reader.theme, Array(findings.prefix(Limits.themeFindingsMax)))
  }

  private mutating func readDocument() {
    guard folder.names.contains(ThemeYAML.name) else {
      fault(ThemeYAML.name, "there is no such file; `heliograph theme new` writes one")
      return
    }
    guard let text = text(ThemeYAML.name, bytesMax: Limits.themeDocumentBytesMax),
      let mapping = yaml.document(text)
    else { return }
    let keys = [
      "title", "colours", "fonts", "logo", "icon", "resources", "links", "about", "imprint",
      "privacy", "files",
    ]
    for (key, node) in yaml.values(mapping, known: keys, of: "a theme") {
      switch key {
      case "title": theme.title = localised(node, "the title", isLine: true)
      case "colours": readColours(node)
      case "fonts": readFonts(node)
      case "logo": readLogo(node)
      case "icon": theme.icon = file(node, "the icon") { $0.isPicture }
      case "resources": theme.resources = link(node, "resources")
      case "links":
        let nodes = yaml.list(node, "links", countMax: Limits.themeLinksMax)
        for node in nodes { if let link = link(node, "a link") { theme.links.append(link) } }
      case "files":
        let nodes = yaml.list(node, "files", countMax: Limits.themeFilesMax)
        for node in nodes { _ = file(node, "a file") { _ in true } }
      case _:
        guard let text = Theme.Text(rawValue: key) else { continue }
        theme.texts[text] = localised(node, key, isLine: false)
      }
    }
  }

  private mutating func readColours(_ node: Node) {
    guard let mapping = yaml.mapping(node, "colours") else { return }
    let standard = StandardColours.all
    var places: [String: Node] = [:]
    for (name, node) in yaml.values(mapping, known: standard.keys.sorted(), of: "colours") {
      if let colour = node.scalar.flatMap({ Colour(parsing: $0.string) }) {
        theme.colours[name] = Theme.ColourPair(light: colour, dark: colour)
      } else if let both = node.mapping, var pair = standard[name] {
        for (key, node) in yaml.values(both, known: ["light", "dark"], of: "a colour") {
          guard let colour = node.scalar.flatMap({ Colour(parsing: $0.string) }) else {
            yaml.fault(node, "\(name) is no colour: write \(Colour.forms)")
            continue
          }
          if key == "light" { pair.light = colour } else { pair.dark = colour }
        }
        theme.colours[name] = pair
      } else {
        yaml.fault(node, "\(name) is no colour: write \(Colour.forms), or light: and dark:")
      }
      places[name] = node
    }
    checkContrasts(places)
  }

  /// Of each pair that must be told apart and of which the theme sets one at least.
  private mutating func checkContrasts(_ places: [String: Node]) {
    for rule in StandardColours.contrasts {
      guard let node = places[rule.front] ?? places[rule.ground],
        let front = StandardColours.colour(rule.front, in: theme),
        let ground = StandardColours.colour(rule.ground, in: theme)
      else { continue }
      for (scheme, front, ground) in [
        ("light", front.light, ground.light), ("dark", front.dark, ground.dark),
      ] {
        let contrast = front.contrast(to: ground)
        guard contrast < rule.atLeast else { continue }
        let rounded = (contrast * 100).rounded(.down) / 100
        yaml.fault(
          node,
          "\(rule.front) \(front.css) on \(rule.ground) \(ground.css), \(scheme): the contrast is "
            + "\(rounded), and must be \(rule.atLeast) at least (WCAG 2.2 AA)")
      }
    }
  }

  private mutating func readLogo(_ node: Node) {
    guard let mapping = yaml.mapping(node, "logo") else { return }
    var logo = Theme.Logo(light: "", dark: nil, alt: Localised(), showsTitle: true)
    let values = yaml.values(mapping, known: ["file", "dark", "alt", "title"], of: "the logo")
    for (key, node) in values {
      switch key {
      case "file": logo.light = file(node, "the logo") { $0.isPicture } ?? ""
      case "dark": logo.dark = file(node, "the dark logo") { $0.isPicture }
      case "alt" where node.scalar?.string == "": break
      case "alt": logo.alt = localised(node, "the logo's alt", isLine: true)
      case _: logo.showsTitle = yaml.flag(node, "the logo's title") ?? true
      }
    }
    let keys = Set(values.map(\.key))
    if !keys.contains("file") { yaml.fault(node, "the logo has no file:") }
    if logo.alt.isEmpty, !logo.showsTitle {
      yaml.fault(node, "a logo without the title beside it needs alt:, for who does not see it")
    }
    if !logo.light.isEmpty { theme.logo = logo }
  }

  private mutating func link(_ node: Node, _ what: String) -> Theme.Link? {
    guard let mapping = yaml.mapping(node, what) else { return nil }
    var label = Localised()
    var address: Address?
    let values = yaml.values(mapping, known: ["label", "url"], of: what)
    for (key, node) in values {
      if key == "label" {
        label = localised(node, "the label", isLine: true)
      } else if let text = yaml.line(node, "the url") {
        address = Address(text)
        if address == nil {
          yaml.fault(node, "the url must begin with https://, http://, mailto: or /")
        }
      }
    }
    let keys = Set(values.map(\.key))
    for key in ["label", "url"] where !keys.contains(key) {
      yaml.fault(node, "\(what) has no \(key):")
    }
    guard let address, !label.isEmpty else { return nil }
    return Theme.Link(label: label, address: address)
  }
}
