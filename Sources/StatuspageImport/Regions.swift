/// The regions of a page, learnt from its own components, so that a name can tell one.
///
/// Known are the members of a group called Regions or Locations. Beside them a word in the form of
/// an airport code with a number (`NYC3`) counts, but only where it is the whole name of a
/// component; without such a group it counts wherever it begins or ends a name.
struct Regions {
  private let known: Set<String>
  private let acceptsPattern: Bool

  init(_ components: [StatuspageComponent]) {
    let groups = Set(components.filter { $0.isGroup && Self.isGroupOfRegions($0.name) }.map(\.id))
    let members = components.filter { $0.groupID.map(groups.contains) ?? false }.map(\.name)
    let codes = components.filter { !$0.isGroup }.map(\.name).filter(Self.isCode)
    known = Set(members + codes)
    acceptsPattern = members.isEmpty
  }

  /// The region that `name` tells: the whole of it, or its first or last words.
  func region(in name: String) -> String? {
    if known.contains(name) { return name }
    let words = name.split(separator: " ").map(String.init)
    guard words.count > 1, let first = words.first, let last = words.last else { return nil }
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
