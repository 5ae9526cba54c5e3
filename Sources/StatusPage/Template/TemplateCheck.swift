/// Says what is wrong with a theme's templates before any page is made with them.
package enum TemplateCheck {
  /// What is to be said of `replacements`, templates by name in place of ours.
  package static func findings(_ replacements: [String: [UInt8]]) -> [TemplateFinding] {
    var findings: [TemplateFinding] = []
    var templates = standard
    for (name, source) in replacements.sorted(by: { $0.key < $1.key }) {
      do throws(TemplateFault) {
        templates[name] = try TemplateParser.template(source)
      } catch {
        findings.append(
          TemplateFinding(weight: .fault, template: name, place: error.place, reason: error.reason))
      }
    }
    let addresses = addressNames
    for (name, template) in templates.sorted(by: { $0.key < $1.key }) where replacements[name] != nil {
      findings += TemplateLint(name, template) { addresses.contains($0) }.findings
    }
    return findings + cycles(in: templates, replacements) + missingBlocks(in: templates, replacements)
  }

  private static let standard: [String: Template] = (try? Templates.standard()) ?? [:]

  /// The names whose values are addresses that this program made: those that stand where one begins
  /// in our own templates.
  static let addressNames: Set<String> = standard.reduce(into: []) { names, entry in
    names.formUnion(TemplateLint(entry.key, entry.value) { _ in true }.addressNames)
  }

  /// Templates that include themselves whatever the page shows. Where it depends on what is shown,
  /// rendering tells.
  private static func cycles(
    in templates: [String: Template], _ replacements: [String: [UInt8]]
  ) -> [TemplateFinding] {
    var included: [String: [String]] = [:]
    for (name, template) in templates { included[name] = always(template.parts) }
    return replacements.keys.sorted().compactMap { name in
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

  private static func always(_ parts: [Template.Part]) -> [String] {
    parts.flatMap { part in
      switch part {
      case .text, .value, .section, .inverted: [] as [String]
      case .partial(let name, _): [name]
      case .parent(let name, let blocks, _): [name] + blocks.values.flatMap(always)
      case .block(_, let parts, _): always(parts)
      }
    }
  }

  /// What a template says for a block that its parent does not have is never shown.
  private static func missingBlocks(
    in templates: [String: Template], _ replacements: [String: [UInt8]]
  ) -> [TemplateFinding] {
    templates.sorted { $0.key < $1.key }.flatMap { name, template in
      template.parts.compactMap { part in
        guard case .parent(let parent, let blocks, let offset) = part, let other = templates[parent],
          replacements[name] != nil || replacements[parent] != nil
        else { return nil }
        let missing = Set(blocks.keys).subtracting(Self.blocks(other.parts)).sorted()
        guard let block = missing.first else { return nil }
        let isOurs = replacements[name] == nil
        return TemplateFinding(
          weight: .fault, template: isOurs ? parent : name,
          place: isOurs ? nil : template.place(of: offset),
          reason: "{{$\(block)}} of \(name) would never be shown: \(parent) has no such block")
      }
    }
  }

  private static func blocks(_ parts: [Template.Part]) -> Set<String> {
    parts.reduce(into: []) { names, part in
      switch part {
      case .text, .value, .partial: break
      case .section(_, let parts, _), .inverted(_, let parts, _):
        names.formUnion(Self.blocks(parts))
      case .block(let name, let parts, _):
        names.insert(name)
        names.formUnion(Self.blocks(parts))
      case .parent(_, let blocks, _):
        for parts in blocks.values { names.formUnion(Self.blocks(parts)) }
      }
    }
  }
}
