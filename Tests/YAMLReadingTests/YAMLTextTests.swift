import StandardForms
import Testing
import YAMLReading
import Yams

@Suite struct `A text as YAML` {
  private func fault(_ text: String) -> String? {
    do throws(YAMLFault) {
      try YAMLText.read(text) { _ in }
      return nil
    } catch { return (error.place.map { "\($0): " } ?? "") + error.reason }
  }

  @Test func `is read to its root, or to nothing`() throws {
    #expect(try YAMLText.read("a: {b: c}") { $0?.mapping?["a"]?.mapping?["b"]?.string } == "c")
    #expect(try YAMLText.read("# nothing\n") { $0 == nil })
    #expect(try YAMLText.read("- &a x\n- *a\n") { $0?.sequence?[0].anchor != nil })
  }

  @Test(arguments: [
    ("a:\n\t- b\n", "2:1: a tab stands here: YAML is indented with spaces"),
    ("a: b\n---\nc: d\n", "2:1: a second document begins here: only one is read"),
    ("é: 1\né: 2\n", "1:1: \"é\" stands twice in one mapping"),
    ("\"\\e[31m\": 1\n\"\\e[31m\": 2\n", "1:1: \"\\u{1b}[31m\" stands twice in one mapping"),
    ("é: \u{01}\n", "1:4: it is not YAML: control characters are not allowed"),
    (
      "a: [\n",
      "2:1: it is not YAML: while parsing a flow node (line 2), did not find expected "
        + "node content"
    ),
  ])
  func `is refused with the place of what is wrong with it`(text: String, told: String) {
    #expect(fault(text) == told)
  }

  @Test func `I11 is neither too deep nor endless, and says so in our words`() {
    let deep = "the lists or mappings that begin here stand too deep within each other"
    // In brackets the place is where they begin, else where it goes too deep.
    for (sign, place) in [("[", "2:3"), ("{", "2:3"), ("- ", "2:1999"), ("? ", "2:1999")] {
      let said = fault("a:\n- " + String(repeating: sign, count: 5000))
      #expect(said == "\(place): \(deep)", "\(sign)")
    }
    let allowed = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
    #expect(fault(allowed) == nil)
    let aliases = String(repeating: "- *a\n", count: Limits.yamlAliasesMax + 1)
    #expect(fault("- &a x\n" + aliases) == "it has anchors and many aliases: write the values out")
  }
}
