import EventLog
import StandardForms
import YAMLReading

/// Reads a document as a membership and gathers all that is wrong with it.
struct MembershipReader: DocumentReader {
  var faults: [DocumentFault] = []
  let isRequest = false
  /// What was read; nil if there is a fault.
  private(set) var membership: Membership?
  private var seen: [Unique: Place?] = [:]

  /// What no two nodes share, and no list says twice.
  private enum Unique: Hashable {
    case name(NodeName)
    case number(Int)
    case endpoint(Endpoint)
    case url(PublicURL)
    case key(String)
    case signingKey(String)
    case required(Region)
  }

  /// A required region, and where it is named.
  private struct Required {
    let region: Region
    let place: Place?
    let path: String
  }

  init(_ root: DocumentNode?) {
    guard let root, !root.isNull else {
      fault(nil, "", Self.nothing)
      return
    }
    guard let members = members(root, "", known: Self.keys) else { return }
    var log: LogID?
    if let member = members.named("log") { log = self.log(member.value) }
    var drafts: [MemberDraft] = []
    if let member = members.named("nodes") {
      drafts = nodes(member.value)
    } else {
      fault(root.place, "", "nodes must be given: " + Self.example)
    }
    var required: [Required] = []
    if let member = members.named("required-regions") { required = regions(member.value) }
    let policy = policy(members.named("policy"), isRequired: members.named("required-regions"))
    checkLeaders(drafts)
    checkRegions(required, drafts, members.named("required-regions")?.value)
    checkKeys(drafts)
    guard faults.isEmpty else { return }
    membership = Membership(
      log: log, members: drafts.compactMap(\.member),
      requiredRegions: Set(required.map(\.region)), policy: policy)
  }

  private static let keys = ["log", "required-regions", "policy", "nodes"]
  private static let nodeKeys = [
    "name", "number", "region", "publish", "control", "url", "keys", "signing-key", "roles",
  ]
  private static let example = """
    nodes: [{name: fra-1, number: 1, region: fra, publish: "tcp://10.0.0.1:7001", …}]
    """
  private static let nothing = "it names no node: begin with " + example
}

/// A node as far as it could be read.
struct MemberDraft {
  let place: Place?
  let path: String
  var name: NodeName?
  var number: Int?
  var region: Region?
  var publish: (text: String, endpoint: Endpoint)?
  var control: (text: String, endpoint: Endpoint)?
  var url: String?
  /// Nil if they are faulty.
  var keys: [String]? = []
  var signingKey: String?
  /// Nil if they are faulty.
  var roles: Set<Member.Role>? = Set(Member.Role.allCases)

  /// The node, if all of it could be read.
  var member: Member? {
    guard let name, let number, let region, let publish, let control, let url, let keys, let roles
    else { return nil }
    return Member(
      name: name, number: number, region: region, publish: publish.text, control: control.text,
      url: url, keys: keys, signingKey: signingKey, roles: roles)
  }
}

// The parts.
extension MembershipReader {
  private mutating func log(_ node: DocumentNode) -> LogID? {
    guard let text = text(node, "log") else { return nil }
    guard let uuid = UUIDValue(text) else {
      fault(node.place, "log", "it must be the log's UUID, as `heliograph status` shows it")
      return nil
    }
    return LogID(uuid)
  }

  private mutating func regions(_ node: DocumentNode) -> [Required] {
    elements(node, "required-regions", max: Limits.membersMax).compactMap { node, path in
      guard let region = word(node, path, Region.init) else { return nil }
      claim(.required(region), "the region", node, path)
      return Required(region: region, place: node.place, path: path)
    }
  }

  private mutating func policy(
    _ member: DocumentNode.Member?, isRequired regions: DocumentNode.Member?
  ) -> WritePolicy {
    guard let member, let text = text(member.value, "policy") else { return .local }
    guard let policy = WritePolicy(rawValue: text) else {
      fault(
        member.value.place, "policy",
        "it must be one of " + WritePolicy.allCases.map(\.rawValue).joined(separator: ", "))
      return .local
    }
    var hasRegions = false
    if case .list(let elements)? = regions?.value.content { hasRegions = !elements.isEmpty }
    if policy == .strict, !hasRegions {
      fault(
        member.value.place, "policy",
        "strict refuses nothing without required-regions: name them, or write local")
    }
    return policy
  }

