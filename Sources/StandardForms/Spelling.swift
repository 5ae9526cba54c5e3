/// What a misspelt word was perhaps meant to be.
package enum Spelling {
  /// The word of `words` that is nearest to `word`: at most a third of its letters, and at least
  /// one, are wrong, missing or too many; of equals the first in the alphabet. `nil` if none is
  /// near. Words longer than `Limits.spellingBytesMax` are near to none (I11).
  package static func nearest(_ word: String, among words: some Sequence<String>) -> String? {
    let bytes = Array(word.lowercased().utf8)
    guard bytes.count <= Limits.spellingBytesMax else { return nil }
    var best: (distance: Int, word: String)?
    for candidate in words {
      let other = Array(candidate.lowercased().utf8)
      guard abs(other.count - bytes.count) <= max(1, bytes.count / 3) else { continue }
      let distance = distance(bytes, other)
      guard distance <= max(1, bytes.count / 3) else { continue }
      if best.map({ ($0.distance, $0.word) > (distance, candidate) }) ?? true {
        best = (distance, candidate)
      }
    }
    return best?.word
  }

  /// The edit distance of Levenshtein, in which two neighbours that changed places are one error.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before: [Int] = []
    var row = Array(0...b.count)
    for (i, byte) in a.enumerated() {
      var next = [i + 1]
      for (j, other) in b.enumerated() {
        var cost = min(row[j + 1] + 1, next[j] + 1, row[j] + (byte == other ? 0 : 1))
        if i > 0, j > 0, byte == b[j - 1], a[i - 1] == other { cost = min(cost, before[j - 1] + 1) }
        next.append(cost)
      }
      (before, row) = (row, next)
    }
    return row[b.count]
  }
}
