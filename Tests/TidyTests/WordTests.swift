import Testing

@Suite struct `Words and calls` {
  private let repository = Repository.here
  private let core: [SwiftFile]

  init() {
    core = repository.sources.filter { Layers.core.contains($0.target) }
  }

  /// Where one of `words` stands in the code of `files`, and `pattern`, if given, fits that line.
  private func places(
    _ words: [String], _ pattern: Regex<Substring>? = nil, in files: [SwiftFile]
  ) -> [String] {
    files.flatMap { file in
      file.code.indices.filter { index in
        let line = file.code[index]
        return words.contains { line.contains($0) } && pattern.map { line.contains($0) } ?? true
      }.map { file.place($0) }
    }
  }

  @Test func `nothing is public`() {
    #expect(
      places(["public ", "open "], /\b(?:public|open) (?!init\b)[a-z]/, in: repository.sources)
        == [])
  }

  @Test func `nothing is left to be done`() {
    let marks = (repository.sources + repository.tests).flatMap { file in
      file.lines.indices.filter { index in
        ["TODO", "FIXME", "HACK"].contains { file.lines[index].contains($0) }
      }.map { file.place($0) }
    }
    #expect(marks == [])
  }

  @Test func `no try can trap`() {
    #expect(places(["try!"], in: repository.sources) == [])
  }

  @Test func `the core has no clock, no randomness, no sleep and no task of its own`() {
    #expect(places(["Date()", "UUID()"], /\b(?:Date|UUID)\(\)/, in: core) == [])
    #expect(places(["Clock.now", "Clock()", "Date.now"], in: core) == [])
    #expect(places(["sleep("], in: core) == [])
    #expect(places(["Task"], /\bTask(?:\.detached)?\s*(?:\{|\(priority)/, in: core) == [])
    #expect(places(["DispatchQueue", "SystemRandomNumberGenerator"], in: core) == [])
  }

  @Test func `no task is detached and no queue is Dispatch's, anywhere`() {
    #expect(places(["Task.detached", "DispatchQueue"], in: repository.sources) == [])
  }

  @Test func `no test sleeps`() {
    #expect(places(["sleep("], in: repository.tests) == [])
  }

  @Test func `files are named for an idea`() {
    let vague = (repository.sources + repository.tests).map(\.path).filter {
      $0.contains(/(?:Utils?|Helpers?|Manager|Common|Base|Misc)(?:\+\w+)?\.swift$/)
    }
    #expect(vague == [])
  }

  @Test func `our own enums are switched over without default`() {
    #expect(places(["default:"], /^\s*default:/, in: core) == [])
  }

  @Test func `at most three types are unchecked Sendable, each with its reason`() {
    let places = repository.sources.flatMap { file in
      file.code.indices.filter { file.code[$0].contains("@unchecked Sendable") }
        .map { (file, $0) }
    }
    #expect(places.count <= 3, "\(places.map { $0.0.place($0.1) })")
    let unexplained = places.filter { file, index in
      !file.lines[max(0, index - 6)...index].contains { $0.contains("// Safety:") }
    }
    #expect(unexplained.map { $0.0.place($0.1) } == [])
  }
}
