import Testing

@Suite struct `Documentation` {
  private let repository = Repository.here

  @Test func `every package declaration says what it promises`() {
    let silent = repository.sources.flatMap(\.undocumentedDeclarations)
    #expect(silent == [])
  }

  @Test func `every limit has its unit and reason, and is used`() {
    let sources = repository.sources
    let limits = sources.flatMap { file in
      file.code.indices.compactMap { index -> (SwiftFile, Int, String)? in
        guard file.path.contains("/Limits"), file.path.contains(/\/Limits(\+\w+)?\.swift$/),
          let match = file.code[index].firstMatch(of: /static (?:let|var) (\w+)/)
        else { return nil }
        return (file, index, String(match.1))
      }
    }
    #expect(limits.count > 20)
    let silent = limits.filter { !$0.0.isDocumented($0.1) }
    #expect(silent.map { $0.0.place($0.1) } == [])
    let used = Set(
      sources.flatMap { file in
        file.code.filter { $0.contains("Limits") }
          .flatMap { $0.matches(of: /Limits\s*\.(\w+)/).map { String($0.1) } }
      })
    // A limit may also stand for itself in its own file, as a part of another.
    let unused = limits.filter { file, index, name in
      !used.contains(name)
        && !file.code.indices.contains { $0 != index && file.code[$0].contains(name) }
    }
    #expect(unused.map { $0.0.place($0.1) } == [])
  }

  @Test func `every Markdown file has one first heading`() {
    for path in repository.paths where path.hasSuffix(".md") {
      var isCode = false
      let headings = repository.text(path).split(separator: "\n").filter { line in
        if line.hasPrefix("```") { isCode.toggle() }
        return !isCode && line.hasPrefix("# ")
      }
      #expect(headings.count == 1, "\(path)")
    }
  }

  @Test func `every relative link leads to a file`() {
    for path in repository.paths where path.hasSuffix(".md") {
      let folder = path.split(separator: "/").dropLast().joined(separator: "/")
      let links = repository.text(path).matches(of: /\]\(([^)\s#]+)(?:#[^)]*)?\)/)
        .map { String($0.1) }
      for link in links where !link.contains(":") {
        let target = link.hasPrefix("/") ? String(link.dropFirst()) : folder + "/" + link
        #expect(repository.holds(target), "\(path) links to \(link)")
      }
    }
  }
}

extension SwiftFile {
  /// The `package` declarations without a doc comment.
  var undocumentedDeclarations: [String] {
    let declaration =
      #/
      ^\s* (?: @[\w.]+ (?: \([^)]*\) )? \s+ )* package\s (?! import\s )
      (?: \w+ (?: \(\w+\) )? \s )*?
      (?: struct | enum | class | actor | protocol | func | var | let | init | subscript
        | typealias | extension ) \b
      /#
    // What a protocol of the standard library asks for promises what that protocol does.
    let promised = /func (?:<|==|>|hash\(into)|var (?:hashValue|unownedExecutor)\b/
    return code.indices.filter {
      code[$0].contains("package ") && code[$0].contains(declaration)
        && !code[$0].contains(promised) && !isDocumented($0)
    }.map { place($0) }
  }

  /// Whether a doc comment stands right above a line, attributes aside.
  fileprivate func isDocumented(_ index: Int) -> Bool {
    var above = index - 1
    while above >= 0, lines[above].contains(/^\s*@/) || lines[above].contains(/^\s*\/\/ Safety:/) {
      above -= 1
    }
    return above >= 0 && lines[above].contains(/^\s*\/\/\//)
  }
}
