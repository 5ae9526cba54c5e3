import StandardForms

/// Says what is wrong with a theme's templates before any page is made with them.
package enum TemplateCheck {
  /// What is to be said of `replacements`, templates by name in place of ours.
  package static func findings(_ replacements: [TemplateName: [UInt8]]) -> [TemplateFinding] {
    var findings: [TemplateFinding] = []
    var templates = standard
    for (name, source) in replacements {
      do throws(TemplateFault) {
        templates[name.key] = try TemplateParser.parse(name, source)
      } catch {
        findings.append(
          TemplateFinding(
            weight: .fault, template: name.key, place: error.place, reason: error.reason))
      }
    }
    findings.sort { $0.template < $1.template }
    let replacements = Set(replacements.keys.map(\.key))
    for (name, template) in templates.sorted(by: { $0.key < $1.key })
    where replacements.contains(name) {
      findings += TemplateLint(name, template).findings
      if TemplateName(key: name)?.isPage == true, !Self.showsSomething(template.nodes) {
        findings.append(
          TemplateFinding(
            weight: .warning, template: name, place: nil, reason: "this page shows nothing"))
      }
    }
    return findings + cycles(in: templates, replacements)
      + missingBlocks(in: templates, replacements)
  }

  private static let standard: [String: Template] = TemplateName.allCases.reduce(into: [:]) {
    $0[$1.key] = try? TemplateParser.parse($1, $1.bytes)
  }

  /// Whether there is anything in it beside blanks and what its parent brings.
  private static func showsSomething(_ nodes: [Template.Node]) -> Bool {
    nodes.contains { part in
      switch part {
      case .bytes(let bytes, _): bytes.contains { !Self.blanks.contains($0) }
      case .member, .item, .word, .partial: true
      case .section(_, let nodes, _), .inverted(_, let nodes, _), .block(_, let nodes, _):
        showsSomething(nodes)
      case .parent(_, let blocks, _): blocks.values.contains(where: showsSomething)
      }
    }
  }

  private static let blanks: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x20]

  /// Templates that include themselves whatever the page shows. Where it depends on what is shown,
  /// rendering tells.
  private static func cycles(
    in templates: [String: Template], _ replacements: Set<String>
  ) -> [TemplateFinding] {
    var included: [String: [String]] = [:]
    for (name, template) in templates { included[name] = always(template.nodes) }
    return replacements.sorted().compactMap { name in
      guard let way = way(from: name, to: name, included) else { return nil }
      return TemplateFinding(
        weight: .fault, template: name, place: nil,
        reason: "it includes itself without end: " + way.joined(separator: " > "))
    }
  }

  /// The shortest way along what is always included.
  private static func way(
    from start: String, to end: String, _ included: [String: [String]]
  ) -> [String]? {
    var ways = [[start]]
    var seen: Set<String> = []
    while !ways.isEmpty {
      var longer: [[String]] = []
      for way in ways {
        for next in included[way[way.count - 1]] ?? [] {
          if next == end { return way + [next] }
          if seen.insert(next).inserted { longer.append(way + [next]) }
        }
      }
      ways = longer
    }
    return nil
  }

  private static func always(_ nodes: [Template.Node]) -> [String] {
    nodes.flatMap { part in
      switch part {
      case .bytes, .member, .item, .word, .section, .inverted: [] as [String]
      case .partial(let name, _): [name.key]
      case .parent(let name, let blocks, _): [name.key] + blocks.values.flatMap(always)
      case .block(_, let nodes, _): always(nodes)
      }
    }
  }

  /// What a template says for a block that its parent does not have is never shown.
  private static func missingBlocks(
    in templates: [String: Template], _ replacements: Set<String>
  ) -> [TemplateFinding] {
    templates.sorted { $0.key < $1.key }.flatMap { name, template in
      template.nodes.compactMap { part in
        guard case .parent(let parent, let blocks, let offset) = part,
          let other = templates[parent.key],
          replacements.contains(name) || replacements.contains(parent.key)
        else { return nil }
        let missing = Set(blocks.keys).subtracting(Self.blocks(other.nodes)).sorted()
        guard let block = missing.first else { return nil }
        let isOurs = !replacements.contains(name)
        return TemplateFinding(
          weight: .fault, template: isOurs ? parent.key : name,
          place: isOurs ? nil : Place(of: offset, in: template.source),
          reason: "{{$\(block)}} of \(name) would never be shown: \(parent.key) has no such block")
      }
    }
  }

  private static func blocks(_ nodes: [Template.Node]) -> Set<String> {
    nodes.reduce(into: []) { names, part in
      switch part {
      case .bytes, .member, .item, .word, .partial: break
      case .section(_, let nodes, _), .inverted(_, let nodes, _):
        names.formUnion(Self.blocks(nodes))
      case .block(let name, let nodes, _):
        names.insert(name)
        names.formUnion(Self.blocks(nodes))
      case .parent(_, let blocks, _):
        for nodes in blocks.values { names.formUnion(Self.blocks(nodes)) }
      }
    }
  }
}
