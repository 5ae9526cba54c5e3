import Testing

@Suite struct `Lengths of files, lines and functions` {
  private let repository = Repository.here
  private var files: [SwiftFile] { repository.swiftFiles("Sources", "Benchmarks", "Tests") }

  @Test func `files have at most 400 lines`() {
    #expect(files.filter { $0.lines.count > 401 }.map(\.path) == [])
  }

  @Test func `lines have at most 100 columns`() {
    let long = files.flatMap { file in
      file.lines.indices.filter { file.lines[$0].count > 100 }.map { file.place($0) }
    }
    #expect(long == [])
  }

  @Test func `functions have at most 60 lines`() {
    #expect(files.flatMap { $0.longFunctions(linesMax: 60) } == [])
  }
}

extension SwiftFile {
  /// The functions and initialisers whose bodies span more than `linesMax` lines.
  func longFunctions(linesMax: Int) -> [String] {
    code.indices.compactMap { start in
      guard code[start].contains("func ") || code[start].contains("init"),
        code[start].contains(/\b(?:func [^ ]|init[?]?[(<])/),
        !code[start].contains(/[.]init\(/), let end = endOfBody(from: start),
        end - start + 1 > linesMax
      else { return nil }
      return "\(end - start + 1) lines: " + place(start)
    }
  }

  /// The line with the bracket that closes the first block opened at or after `start`.
  private func endOfBody(from start: Int) -> Int? {
    var depth = 0
    var parentheses = 0
    for index in start..<code.count {
      for character in code[index] {
        switch character {
        case "(": parentheses += 1
        case ")": parentheses -= 1
        case "{" where parentheses == 0: depth += 1
        case "}" where parentheses == 0:
          depth -= 1
          if depth == 0 { return index }
          if depth < 0 { return nil }
        case _: break
        }
      }
    }
    return nil
  }
}