  private mutating func nodes(_ node: DocumentNode) -> [MemberDraft] {
    let elements = elements(node, "nodes", max: Limits.membersMax)
    if case .list(let all) = node.content, all.isEmpty {
      fault(node.place, "nodes", "there must be at least one: " + Self.example)
    }
    return elements.compactMap { node, path in draft(node, path) }
  }

  private mutating func draft(_ item: DocumentNode, _ path: String) -> MemberDraft? {
    guard let members = members(item, path, known: Self.nodeKeys) else { return nil }
    var draft = MemberDraft(place: item.place, path: path)
    for key in ["name", "number", "region", "publish", "control", "url"]
    where members.named(key) == nil {
      fault(item.place, path, "\(key) must be given")
    }
    for member in members {
      let (node, path) = (member.value, path + "." + member.key)
      switch member.key {
      case "name":
        draft.name = word(node, path, NodeName.init)
        if let name = draft.name { claim(.name(name), "the name \(name)", node, path) }
      case "number": draft.number = number(node, path)
      case "region": draft.region = word(node, path, Region.init)
      case "publish": draft.publish = endpoint(node, path)
      case "control": draft.control = endpoint(node, path)
      case "url": draft.url = url(node, path)
      case "keys": draft.keys = keys(node, path)
      case "signing-key": draft.signingKey = signingKey(node, path)
      case "roles": draft.roles = roles(node, path)
      case _: preconditionFailure("only known names are left")
      }
    }
    return draft
  }

  private mutating func number(_ node: DocumentNode, _ path: String) -> Int? {
    let range = 1...Int64(Limits.memberNumberMax)
    guard case .integer(let number) = node.content, range.contains(number) else {
      fault(
        node.place, path,
        "it must be a whole number from 1 to \(Limits.memberNumberMax), the node's own for ever")
      return nil
    }
    claim(.number(Int(number)), "the number \(number)", node, path)
    return Int(number)
  }

  private mutating func endpoint(
    _ node: DocumentNode, _ path: String
  ) -> (text: String, endpoint: Endpoint)? {
    guard let text = text(node, path) else { return nil }
    guard let endpoint = Endpoint(text) else {
      fault(
        node.place, path,
        "it must be tcp://HOST:PORT, where HOST is a name, an IPv4 address or an [IPv6] address")
      return nil
    }
    guard !endpoint.host.isEverywhere else {
      fault(node.place, path, "nobody can reach this: write the address that the others connect to")
      return nil
    }
    claim(.endpoint(endpoint), "the address", node, path)
    return (text, endpoint)
  }

  private mutating func url(_ node: DocumentNode, _ path: String) -> String? {
    guard let text = text(node, path) else { return nil }
    guard text.utf8.count <= Limits.memberURLBytesMax, let url = PublicURL(text),
      !url.host.isEverywhere
    else {
      fault(
        node.place, path,
        "it must be where clients reach the node, such as https://status-fra.example.org, at most "
          + "\(Limits.memberURLBytesMax) bytes long")
      return nil
    }
    claim(.url(url), "the URL", node, path)
    return text
  }

  private mutating func keys(_ node: DocumentNode, _ path: String) -> [String]? {
    let elements = elements(node, path, max: Limits.memberKeysMax)
    var keys: [String] = []
    for (node, path) in elements {
      guard let text = text(node, path) else { continue }
      if KeyText.isCurveKey(text) {
        claim(.key(text), "the key", node, path)
        keys.append(text)
      } else {
        fault(node.place, path, "it must be a CURVE public key: 40 characters of Z85")
      }
    }
    guard case .list(let all) = node.content, keys.count == all.count else { return nil }
    return keys
  }

  private mutating func signingKey(_ node: DocumentNode, _ path: String) -> String? {
    guard let text = text(node, path) else { return nil }
    guard KeyText.isSigningKey(text) else {
      fault(
        node.place, path,
        "it must be an Ed25519 public key: 32 bytes in base64url, 43 characters without padding")
      return nil
    }
    claim(.signingKey(text), "the signing key", node, path)
    return text
  }

