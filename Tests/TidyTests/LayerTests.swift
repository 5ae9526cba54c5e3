import Testing

@Suite struct `Layers of targets` {
  private let repository = Repository.here

  /// What the manifest says of each target, by name, in its order.
  private var declarations: [(name: String, text: String)] {
    repository.text("Package.swift").matches(
      of: /\.(?:executableTarget|target)\(\s*name: "(\w+)"(.*?)swiftSettings/.dotMatchesNewlines()
    ).map { (String($0.1), String($0.2)) }
  }

  @Test func `every target stands on a layer`() {
    #expect(repository.targets.filter { Layers.number[$0] == nil } == [])
  }

  @Test func `no file imports upward, sideways or from outside its target's list`() {
    let wrong = repository.sources.flatMap { file in
      file.imports.filter { !Layers.mayImport(file.target, $0) }.sorted().map {
        "\(file.path) imports \($0)"
      }
    }
    #expect(wrong == [])
  }

  @Test func `the core imports no Foundation, NIO, Dispatch or Logging`() {
    let worldly = repository.sources.filter { Layers.core.contains($0.target) }.filter { file in
      file.imports.contains { $0.contains(/^(Foundation|NIO|Dispatch|Logging)/) }
    }
    #expect(worldly.map(\.path) == [])
  }

  @Test func `the manifest lets no target depend on one of its layer or above`() {
    #expect(declarations.count > 10, "the manifest is not read as it should be")
    for target in declarations {
      guard let own = Layers.number[target.name] else { continue }
      let upward = target.text.matches(of: /"(\w+)"/).map { String($0.1) }
        .filter { Layers.number[$0].map { $0 >= own } ?? false }
      #expect(upward == [], "\(target.name)")
    }
  }

  @Test func `the manifest lists the targets by layer`() {
    let names = repository.text("Package.swift")
      .matches(of: /\.(?:executableTarget|target|systemLibrary)\(\s*name: "(\w+)"/)
      .compactMap { Layers.number[String($0.1)] }
    #expect(names == names.sorted())
  }

  @Test func `every import is one that the manifest declares`() {
    let texts = Dictionary(declarations.map { ($0.name, $0.text) }, uniquingKeysWith: { $1 })
    let undeclared = repository.sources.flatMap { file in
      file.imports.filter { Layers.number[$0] != nil }
        .filter { !(texts[file.target]?.contains("\"\($0)\"") ?? false) }
        .map { "\(file.path) imports \($0)" }
    }
    #expect(undeclared == [])
  }
}
