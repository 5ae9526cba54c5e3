import Testing

@Suite struct `Invariants` {
  private let repository = Repository.here

  private func numbers(_ text: String) -> Set<Int> {
    Set(text.matches(of: /\bI([1-9]|1[0-9])\b/).compactMap { Int($0.1) })
  }

  /// The numbers that the code cites, in comments and messages.
  private var cited: Set<Int> {
    repository.sources.reduce(into: []) { cited, file in
      for line in file.lines where line.contains("I1") || line.contains(/I[2-9]/) {
        cited.formUnion(numbers(line))
      }
    }
  }

  /// The numbers in the names of tests: Swift's in backticks, Python's in the first lines of the
  /// function or its file.
  private var tested: Set<Int> {
    var tested: Set<Int> = []
    for file in repository.tests {
      for line in file.lines where line.contains("func `") || line.contains("struct `") {
        tested.formUnion(numbers(line))
      }
    }
    for path in repository.paths where path.hasPrefix("Tests/System/") && path.hasSuffix(".py") {
      tested.formUnion(numbers(repository.text(path)))
    }
    return tested
  }

  @Test func `whatever the code cites is tested by name`() {
    #expect(cited.subtracting(tested).sorted() == [], "cited in Sources, in no name of a test")
  }

  @Test func `whatever the table of the architecture names is enforced and tested`() throws {
    let table = repository.text("Sources/README.md").split(separator: "\n")
      .compactMap { $0.firstMatch(of: /^\| I(\d+) \|/).flatMap { Int($0.1) } }
    try #require(!table.isEmpty, "Sources/README.md has no table with rows such as | I1 |")
    #expect(table == table.sorted() && Set(table).count == table.count)
    #expect(Set(table).subtracting(cited).sorted() == [], "in the table, not cited in Sources")
    #expect(Set(table).subtracting(tested).sorted() == [], "in the table, in no name of a test")
    #expect(cited.subtracting(table).sorted() == [], "cited in Sources, not in the table")
  }
}

@Suite struct `Stored words` {
  private let repository = Repository.here

  @Test func `every type of event is in the golden corpus`() throws {
    let words = repository.sources.filter { $0.target == "StatusService" }
      .filter { $0.path.contains("/Codec/") }
      .flatMap { file in
        file.lines.flatMap { line in
          line.matches(of: /case \w+ = "([a-z_]+\.[a-z_]+)"/).map { String($0.1) }
        }
      }
    try #require(words.count > 20, "the codec's words are not found where they were")
    let corpus = repository.paths.filter { $0.hasPrefix("Tests/StatusServiceTests/Golden/") }
      .map { repository.text($0) }
    let missing = words.filter { word in
      !corpus.contains { $0.contains("\"\(word)\"") || $0.contains("\\\"\(word)\\\"") }
    }
    #expect(missing == [])
    #expect(Set(words).count == words.count)
  }
}