  private mutating func roles(_ node: DocumentNode, _ path: String) -> Set<Member.Role>? {
    let known = Member.Role.allCases
    var roles: Set<Member.Role> = []
    for (node, path) in elements(node, path, max: known.count) {
      guard let text = text(node, path) else { return nil }
      guard let role = Member.Role(rawValue: text) else {
        fault(
          node.place, path, "it must be one of " + known.map(\.rawValue).joined(separator: ", "))
        return nil
      }
      if !roles.insert(role).inserted { fault(node.place, path, "\(role.rawValue) stands twice") }
    }
    guard roles.contains(.replica) else {
      fault(
        node.place, path,
        "it must hold replica: every node copies while another one is primary. Leave roles out, or "
          + "write [replica] for a node that is never promoted")
      return nil
    }
    return roles
  }
}

// The rules about several parts: each is checked where all that it is about could be read.
extension MembershipReader {
  private mutating func checkLeaders(_ drafts: [MemberDraft]) {
    guard !drafts.isEmpty, drafts.allSatisfy({ $0.roles?.contains(.primary) == false }) else {
      return
    }
    fault(
      drafts[0].place, "nodes",
      "no node may be primary: leave roles out at those that may be promoted")
  }

  private mutating func checkRegions(
    _ required: [Required], _ drafts: [MemberDraft], _ list: DocumentNode?
  ) {
    let regions = Set(drafts.compactMap(\.region))
    guard drafts.allSatisfy({ $0.region != nil }), !drafts.isEmpty else { return }
    for required in required where !regions.contains(required.region) {
      let near = Spelling.nearest(required.region.text, among: regions.map(\.text))
      let hint = near.map { "did you mean \($0)?" } ?? "add a node, or leave the region out"
      fault(required.place, required.path, "no node is in the region \(required.region): \(hint)")
    }
    guard Set(required.map(\.region)).count == 1, let only = required.first,
      let leader = drafts.first(where: {
        $0.region == only.region && $0.roles?.contains(.primary) == true
      })
    else { return }
    let name = leader.name.map { "\($0)" } ?? "a node"
    fault(
      list?.place, "required-regions",
      "with \(only.region) alone an event counts as replicated while \(name) as primary is the "
        + "only one to have it: name two regions or more, or a region in which no node may be "
        + "primary")
  }

  private mutating func checkKeys(_ drafts: [MemberDraft]) {
    let addresses = drafts.flatMap { [$0.publish, $0.control] }.compactMap { $0 }
    let distant = addresses.first { !$0.endpoint.host.isLoopback }
    let withKeys = drafts.first { $0.keys?.isEmpty == false }
    let reason: String
    if let distant {
      reason = "\(distant.text) is not on loopback"
    } else if let withKeys {
      let name = withKeys.name.map { "\($0)" } ?? "another node"
      reason = "\(name) has some, and either all nodes do or none"
    } else {
      return
    }
    for draft in drafts where draft.keys == [] {
      fault(draft.place, draft.path, "keys must be given: \(reason)")
    }
  }
}

extension MembershipReader {
  /// Notes that a value is taken; `what` names it.
  private mutating func claim(
    _ value: Unique, _ what: String, _ node: DocumentNode, _ path: String
  ) {
    guard let first = seen.updateValue(node.place, forKey: value) else { return }
    fault(node.place, path, "\(what) stands twice\(also(first))")
  }

  private mutating func word<Word>(
    _ node: DocumentNode, _ path: String, _ read: (String) -> Word?
  ) -> Word? {
    guard let text = text(node, path) else { return nil }
    guard let word = read(text) else {
      fault(
        node.place, path, "it must be 1 to \(Limits.memberNameBytesMax) of a-z, 0-9 and -")
      return nil
    }
    return word
  }

  private mutating func elements(
    _ node: DocumentNode, _ path: String, max: Int
  ) -> [(node: DocumentNode, path: String)] {
    guard case .list(let elements) = node.content else {
      fault(node.place, path, "it must be a list, not \(node.kind)")
      return []
    }
    guard elements.count <= max else {
      fault(node.place, path, "there may be at most \(max)")
      return []
    }
    return elements.enumerated().map { ($1, "\(path)[\($0)]") }
  }
}
