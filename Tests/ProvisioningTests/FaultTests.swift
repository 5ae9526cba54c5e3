import Provisioning
import StandardForms
import Testing
import YAMLReading

@Suite struct `Faults of a declaration` {
  private func faults(_ yaml: String) -> [String] {
    do throws(DocumentFaults) {
      _ = try DeclarationDocument(yaml: Array(yaml.utf8))
      return []
    } catch {
      return error.faults.map { $0.line(in: "f.yaml") }
    }
  }

  private static let values: [(yaml: String, faults: [String])] = [
    (
      "components:\n- name: A\n  lables: {}\n",
      [
        "f.yaml:3:3: components[0].lables: the key is unknown: did you mean labels?"
      ]
    ),
    (
      "component: []\nowner: me\n",
      [
        "f.yaml:1:1: component: the key is unknown: did you mean components?",
        "f.yaml:2:1: owner: the key is unknown: known here: impactTypes, components, phases, "
          + "severities",
      ]
    ),
    (
      "components:\n"
        + "- name: A\n"
        + "  labels:\n"
        + "    zone: 1\n"
        + "    on: x\n"
        + "    beta: yes\n"
        + "    v: 1.5\n"
        + "    d: 2026-01-31\n"
        + "    e:\n",
      [
        "f.yaml:4:11: components[0].labels.zone: it must be a string, not the number 1: quote it",
        "f.yaml:5:5: components[0].labels.on: the key is the truth value on: quote it",
        "f.yaml:6:11: components[0].labels.beta: it must be a string, not the truth value "
          + "yes: quote it",
        "f.yaml:7:8: components[0].labels.v: it must be a string, not the number 1.5: quote it",
        "f.yaml:8:8: components[0].labels.d: it must be a string, not the date 2026-01-31: "
          + "quote it",
        "f.yaml:9:7: components[0].labels.e: it must be a string: give one, or leave the key out",
      ]
    ),
    (
      "components:\n"
        + "- name: A\n"
        + "- {}\n"
        + "- name: ''\n"
        + "- name: \"a\\0b\"\n"
        + "- 7\n"
        + "- displayname: B\n"
        + "  name: C\n",
      [
        "f.yaml:3:3: components[1]: displayName must be given",
        "f.yaml:4:9: components[2].name: it must hold a character that is not white space",
        "f.yaml:5:9: components[3].name: it must not hold U+0000",
        "f.yaml:6:3: components[4]: it must be a mapping, not the number 7",
        "f.yaml:8:3: components[5]: displayname and name say the same: leave one out",
      ]
    ),
    (
      "components:\n"
        + "- name: A\n"
        + "- name: B\n"
        + "- displayName: A\n"
        + "- {name: C, key: k}\n"
        + "- {name: D, key: k}\n",
      [
        "f.yaml:4:3: components[2]: the name \"A\" stands twice, also in line 2: tell them "
          + "apart by key or id",
        "f.yaml:6:3: components[4]: the key \"k\" stands twice, also in line 5",
      ]
    ),
    (
      "components:\n"
        + "- {name: A, id: 00000000-0000-0000-0000-000000000001}\n"
        + "- {name: A, id: 00000000-0000-0000-0000-000000000001}\n"
        + "- {name: B, id: x}\n",
      [
        "f.yaml:3:3: components[1]: the id stands twice, also in line 2",
        "f.yaml:4:17: components[2].id: it must be a UUID",
      ]
    ),
    (
      "components: {}\nimpactTypes:\nphases: []\nseverities: 3\n",
      [
        "f.yaml:1:13: components: it must be a list, not a mapping: write [] for an empty one",
        "f.yaml:2:13: impactTypes: it must be a list, not nothing: write [] for an empty one",
        "f.yaml:3:9: phases: there must be at least one",
        "f.yaml:4:13: severities: it must be a list, not the number 3: write [] for an empty one",
      ]
    ),
    (
      "severities:\n"
        + "- {name: a, value: 0}\n"
        + "- {name: b, value: 101}\n"
        + "- {name: c, value: \"33\"}\n"
        + "- {name: d, value: 33.5}\n"
        + "- {name: e}\n"
        + "- {name: f, value: 033}\n",
      [
        "f.yaml:2:20: severities[0].value: it must lie between 1 and 100",
        "f.yaml:3:20: severities[1].value: it must lie between 1 and 100",
        "f.yaml:4:20: severities[2].value: it must be a whole number from 1 to 100, not a text",
        "f.yaml:5:20: severities[3].value: it must be a whole number from 1 to 100, not the "
          + "number 33.5",
        "f.yaml:6:3: severities[4]: value must be given",
        "f.yaml:7:20: severities[5].value: it must be a whole number from 1 to 100, not the "
          + "number 033",
      ]
    ),
    (
      "severities:\n- {name: a, value: 33}\n- {name: b, value: 66}\n",
      [
        "f.yaml:2:1: severities: one must have the value 100, which closes the scale"
      ]
    ),
    (
      "severities:\n"
        + "- {name: a, value: 33}\n"
        + "- {name: a, value: 100}\n"
        + "- {name: b, value: 33}\n",
      [
        "f.yaml:3:3: severities[1]: the name stands twice, also in line 2",
        "f.yaml:4:3: severities[2]: the value 33 stands twice, also in line 2",
      ]
    ),
    (
      "phases:\n- New\n- name: Done\n- New\n- {title: x}\n- []\n",
      [
        "f.yaml:4:3: phases[2]: the name stands twice, also in line 2",
        "f.yaml:5:3: phases[3]: displayName must be given",
        "f.yaml:5:4: phases[3].title: the key is unknown: known here: displayName, "
          + "displayname, name",
        "f.yaml:6:3: phases[4]: it must be a string, not a list",
      ]
    ),
    (
      "impactTypes:\n- name: Slow\n  description: [x]\n  value: 3\n",
      [
        "f.yaml:3:16: impactTypes[0].description: it must be a string, not a list",
        "f.yaml:4:3: impactTypes[0].value: the key is unknown: known here: id, key, "
          + "description, displayName, displayname, name",
      ]
    ),
    (
      "components:\n- name: A\n  name: B\n",
      [
        "f.yaml:2:3: \"name\" stands twice in one mapping"
      ]
    ),
    (
      "components:\n\t- name: A\n",
      [
        "f.yaml:2:1: a tab stands here: YAML is indented with spaces"
      ]
    ),
    (
      "components: [\n",
      [
        "f.yaml:2:1: it is not YAML: while parsing a flow node (line 2), did not find expected "
          + "node content"
      ]
    ),
    (
      "components: []\n---\nphases: [x]\n",
      [
        "f.yaml:2:1: a second document begins here: only one is read"
      ]
    ),
    (
      "components:\n- &a {name: A}\n- *a\n",
      [
        "f.yaml:2:3: components[0]: anchors and aliases are not read: write the value out",
        "f.yaml:2:3: components[1]: anchors and aliases are not read: write the value out",
      ]
    ),
    (
      "components:\n- name: A\n  labels: {<<: x}\n",
      [
        "f.yaml:3:12: components[0].labels: merge keys (<<) are not read: write the values out"
      ]
    ),
    (
      "components:\n- !thing {name: A}\n- name: !!binary aGk=\n",
      [
        "f.yaml:2:3: components[0]: tags (!thing) are not read",
        "f.yaml:3:9: components[1].name: tags (tag:yaml.org,2002:binary) are not read",
      ]
    ),
    (
      "components:\n- name: *nowhere\n",
      [
        "f.yaml:2:9: it is not YAML: found undefined alias"
      ]
    ),
    (
      "- a\n",
      [
        "f.yaml:1:1: it must be a mapping, not a list"
      ]
    ),
    (
      "just words\n",
      [
        "f.yaml:1:1: it must be a mapping, not a text"
      ]
    ),
    (
      "a: \u{01}\n",
      [
        "f.yaml:1:4: it is not YAML: control characters are not allowed"
      ]
    ),
  ]

