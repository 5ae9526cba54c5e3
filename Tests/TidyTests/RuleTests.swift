import Testing

/// The rules are worth nothing if they do not see what they forbid.
@Suite struct `The rules themselves` {
  private func file(_ lines: String...) -> SwiftFile {
    SwiftFile(path: "Sources/ReadModel/X.swift", text: lines.joined(separator: "\n"))
  }

  @Test func `see code without its comments and quoted words`() {
    let file = file(
      ##"let a = "// public" + #"x"y"# // try!"##, "/* Task { /* */", "*/ let b = 1",
      ##"let c = """ "##, "  try!", ##"  """; let d = "\"" + "e""##)
    #expect(
      file.code == [
        ##"let a = "" + "" "##, "", " let b = 1", ##"let c = """##, "", ##"; let d = "" + """##,
      ])
  }

  @Test func `see every kind of import`() {
    let file = file(
      "import A", "package import B", "@testable import C", "import struct D.E",
      "@preconcurrency internal import F", "// import G", "let import_ = 1")
    #expect(file.imports == ["A", "B", "C", "D", "F"])
    #expect(file.target == "ReadModel")
  }

  @Test func `see upward and foreign imports`() {
    #expect(Layers.mayImport("ReadModel", "StatusDomain"))
    #expect(!Layers.mayImport("StatusDomain", "ReadModel"))
    #expect(!Layers.mayImport("ReadModel", "Replication") && !Layers.mayImport("X", "ReadModel"))
    #expect(!Layers.mayImport("ReadModel", "Foundation") && Layers.mayImport("HTTPAPI", "NIOCore"))
  }

  @Test func `see package declarations that promise nothing`() {
    let file = file(
      "package struct A {", "  package let b: Int", "  /// Documented.", "  @inlinable",
      "  package static func c() {}", "  package internal(set) var d = 1",
      "  package static func == (a: A, b: A) -> Bool { true }", "}", "package import E",
      "package nonisolated final class F {}", "  package mutating func g() {}", "/// H.",
      "package enum H {}")
    #expect(
      file.undocumentedDeclarations.map { $0.split(separator: ":")[1] }
        == ["1", "2", "6", "10", "11"])
  }

  @Test func `see functions that are too long`() {
    let file = file(
      "func a(", "  _ b: Int = { 1 }()", ") {", "  if b {", "  }", "}", "", "init() {", "}",
      "  let c = A.init(d: 1)")
    #expect(file.longFunctions(linesMax: 5).count == 1)
    #expect(file.longFunctions(linesMax: 6).isEmpty)
    #expect(file.longFunctions(linesMax: 1).count == 2)
  }
}
