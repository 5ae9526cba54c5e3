package import EventLog

/// What is different in a membership that was read again.
package struct MembershipChange: Hashable, Sendable {
  /// What changes, each as one line for the operator; empty if nothing does.
  package let sentences: [String]

  /// What `new` changes for the node `own`, which runs with `old`.
  /// - Parameter log: the log that the node has; nil before its first event.
  /// - Throws: `MembershipRefusal` for what no running node may change; `old` stays in force then.
  package init(
    from old: Membership, to new: Membership, at own: NodeName, having log: LogID?
  ) throws(MembershipRefusal) {
    try new.check(own: own, log: log)
    if let before = old.log, let after = new.log, before != after {
      throw MembershipRefusal(
        "the log is \(after.text) and was \(before.text)",
        hint: "write back the old one: a cluster keeps one log for ever")
    }
    for member in new.members {
      guard let before = old[member.name], before.number != member.number else { continue }
      throw MembershipRefusal(
        "\(member.name) has the number \(member.number) and had \(before.number)",
        hint: "write back the old one: a number is a node's own for ever, since it tells whose "
          + "an epoch is")
    }
    let gone = old.members.filter { new[$0.name] == nil }.map { "\($0.name) is gone" }
    let others = new.members.flatMap { member in
      old[member.name].map { member.changes(since: $0) } ?? ["\(member.name) is new: \(member)"]
    }
    sentences = Self.changes(of: new, since: old) + gone + others
  }

  private static func changes(of new: Membership, since old: Membership) -> [String] {
    [
      change("the log", new.log?.text ?? "not named", old.log?.text ?? "not named"),
      change("what is required", words(new.requiredRegions), words(old.requiredRegions)),
      change("the policy", new.policy.rawValue, old.policy.rawValue),
    ].compactMap { $0 }
  }

  fileprivate static func change(_ what: String, _ new: String, _ old: String) -> String? {
    new == old ? nil : "\(what) is \(new) and was \(old)"
  }

  private static func words(_ regions: Set<Region>) -> String {
    regions.isEmpty ? "no region" : regions.sorted().map(\.text).joined(separator: ", ")
  }
}

/// Why a node does not take a membership that is right by itself.
package struct MembershipRefusal: Error, Hashable, Sendable {
  /// What is wrong.
  package let reason: String
  /// What to do.
  package let hint: String

  init(_ reason: String, hint: String) {
    self.reason = reason
    self.hint = hint
  }
}

extension Membership {
  /// Makes sure that the node `own` may run with it.
  /// - Parameter log: the log that the node has; nil before its first event.
  /// - Throws: `MembershipRefusal` if the node is not named, or keeps another log than is named.
  package func check(own: NodeName, log: LogID?) throws(MembershipRefusal) {
    guard self[own] != nil else {
      let names = members.map(\.name.text).joined(separator: ", ")
      throw MembershipRefusal(
        "no node is called \(own)", hint: "add it, or choose --name from \(names)")
    }
    guard let log, let named = self.log, log != named else { return }
    throw MembershipRefusal(
      "it is for the log \(named.text), and this node has \(log.text)",
      hint: "correct `log`, or start the node on the folder that belongs to this cluster")
  }
}

extension Member: CustomStringConvertible {
  /// Its number, region, roles and addresses in words.
  package var description: String {
    "number \(number), region \(region), \(rolesInWords), publishes at \(publish), is asked at "
      + "\(control), serves \(url)"
  }

  /// What it may be, as an operator reads it.
  package var rolesInWords: String { mayLead ? "may be primary" : "is only replica" }

  fileprivate func changes(since old: Member) -> [String] {
    let parts = [
      MembershipChange.change("region", region.text, old.region.text),
      MembershipChange.change("publish", publish, old.publish),
      MembershipChange.change("control", control, old.control),
      MembershipChange.change("url", url, old.url),
      MembershipChange.change("keys", words(keys), words(old.keys)),
      MembershipChange.change(
        "signing-key", words(signingKey.map { [$0] } ?? []),
        words(old.signingKey.map { [$0] } ?? [])),
      roles == old.roles ? nil : "now it \(rolesInWords)",
    ]
    return parts.compactMap { part in part.map { "\(name): \($0)" } }
  }

  private func words(_ keys: [String]) -> String {
    keys.isEmpty ? "none" : keys.joined(separator: " and ")
  }
}
