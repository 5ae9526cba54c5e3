import Provisioning
import StandardForms
import StatusDomain
import TestSupport
import Testing
import YAMLReading

@Suite struct `A declaration` {
  private func read(_ yaml: String) throws -> Declaration {
    try DeclarationDocument(yaml: Array(yaml.utf8)).declaration
  }

  @Test func `is read as people write it`() throws {
    let declaration = try read(
      """
      impactTypes:
        - key: slow
          displayName: Slowness
          description: It takes longer than usual.
      components:
        - key: api
          displayName: API
          labels: {region: eu, zone: "1"}
        - id: 00000000-0000-0000-0000-000000000007
          displayName: "yes"
      severities:
        - {displayName: limited, value: 66}
        - {displayName: broken, value: 100}
      phases: [Investigating, Fixed]
      """)
    #expect(
      declaration
        == Declaration(
          impactTypes: [
            DeclaredImpactType(
              key: "slow", name: "Slowness", description: "It takes longer than usual.")
          ],
          components: [
            DeclaredComponent(key: "api", name: "API", labels: ["region": "eu", "zone": "1"]),
            DeclaredComponent(id: .number(7), name: "yes"),
          ], severities: [.band("limited", 66), .band("broken", 100)],
          phases: ["Investigating", "Fixed"]))
  }

  @Test func `is read in the form of the SCS reference implementation`() throws {
    let declaration = try read(
      """
      impactTypes:
      - displayname: Performance
      - displayname: Unknown

      # what people depend on
      components:
      - displayname: Storage
        labels: {}
      - displayname: node-1
        labels:
          region: west
          az: '1'

      phases:
      - name: Scheduled
      - name: Done

      severities:
      - name: limited
        value: 66
      - name: broken
        value: 100
      """)
    #expect(
      declaration
        == Declaration(
          impactTypes: [
            DeclaredImpactType(name: "Performance"), DeclaredImpactType(name: "Unknown"),
          ],
          components: [
            DeclaredComponent(name: "Storage", labels: [:]),
            DeclaredComponent(name: "node-1", labels: ["region": "west", "az": "1"]),
          ], severities: [.band("limited", 66), .band("broken", 100)],
          phases: ["Scheduled", "Done"]))
  }

  @Test func `knows where its parts stand`() throws {
    let document = try DeclarationDocument(
      yaml: Array("phases: [New]\ncomponents:\n- name: A\n- name: B\n".utf8))
    #expect(document.places["components"] == Place(line: 2, column: 1))
    #expect(document.places["components[1]"] == Place(line: 4, column: 3))
  }

  @Test func `goes through a request unchanged`() throws {
    let declaration = Declaration(
      impactTypes: [DeclaredImpactType(id: .number(3), name: "\"Slow\"\n", description: "")],
      components: [
        DeclaredComponent(key: "\u{1F680}", name: "A", labels: [:]), DeclaredComponent(name: "B"),
      ], severities: [.band("broken", 100)], phases: ["New"])
    for prunes in [false, true] {
      let json = try JSONValue(parsing: declaration.request(prunes: prunes))
      let document = try DeclarationDocument(request: json)
      #expect(document.declaration == declaration && document.prunes == prunes)
    }
    let empty = Declaration(components: [])
    let json = try JSONValue(parsing: empty.request(prunes: false))
    #expect(try DeclarationDocument(request: json).declaration == empty)
  }

  @Test func `as a request names its faults by their paths`() throws {
    let json = try JSONValue(
      parsing: Array(#"{"components": [{"displayName": 7, "x": 1}], "prune": "yes"}"#.utf8))
    do throws(DocumentFaults) {
      _ = try DeclarationDocument(request: json)
      Issue.record("it is read")
    } catch {
      #expect(
        error.faults.map { $0.line(in: "body") } == [
          "body: components[0].x: the key is unknown: "
            + "known here: id, key, labels, displayName, displayname, name",
          "body: components[0].displayName: it must be a string, not the number 7",
          "body: prune: it must be true or false",
        ])
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `of random bytes is read or refused, never more`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let words = [
      "components:", "phases:", "- ", "name: ", "{", "}", "[", "]", "\n", "  ", "&a ", "*a", "!t ",
      "? ", ": ", "|", ">", "'", "\"", "\t", "#", "%", "<<: *a", "---", "\u{FEFF}", "\u{85}", "A",
    ]
    for _ in 0..<500 {
      let text = (0..<Int.random(in: 1...30, using: &random)).map { _ in
        random.pick(words) ?? ""
      }
      var bytes = Array(text.joined().utf8)
      if random.chance(20) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      do throws(DocumentFaults) {
        _ = try DeclarationDocument(yaml: bytes)
      } catch {
        #expect(!error.faults.isEmpty)
      }
    }
  }
}
