import StandardForms

/// Names that somebody may have meant.
enum Misspelling {
  /// The name in `known` that is the nearest to `text`, if it is near enough.
  static func proposal(for text: String, among known: [String]) -> String? {
    if let same = known.first(where: { $0.lowercased() == text.lowercased() }) { return same }
    // I11: nothing far longer than a known name is compared letter by letter.
    let lengthMax = (known.map(\.count).max() ?? 0) + Limits.misspellingMax
    guard text.count <= lengthMax else { return nil }
    let nearest = known.map { (name: $0, distance: distance(text.lowercased(), $0.lowercased())) }
      .min { $0.distance < $1.distance }
    guard let nearest, nearest.distance <= min(Limits.misspellingMax, text.count / 2) else {
      return nil
    }
    return nearest.name
  }

  /// How many letters must be put in, left out, replaced or swapped with their neighbour (optimal
  /// string alignment).
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
