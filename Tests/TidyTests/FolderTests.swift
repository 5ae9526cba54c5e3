import Foundation
import Testing

@Suite struct `Folders and formatting` {
  private let repository = Repository.here

  @Test func `at the top stand only the agreed files and folders`() {
    let agreed: Set<String> = [
      "Package.swift", "Package.resolved", "LICENSE", "README.md", "Sources", "Tests",
      "Benchmarks", "ops",
    ]
    let top = Set(repository.paths.compactMap { $0.split(separator: "/").first.map(String.init) })
    #expect(top.subtracting(agreed).sorted() == [])
  }

  @Test func `no file is empty or speaks of where it was written`() {
    let sources = repository.swiftFiles("Sources", "Benchmarks") + repository.tests
    #expect(sources.filter { $0.lines.allSatisfy(\.isEmpty) }.map(\.path) == [])
    let strays = repository.paths.filter { path in
      let isText = ["swift", "md", "py", "yaml", "sh", "txt", "mustache", "css"]
        .contains { path.hasSuffix("." + $0) }
      return isText && repository.text(path).contains(repository.place)
    }
    #expect(strays == [])
  }

  @Test func `every folder of Sources and Tests is a target or known`() {
    let manifest = repository.text("Package.swift")
    for folder in ["Sources", "Tests"] {
      let below = Set(
        repository.paths.filter { $0.hasPrefix(folder + "/") }
          .map { $0.split(separator: "/").map(String.init) }.filter { $0.count > 2 }.map { $0[1] })
      let unknown = below.subtracting(["System"]).filter { !manifest.contains("\"\($0)\"") }
      #expect(unknown.sorted() == [], "\(folder)")
    }
  }

  @Test func `swift format finds nothing to say`() throws {
    let format = Process()
    let output = Pipe()
    format.executableURL = URL(filePath: "/usr/bin/env")
    format.arguments =
      ["swift", "format", "lint", "--strict", "--parallel", "--configuration"]
      + [repository.url(".swift-format").path(), "--recursive"]
      + ["Sources", "Benchmarks", "Tests", "Package.swift"].map { repository.url($0).path() }
    format.standardError = output
    format.standardOutput = output
    try format.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    format.waitUntilExit()
    #expect(format.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
  }
}
