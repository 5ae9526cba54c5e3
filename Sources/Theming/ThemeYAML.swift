import StandardForms
import YAMLReading
import Yams

/// The values of `theme.yaml`, each with its place; what is not as it must be becomes a finding.
struct ThemeYAML {
  /// The file's name.
  static let name = "theme.yaml"

  private(set) var findings: [ThemeFinding] = []
  private var valuesLeft = Limits.themeValuesMax

  /// The keys and values of the whole file; `nil` if it is not YAML of that form.
  mutating func document(_ text: String) -> Node.Mapping? {
    do throws(YAMLFault) {
      guard let node = try YAMLText.read(text, { $0 }) else { return nil }
      if let mapping = node.mapping { return mapping }
      fault(node, "it must hold lines like `title: Our status`")
    } catch {
      add(.fault, error.place, error.reason)
    }
    return nil
  }

  /// The values of `mapping` by key, in order; a key that is not in `known` is a fault.
  mutating func values(
    _ mapping: Node.Mapping, known: [String], of owner: String
  ) -> [(key: String, node: Node)] {
    var values: [(key: String, node: Node)] = []
    for (key, node) in mapping {
      guard spend(node) else { return values }
      let name = key.scalar?.string ?? ""
      guard known.contains(name) else {
        let nearest = Spelling.nearest(name, among: known)
        let hint =
          nearest.map { "did you mean \($0)?" } ?? "known: " + known.joined(separator: ", ")
        fault(key, "\(owner) has no \"\(name.prefix(40))\"; \(hint)")
        continue
      }
      values.append((name, node))
    }
    return values
  }

  /// A text of one line.
  mutating func line(_ node: Node, _ what: String) -> String? {
    guard let text = text(node, what) else { return nil }
    guard !text.contains(where: \.isNewline), !text.isEmpty,
      text.unicodeScalars.count <= Limits.themeLineLengthMax
    else {
      fault(node, "\(what) must be a line of 1 to \(Limits.themeLineLengthMax) characters")
      return nil
    }
    return text
  }

  /// A text.
  mutating func text(_ node: Node, _ what: String) -> String? {
    guard spend(node) else { return nil }
    guard let text = node.scalar?.string else {
      fault(node, "\(what) must be a text")
      return nil
    }
    return text
  }

  /// Yes or no.
  mutating func flag(_ node: Node, _ what: String) -> Bool? {
    guard spend(node) else { return nil }
    switch node.scalar?.string {
    case "true", "yes": return true
    case "false", "no": return false
    case _:
      fault(node, "\(what) must be true or false")
      return nil
    }
  }

  /// The elements of a list.
  mutating func list(_ node: Node, _ what: String, countMax: Int) -> [Node] {
    guard spend(node) else { return [] }
    guard let sequence = node.sequence else {
      fault(node, "\(what) must be a list")
      return []
    }
    guard sequence.count <= countMax else {
      fault(node, "\(what) may be at most \(countMax)")
      return []
    }
    return Array(sequence)
  }

  /// The keys and values of a part of the file.
  mutating func mapping(_ node: Node, _ what: String) -> Node.Mapping? {
    guard spend(node) else { return nil }
    guard let mapping = node.mapping else {
      fault(node, "\(what) must hold lines of `key: value`")
      return nil
    }
    return mapping
  }

  /// What is wrong at `node`.
  mutating func fault(_ node: Node, _ reason: String) {
    add(.fault, node.mark.map { Place($0) }, reason)
  }

  /// An alias is counted wherever it stands: a few lines can stand for billions.
  private mutating func spend(_ node: Node) -> Bool {
    valuesLeft -= 1
    if valuesLeft == 0 { fault(node, "it holds more than \(Limits.themeValuesMax) values") }
    return valuesLeft > 0
  }

  private mutating func add(
    _ weight: ThemeFinding.Weight, _ place: Place?, _ reason: String
  ) {
    findings.append(ThemeFinding(weight: weight, file: Self.name, place: place, reason: reason))
  }
}
