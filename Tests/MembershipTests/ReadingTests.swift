import EventLog
import Membership
import StandardForms
import Testing

@Suite struct `A cluster's file` {
  @Test func `is read with all its parts`() throws {
    let membership = try Clusters.read(
      """
      log: \(Clusters.log)
      required-regions: [muc, fra]
      policy: strict
      nodes:
      - name: fra-1
        number: 1
        region: fra
        publish: tcp://10.0.0.1:7001
        control: tcp://[2001:db8::1]:7002
        url: https://status-fra.example.org/
        keys: ["\(Clusters.key)"]
        signing-key: "\(Clusters.signingKey)"
      - name: muc-1
        number: 15
        region: muc
        publish: tcp://muc.example.org:7001
        control: tcp://muc.example.org:7002
        url: https://status-muc.example.org:8443/page
        keys: ["\(Clusters.otherKey)"]
        roles: [replica]
      """)
    #expect(membership.log?.text == Clusters.log)
    #expect(membership.requiredRegions == ["fra", "muc"])
    #expect(membership.policy == .strict)
    #expect(membership.members.map(\.name) == ["fra-1", "muc-1"])
    let first = try #require(membership["fra-1"])
    #expect(first.number == 1 && first.region == "fra")
    #expect(first.publish == "tcp://10.0.0.1:7001")
    #expect(first.control == "tcp://[2001:db8::1]:7002")
    #expect(first.url == "https://status-fra.example.org/")
    #expect(first.keys == [Clusters.key] && first.signingKey == Clusters.signingKey)
    #expect(first.mayLead && membership["muc-1"]?.mayLead == false)
    #expect(membership.members(otherThan: "fra-1").map(\.name) == ["muc-1"])
    #expect(membership["ber-1"] == nil)
  }

  @Test func `needs no more than one node on loopback`() throws {
    let membership = try Clusters.read("nodes:\n" + Clusters.node("one", 1, "here"))
    #expect(membership.log == nil && membership.requiredRegions.isEmpty)
    #expect(membership.policy == .local)
    #expect(membership["one"]?.keys == [] && membership["one"]?.mayLead == true)
  }

  @Test(arguments: [
    "tcp://127.0.0.1:7001", "tcp://localhost:1", "tcp://[::1]:65535", "tcp://127.9.9.9:7001",
  ])
  func `needs no keys where all is loopback`(_ address: String) {
    let yaml = "nodes:\n" + Clusters.node("one", 1, "here")
    #expect(Clusters.faults(yaml.replacing("tcp://127.0.0.1:7010", with: address)) == [])
  }

  @Test func `may name two keys of a node while one is changed`() throws {
    let keys = "keys: [\"\(Clusters.key)\", \"\(Clusters.otherKey)\"]"
    let membership = try Clusters.read("nodes:\n" + Clusters.node("one", 1, "here", keys))
    #expect(membership["one"]?.keys == [Clusters.key, Clusters.otherKey])
  }

  @Test func `holds fifteen nodes and no more`() throws {
    func nodes(_ count: Int) -> String {
      "nodes:\n" + (1...count).map { Clusters.node("n\($0)", min($0, 15), "r") }.joined()
    }
    #expect(try Clusters.read(nodes(Limits.membersMax)).members.count == 15)
    #expect(Clusters.faults(nodes(16)) == ["c.yaml:2:1: nodes: there may be at most 15"])
  }

  @Test func `has a bound, I11`() {
    let long = [UInt8](repeating: UInt8(ascii: " "), count: Limits.membershipBytesMax + 1)
    #expect(
      Clusters.faults(String(decoding: long, as: UTF8.self))
        == ["c.yaml: it must be at most 65536 bytes long"])
  }

  @Test func `says in words what makes an event replicated`() throws {
    #expect(
      try Clusters.read(Clusters.four).durabilityInWords == [
        "An event is replicated once a node in each of these regions has it on its disk: fra, muc.",
        "  While fra-1 is primary it takes one of muc-1, muc-2.",
        "  While muc-1 is primary it takes fra-1.", "  While muc-2 is primary it takes fra-1.",
        "While one of them is not connected, writes are taken and are on the primary's disk only "
          + "(policy: local).",
      ])
    let strict = "policy: strict\n" + Clusters.four
    #expect(try Clusters.read(strict).durabilityInWords.last?.contains("are refused") == true)
    let none = "nodes:\n" + Clusters.node("one", 1, "here")
    #expect(try Clusters.read(none).durabilityInWords.count == 1)
  }
}
