import Membership
import Testing

@Suite struct `Faults of a cluster's file` {
  private static let one = Clusters.node("one", 1, "here")
  private static let two = Clusters.node("two", 2, "there")

  @Test(arguments: ["", "# nothing", "~"])
  func `an empty file is told how to begin`(_ yaml: String) {
    let faults = Clusters.faults(yaml)
    #expect(faults.count == 1 && faults[0].contains("begin with nodes:"))
  }

  @Test func `all faults are told at once, with their places`() {
    let yaml = """
      logs: x
      policy: brave
      required-regions: [her, here, here]
      nodes:
      - name: One
        number: 16
        region: here
        publish: 127.0.0.1:7001
        control: tcp://0.0.0.0:7002
        url: status.example.org
        keys: [short]
        signing-key: short
        roles: [leader]
        zone: 3
      - {}
      """
    let must = "it must be tcp://HOST:PORT, where HOST is a name, an IPv4 address or an [IPv6] "
    #expect(
      Clusters.faults(yaml) == [
        "c.yaml:1:1: logs: the key is unknown: did you mean log?",
        "c.yaml:2:9: policy: it must be one of local, strict",
        "c.yaml:3:31: required-regions[2]: the region stands twice, also in line 3",
        "c.yaml:5:9: nodes[0].name: it must be 1 to 32 of a-z, 0-9 and -",
        "c.yaml:6:11: nodes[0].number: it must be a whole number from 1 to 15, the node's own for "
          + "ever",
        "c.yaml:8:12: nodes[0].publish: \(must)address",
        "c.yaml:9:12: nodes[0].control: nobody can reach this: write the address that the others "
          + "connect to",
        "c.yaml:10:8: nodes[0].url: it must be where clients reach the node, such as "
          + "https://status-fra.example.org, at most 1024 bytes long",
        "c.yaml:11:10: nodes[0].keys[0]: it must be a CURVE public key: 40 characters of Z85",
        "c.yaml:12:16: nodes[0].signing-key: it must be an Ed25519 public key: 32 bytes in "
          + "base64url, 43 characters without padding",
        "c.yaml:13:11: nodes[0].roles[0]: it must be one of primary, replica",
        "c.yaml:14:3: nodes[0].zone: the key is unknown: known here: name, number, region, "
          + "publish, control, url, keys, signing-key, roles",
      ]
        + ["name", "number", "region", "publish", "control", "url"].map {
          "c.yaml:15:3: nodes[1]: \($0) must be given"
        })
  }

  @Test func `no two nodes share a name, a number, an address, a URL or a key`() {
    let keys = "keys: [\"\(Clusters.key)\"]\n  signing-key: \(Clusters.signingKey)"
    let twice = "nodes:\n" + Clusters.node("one", 1, "here", keys).replacing("\n\n", with: "\n")
    let yaml = twice + twice.dropFirst("nodes:\n".count)
    #expect(
      Clusters.faults(yaml) == [
        "c.yaml:10:9: nodes[1].name: the name one stands twice, also in line 2",
        "c.yaml:11:11: nodes[1].number: the number 1 stands twice, also in line 3",
        "c.yaml:13:12: nodes[1].publish: the address stands twice, also in line 5",
        "c.yaml:14:12: nodes[1].control: the address stands twice, also in line 6",
        "c.yaml:15:8: nodes[1].url: the URL stands twice, also in line 7",
        "c.yaml:16:10: nodes[1].keys[0]: the key stands twice, also in line 8",
        "c.yaml:17:16: nodes[1].signing-key: the signing key stands twice, also in line 9",
      ])
  }

  @Test(arguments: [
    ("tcp://[::1]:7010", "tcp://[0:0::0:1]:7010"), ("tcp://a.b:7010", "tcp://A.B:7010"),
    ("tcp://[::a00:1]:7010", "tcp://[::10.0.0.1]:7010"),
  ])
  func `addresses are the same however they are written`(_ one: String, _ other: String) {
    let yaml = ("nodes:\n" + Self.one + Self.two)
      .replacing("tcp://127.0.0.1:7010", with: "\"\(one)\"")
      .replacing("tcp://127.0.0.1:7020", with: "\"\(other)\"")
    #expect(Clusters.faults(yaml).contains { $0.contains("nodes[1].publish: the address stands") })
  }

  @Test(arguments: [
    "tcp://127.0.0.1", "tcp://127.0.0.1:0", "tcp://127.0.0.1:65536", "tcp://127.0.0.1:07001",
    "tcp://127.0.0.1:*", "tcp://:7001", "tcp://*:7001", "tcp://10.0.0:7001", "tcp://010.0.0.1:7001",
    "tcp://256.0.0.1:7001", "tcp://::1:7001", "tcp://[::1:7001", "tcp://[1::2::3]:7001",
    "tcp://[fe80::1%eth0]:7001", "tcp://[1:2:3:4:5:6:7]:7001", "tcp://[1:2:3:4:5:6:7:8::]:7001",
    "tcp://[::12345]:7001", "tcp://a_b:7001", "tcp://-a:7001", "tcp://a..b:7001", "udp://a:7001",
    "ipc:///tmp/x", "tcp://a:7001/x", "tcp:// a:7001", "tcp://münchen:7001", "tcp://[::]:7001",
  ])
  func `what is no address that others reach is refused`(_ address: String) {
    let yaml = "nodes:\n" + Self.one.replacing("tcp://127.0.0.1:7010", with: "\"\(address)\"")
    let faults = Clusters.faults(yaml)
    #expect(faults.count == 1 && faults.first?.contains("nodes[0].publish: ") == true, "\(faults)")
  }

  @Test(arguments: [
    "ftp://a", "https://", "https://a:0", "https://a b", "https://u@a", "https://a?x",
    "https://a#x",
    "https://0.0.0.0", "https://[::1", "HTTPS://a", "https://ä", "//a", "a",
    "https://" + String(repeating: "a", count: 1024),
  ])
  func `what is no URL that clients can use is refused`(_ url: String) {
    let yaml = "nodes:\n" + Self.one.replacing("http://127.0.0.1:8081", with: "\"\(url)\"")
    let faults = Clusters.faults(yaml)
    #expect(faults.count == 1 && faults.first?.contains("nodes[0].url: ") == true, "\(faults)")
  }

  @Test(arguments: [
    String(Clusters.key.dropLast()), Clusters.key + "0", "~" + Clusters.key.dropFirst(),
    "#####" + Clusters.key.dropFirst(5), "",
  ])
  func `what is no CURVE key is refused`(_ key: String) {
    let faults = Clusters.faults(
      "nodes:\n" + Clusters.node("one", 1, "here", "keys: [\"\(key)\"]"))
    #expect(faults.map { $0.contains("40 characters of Z85") } == [true])
  }

  @Test(arguments: [
    String(Clusters.signingKey.dropLast()), Clusters.signingKey + "=",
    "+" + Clusters.signingKey.dropFirst(), Clusters.signingKey.dropLast() + "p",
  ])
  func `what is no signing key is refused`(_ key: String) {
    let faults = Clusters.faults(
      "nodes:\n" + Clusters.node("one", 1, "here", "signing-key: \"\(key)\""))
    #expect(faults.map { $0.contains("43 characters") } == [true])
  }

  @Test func `keys may be left out only where every address is loopback`() {
    let yaml = "nodes:\n" + Self.one + Self.two.replacing("127.0.0.1:7021", with: "10.0.0.2:7021")
    let reason = "keys must be given: tcp://10.0.0.2:7021 is not on loopback"
    #expect(
      Clusters.faults(yaml) == [
        "c.yaml:2:3: nodes[0]: \(reason)", "c.yaml:8:3: nodes[1]: \(reason)",
      ])
  }

  @Test func `either all nodes have keys or none`() {
    let yaml =
      "nodes:\n" + Clusters.node("one", 1, "here", "keys: [\"\(Clusters.key)\"]")
      + Clusters.node("two", 2, "there", "keys: []")
    #expect(
      Clusters.faults(yaml).map { $0.hasSuffix("one has some, and either all nodes do or none") }
        == [true])
  }

  @Test func `a required region has a node`() {
    let nodes = "nodes:\n" + Self.one + Self.two
    #expect(
      Clusters.faults("required-regions: [here, ther, berlin]\n" + nodes) == [
        "c.yaml:1:26: required-regions[1]: no node is in the region ther: did you mean there?",
        "c.yaml:1:32: required-regions[2]: no node is in the region berlin: add a node, or leave "
          + "the region out",
      ])
  }

  @Test func `the only required region is none in which a node may be primary`() {
    let nodes = "nodes:\n" + Self.one + Self.two
    let faults = Clusters.faults("required-regions: [there]\n" + nodes)
    #expect(
      faults == [
        "c.yaml:1:19: required-regions: with there alone an event counts as replicated while two "
          + "as primary is the only one to have it: name two regions or more, or a region in which "
          + "no node may be primary"
      ])
    let copying = "nodes:\n" + Self.one + Clusters.node("two", 2, "there", "roles: [replica]")
    #expect(Clusters.faults("required-regions: [there]\n" + copying) == [])
    #expect(Clusters.faults("required-regions: [here, there]\n" + nodes) == [])
  }

  @Test func `a node may be primary`() {
    let faults = Clusters.faults(
      "nodes:\n" + Clusters.node("one", 1, "here", "roles: [replica]"))
    #expect(faults.map { $0.contains("no node may be primary") } == [true])
  }

  @Test(arguments: ["[primary]", "[]", "[replica, replica]", "primary", "[primary, replica, x]"])
  func `roles that say too little or too much are refused`(_ roles: String) {
    let yaml = "nodes:\n" + Self.one + Clusters.node("two", 2, "there", "roles: \(roles)")
    let faults = Clusters.faults(yaml)
    #expect(!faults.isEmpty && faults.allSatisfy { $0.contains("nodes[1].roles") }, "\(faults)")
  }

  @Test func `a strict policy needs regions to be strict about`() {
    let faults = Clusters.faults("policy: strict\nnodes:\n" + Self.one)
    #expect(faults.map { $0.hasPrefix("c.yaml:1:9: policy: strict refuses nothing") } == [true])
  }

  @Test(arguments: [
    ("nodes: {}", "it must be a list"), ("nodes: []", "there must be at least one"),
    ("nodes: [7]", "it must be a mapping"), ("log: 7\nnodes: []", "it must be a string"),
    ("log: seven\nnodes: []", "it must be the log's UUID"),
    ("policy: local", "nodes must be given"),
    ("- name: one", "it must be a mapping"), ("nodes:\n\t- x", "a tab stands here"),
    ("required-regions: [no]\nnodes: []", "not the truth value no: quote it"),
    ("a: &a 1\nnodes: [*a]", "anchors and aliases are not read"),
  ])
  func `what is of another form is told as what it is`(_ yaml: String, _ words: String) {
    let faults = Clusters.faults(yaml)
    #expect(faults.contains { $0.contains(words) }, "\(faults)")
  }
}
