/// The regions of a page, learnt from its own components, so that a name can tell one.
///
/// Known are the members of a group called Regions or Locations. Beside them a word in the form of
/// an airport code with a number (`NYC3`) counts, but only if it is the whole name of a component
/// or group; without such a group it counts wherever it begins or ends a name.
///
/// A component whose own name tells none has the region of its group: one that the group's name
/// tells by the same rule, holds beside the word Region, or holds as a code in brackets at its end.
/// In doubt there is none: a wrong region misleads, an absent one does not.
struct Regions {
  private let known: Set<String>
  private let acceptsPattern: Bool

  init(_ components: [StatuspageComponent]) {
    let groups = Set(components.filter { $0.isGroup && Self.isGroupOfRegions($0.name) }.map(\.id))
    let members = components.filter { $0.groupID.map(groups.contains) ?? false }.map(\.name)
    let codes = components.map(\.name).filter(Self.isCode)
    known = Set(members + codes)
    acceptsPattern = members.isEmpty
  }

  /// The region that `name` tells: the whole of it, or its first or last words.
  private func region(in name: String) -> String? {
    if known.contains(name) { return name }
    let words = name.split(separator: " ").map(String.init)
    guard let first = words.first, let last = words.last else { return nil }
    for word in [last, first] {
      let bare = Self.withoutBrackets(word)
      if known.contains(bare) || acceptsPattern && Self.isCode(bare) { return bare }
    }
    // A region of several words, such as New York.
    return known.filter {
      $0.contains(" ") && (name.hasSuffix(" " + $0) || name.hasPrefix($0 + " "))
    }
    .max { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
  }

  /// The region of the component `name` in the group of that name.
  func region(of name: String, in group: String?) -> String? {
    region(in: name) ?? group.flatMap(region(ofGroup:))
  }

  /// The region that the name of a group tells: `Region North`, `NYC3 region`, `Storage - Region
  /// North`, `NYC3 services`, `Frankfurt (FRA1)`. `Regions` itself tells none.
  private func region(ofGroup name: String) -> String? {
    for part in name.split(separator: " - ").reversed() {
      guard let named = Self.besideRegion(part) else { continue }
      return region(in: named) ?? named
    }
    if let region = region(in: name) { return region }
    // Brackets at the end explain what stands before them.
    guard let last = name.split(separator: " ").last else { return nil }
    let bare = Self.withoutBrackets(String(last))
    return bare != last && Self.isCode(bare) ? bare : nil
  }

  /// What stands beside the word Region at either end of `text`, if that reads as a name: one word,
  /// or up to three that begin with a capital letter or hold a digit, and none that makes a phrase
  /// of it, as in `All Region Services`.
  private static func besideRegion(_ text: Substring) -> String? {
    var words = text.split(separator: " ").map(String.init)
    if words.first?.lowercased() == "region" {
      words.removeFirst()
    } else if words.last?.lowercased() == "region" {
      words.removeLast()
    } else {
      return nil
    }
    guard (1...3).contains(words.count), !words.contains(where: isOfPhrase) else { return nil }
    let areNames = words.allSatisfy { word in
      word.contains(where: \.isNumber) || word.first?.isUppercase == true
    }
    if words.count == 1 { return withoutBrackets(words[0]) }
    return areNames ? words.joined(separator: " ") : nil
  }

  private static func isOfPhrase(_ word: String) -> Bool {
    phraseWords.contains(word.lowercased()) || !word.contains { $0.isLetter || $0.isNumber }
  }

  private static let phraseWords: Set<String> = [
    "agnostic", "all", "and", "any", "by", "cross", "each", "every", "independent", "multi", "no",
    "of", "or", "other", "per", "region", "regions", "service", "services", "single", "specific",
    "status", "wide",
  ]

  private static func isGroupOfRegions(_ name: String) -> Bool {
    ["regions", "locations"].contains(name.lowercased())
  }

  private static func withoutBrackets(_ word: String) -> String {
    guard let first = word.first, let last = word.last, word.count > 2 else { return word }
    let isBracketed = (first == "(" && last == ")") || (first == "[" && last == "]")
    return isBracketed ? String(word.dropFirst().dropLast()) : word
  }

  /// Three capital letters and one or two digits.
  private static func isCode(_ word: String) -> Bool {
    let bytes = Array(word.utf8)
    return (4...5).contains(bytes.count) && bytes[..<3].allSatisfy { (0x41...0x5A).contains($0) }
      && bytes[3...].allSatisfy { (0x30...0x39).contains($0) }
  }
}
