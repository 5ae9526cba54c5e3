package import EventLog

extension Membership {
  /// The last position that a node of every required region has on its disk.
  /// - Parameters:
  ///   - head: what the primary itself has on its disk.
  ///   - primary: the primary's name; its own region needs nobody else.
  ///   - acknowledged: what the other nodes have said that they have on theirs.
  package func replicated(
    head: Position, at primary: NodeName, acknowledged: [NodeName: Position]
  ) -> Position {
    var result = head
    for region in requiredRegions where self[primary]?.region != region {
      let best = members.lazy.filter { $0.region == region }
        .compactMap { acknowledged[$0.name] }.max()
      result = min(result, best ?? .zero)
    }
    return result
  }

  /// The required regions of which no node is in `connected`, sorted.
  /// - Parameter primary: the primary's name; its own region is there.
  package func missingRegions(
    at primary: NodeName, connected: Set<NodeName>
  ) -> [Region] {
    requiredRegions.filter { region in
      self[primary]?.region != region
        && !members.contains { $0.region == region && connected.contains($0.name) }
    }.sorted()
  }
}

// The same in words.
extension Membership {
  /// What makes an event replicated, and what becomes of writes until then: a sentence each.
  package var durabilityInWords: [String] {
    guard !requiredRegions.isEmpty else {
      return [
        "An event counts as replicated once the primary has it on its disk: no region is required."
      ]
    }
    let regions = requiredRegions.sorted().map(\.text).joined(separator: ", ")
    let all = "An event is replicated once a node in each of these regions has it on its disk: "
    return [all + regions + "."] + members.filter(\.mayLead).map { "  " + need(whenLed: $0) }
      + [policyInWords]
  }

  private func need(whenLed leader: Member) -> String {
    let others = requiredRegions.filter { $0 != leader.region }.sorted()
    let needs = others.map { region in
      let names = members.filter { $0.region == region }.map(\.name.text)
      return (names.count > 1 ? "one of " : "") + names.joined(separator: ", ")
    }
    return "While \(leader.name) is primary it takes \(needs.joined(separator: " and "))."
  }

  private var policyInWords: String {
    switch policy {
    case .local:
      "While one of them is not connected, writes are taken and are on the primary's disk only "
        + "(policy: local)."
    case .strict:
      "While one of them is not connected, writes are refused (policy: strict)."
    }
  }
}