  @Test func `are all told at once, each with its line, column and rule`() {
    for (yaml, expected) in Self.values { #expect(faults(yaml) == expected) }
  }

  @Test(arguments: ["", "# nothing\n", "---\n", "~\n", "{}\n"])
  func `a file that declares nothing is told how to begin`(yaml: String) {
    #expect(
      faults(yaml).map { $0.split(separator: ": ", maxSplits: 1)[1] } == [
        "it declares nothing: begin with one of impactTypes, components, phases, severities, such "
          + "as components: [{displayName: API}]"
      ])
    #expect(faults("components: [{displayName: API}]") == [])
  }

  @Test func `a text that is too long or not UTF-8 is told as such`() {
    func fault(_ bytes: [UInt8]) -> String? {
      do throws(DocumentFaults) {
        _ = try DeclarationDocument(yaml: bytes)
        return nil
      } catch { return error.faults.first?.line(in: "f.yaml") }
    }
    #expect(
      fault([UInt8](repeating: 0x20, count: Limits.declarationBytesMax + 1))
        == "f.yaml: it must be at most 4194304 bytes long")
    #expect(
      fault(Array("phases:\n- \u{FC}".utf8) + [0xFC]) == "f.yaml:2:4: this is not UTF-8")
    #expect(fault([0xEF, 0xBB, 0xBF] + Array("phases: [New]".utf8)) == nil)
  }

  @Test func `I11 nested aliases are refused before they are multiplied`() {
    var bomb = "a0: &a0 [x, x]\n"
    for level in 1...40 {
      bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1), *a\(level - 1)]\n"
    }
    bomb += "? *a40\n: x\n"
    #expect(
      faults(bomb) == [
        "f.yaml: it has anchors and many aliases: write the values out"
      ])
    // Without a space before them, as a value may begin in a list.
    let tight = "[&a [x], &b [:*a, :*a], &c [?*b, ?*b], :*c, :*c]"
    #expect(faults(tight).first?.contains("anchors and many aliases") == true)
  }

  @Test func `I11 what nests too deep is told in our words`() {
    #expect(
      faults("components:\n- " + String(repeating: "[", count: 100_000)) == [
        "f.yaml:2:3: the lists or mappings that begin here stand too deep within each other"
      ])
  }

  @Test func `I11 are told up to a bound`() {
    let many = "components:\n" + String(repeating: "- {}\n", count: 1000)
    #expect(faults(many).count == Limits.faultsMax)
  }

  @Test func `a misspelt key is told from an unknown one`() {
    for misspelt in ["lables", "labls", "albels", "LABELS", "label"] {
      #expect(faults("components: [{name: A, \(misspelt): {}}]")[0].hasSuffix("mean labels?"))
    }
    for unknown in ["x", "colour", String(repeating: "labels", count: 100)] {
      #expect(faults("components: [{name: A, \(unknown): {}}]")[0].contains("known here:"))
    }
  }
}
