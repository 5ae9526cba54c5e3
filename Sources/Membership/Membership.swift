package import EventLog
import StandardForms

/// Which nodes keep one log together, and when an event counts as replicated: what `cluster.yaml`
/// says, the same on every node.
///
/// A value of this type keeps every rule of the file: names and numbers are unique, each required
/// region has a node, and at least one node may be primary.
package struct Membership: Hashable, Sendable {
  /// The log that the nodes keep; nil if the file does not say.
  package let log: LogID?
  /// Every node, in the order of the file; 1...`Limits.membersMax`.
  package let members: [Member]
  /// An event is replicated once a node of each of these regions has it on its disk.
  package let requiredRegions: Set<Region>
  /// What is done with a write while one of those regions is not there.
  package let policy: WritePolicy

  private let indices: [NodeName: Int]

  /// Takes all parts as they are; the reading of a file has checked them.
  package init(log: LogID?, members: [Member], requiredRegions: Set<Region>, policy: WritePolicy) {
    precondition((1...Limits.membersMax).contains(members.count), "I11: a cluster has a bound")
    self.log = log
    self.members = members
    self.requiredRegions = requiredRegions
    self.policy = policy
    self.indices = Dictionary(
      uniqueKeysWithValues: members.indices.map { (members[$0].name, $0) })
  }

  /// The node of this name.
  package subscript(name: NodeName) -> Member? { indices[name].map { members[$0] } }

  /// Every node but this one, in the order of the file.
  package func members(otherThan name: NodeName) -> [Member] {
    members.filter { $0.name != name }
  }
}

/// What a primary does with a write while a required region is not connected.
package enum WritePolicy: String, Hashable, Sendable, CaseIterable {
  /// It takes it, and says that it is durable here only.
  case local
  /// It refuses it before anything is recorded.
  case strict
}
