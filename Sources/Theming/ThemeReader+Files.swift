import StandardForms
import StatusPage
import Yams

extension ThemeReader {
  /// A text in one language for all, or by language.
  mutating func localised(_ node: Node, _ what: String, isLine: Bool) -> Localised {
    guard let mapping = node.mapping else {
      let text = isLine ? yaml.line(node, what) : yaml.text(node, what)
      return Localised(text.map { ["": $0] } ?? [:])
    }
    var texts: [String: String] = [:]
    for (code, node) in yaml.values(mapping, known: languages, of: "the list of languages") {
      texts[code] = isLine ? yaml.line(node, what) : yaml.text(node, what)
    }
    if texts.isEmpty { yaml.fault(node, "\(what) says nothing") }
    return Localised(texts)
  }

  /// Takes the file that `node` names into those that are served.
  mutating func file(
    _ node: Node, _ what: String, _ isWanted: (FileKind) -> Bool
  ) -> String? {
    guard let name = yaml.line(node, what) else { return nil }
    guard Self.isFileName(name) else {
      yaml.fault(node, "\(what) must be a file of the theme's folder: letters, digits, . - _")
      return nil
    }
    guard let kind = FileKind(name: name), isWanted(kind) else {
      let kinds = FileKind.allCases.filter(isWanted).map(\.rawValue).joined(separator: ", ")
      yaml.fault(node, "\(what) must be a file of one of these kinds: \(kinds)")
      return nil
    }
    if theme.files[name] != nil { return name }
    do throws(ThemeFolder.Failure) {
      let bytes = try folder.read(name, bytesMax: Limits.themeFileBytesMax)
      if let reason = kind.fault(in: bytes) {
        fault(name, reason)
        return nil
      }
      guard theme.files.count < Limits.themeFilesMax else {
        yaml.fault(node, "a theme serves at most \(Limits.themeFilesMax) files")
        return nil
      }
      theme.files[name] = Theme.File(bytes: bytes, mediaType: kind.mediaType)
      return name
    } catch {
      yaml.fault(node, "\(name): \(error.reason)")
      return nil
    }
  }

  private static func isFileName(_ name: String) -> Bool {
    name.utf8.count <= 80 && (name.first.map { $0.isLetter || $0.isNumber } ?? false)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: "_"):
          true
        case _: false
        }
      }
  }

  mutating func readFonts(_ node: Node) {
    guard let mapping = yaml.mapping(node, "fonts") else { return }
    for (key, node) in yaml.values(
      mapping, known: ["text", "headings", "code", "faces"], of: "fonts")
    {
      switch key {
      case "text": theme.fonts.text = families(node)
      case "headings": theme.fonts.headings = families(node)
      case "code": theme.fonts.code = families(node)
      case _:
        for node in yaml.list(node, "faces", countMax: Limits.themeFontsMax) {
          if let face = face(node) { theme.fonts.faces.append(face) }
        }
      }
    }
  }

  private mutating func families(_ node: Node) -> [Fonts.Family] {
    let nodes =
      node.scalar == nil ? yaml.list(node, "fonts", countMax: Limits.themeFontsMax) : [node]
    return nodes.compactMap { family($0) }
  }

  private mutating func family(_ node: Node) -> Fonts.Family? {
    guard let name = yaml.line(node, "a font") else { return nil }
    guard let family = Fonts.Family(name) else {
      yaml.fault(node, "the name of a font consists of letters, digits, blanks, - and _")
      return nil
    }
    return family
  }

  private mutating func face(_ node: Node) -> Fonts.Face? {
    guard let mapping = yaml.mapping(node, "a face") else { return nil }
    var name: Fonts.Family?
    var file: String?
    var weights = 400...400
    var isItalic = false
    for (key, node) in yaml.values(
      mapping, known: ["family", "file", "weight", "italic"], of: "a face")
    {
      switch key {
      case "family": name = family(node)
      case "file": file = self.file(node, "the font") { $0 == .woff2 }
      case "weight":
        let bounds = yaml.line(node, "the weight")?.split(separator: "-").map { Int($0) ?? 0 } ?? []
        guard let first = bounds.first, let last = bounds.last, bounds.count <= 2, first <= last,
          first >= 1, last <= 1000
        else {
          yaml.fault(node, "the weight must be a number from 1 to 1000, or two: 100-900")
          continue
        }
        weights = first...last
      case _: isItalic = yaml.flag(node, "italic") ?? false
      }
    }
    guard let name, let file else {
      yaml.fault(node, "a face needs family: and file:")
      return nil
    }
    return Fonts.Face(family: name, file: file, weights: weights, isItalic: isItalic)
  }

  mutating func readTemplates() {
    let known = StandardFiles.templates.map(\.name)
    for file in folder.names where file.hasSuffix(".mustache") {
      guard let name = TemplateName(key: String(file.dropLast(".mustache".count))) else {
        let nearest = Spelling.nearest(file, among: known).map { "; did you mean \($0)?" } ?? ""
        fault(file, "no template of ours has this name\(nearest)")
        continue
      }
      guard let text = text(file, bytesMax: Limits.themeTextBytesMax) else { continue }
      theme.templates[name] = Array(text.utf8)
    }
  }

  mutating func readWords() {
    for file in folder.names where file.hasPrefix("words.") {
      let code = String(file.dropFirst("words.".count))
      // What an editor leaves behind, and a misspelt name, look alike; both are told.
      guard code.wholeMatch(of: #/[a-z]{2,3}(-[a-z0-9]{2,8})*/#) != nil else {
        fault(file, "\"\(code)\" is no language: a tag in lower case such as fr or pt-br")
        continue
      }
      guard let text = text(file, bytesMax: Limits.themeTextBytesMax) else { continue }
      for (line, reason) in WordsCheck.faults(of: text, language: code) {
        let place = line == 0 ? nil : Place(line: line, column: 1)
        findings.append(ThemeFinding(weight: .fault, file: file, place: place, reason: reason))
      }
      theme.words[code] = Array(text.utf8)
      if !languages.contains(code) { languages.append(code) }
    }
  }

  mutating func readStyle() {
    let file = "style.css"
    guard folder.names.contains(file), let text = text(file, bytesMax: Limits.themeTextBytesMax)
    else { return }
    theme.style = Array(text.utf8)
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      guard let match = line.firstMatch(of: #/@import|url\(\s*["']?(?:https?:)?\/\//#) else {
        continue
      }
      let column = line[..<match.range.lowerBound].unicodeScalars.count + 1
      findings.append(
        ThemeFinding(
          weight: .warning, file: file, place: Place(line: number + 1, column: column),
          reason: "this is not fetched: pages load from their own site only"))
    }
  }

  mutating func text(_ file: String, bytesMax: Int) -> String? {
    do throws(ThemeFolder.Failure) {
      let bytes = try folder.read(file, bytesMax: bytesMax)
      if let text = String(validating: bytes, as: UTF8.self) { return text }
      fault(file, "it is not UTF-8")
    } catch {
      fault(file, error.reason)
    }
    return nil
  }

  mutating func fault(_ file: String, _ reason: String) {
    findings.append(ThemeFinding(weight: .fault, file: file, place: nil, reason: reason))
  }
}
