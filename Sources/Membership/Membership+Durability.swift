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
