import StandardForms
import Testing
import YAMLReading

@Suite struct `Aliases in YAML` {
  @Test func `I11 are noticed wherever a value may begin`() {
    let aliases = String(repeating: "- *a\n", count: Limits.yamlAliasesMax)
    #expect(!YAMLAliases.multiply("- &a x\n" + aliases))
    for more in ["- *a", "- [*a]", "- {b:*a}", "- [?*a,x]", "- *a # x", "-\u{85}*a\u{2028}"] {
      #expect(YAMLAliases.multiply("- &a x\n" + aliases + more), "\(more)")
    }
    #expect(!YAMLAliases.multiply(aliases + aliases))
  }

  @Test func `are told from emphasis, lists, sums and references to characters`() {
    let text = """
      about: "*never* **mind** 2 * 3 a*b &copy; a?b=1&c=2 R & D
        * one
        * two"

      """
    #expect(!YAMLAliases.multiply("a: &a x\n" + String(repeating: text, count: 10)))
    #expect(!YAMLAliases.multiply("b: *a\n" + String(repeating: text, count: 10)))
  }
}
