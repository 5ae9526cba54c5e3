import Coordination
import Membership
import StatusService

/// What a node is called and where it stands, with a cluster's file or without one.
struct ClusterPlace {
  let name: String
  private let file: ClusterFile?

  /// - Throws: `OperatorError` for a name without letters.
  init(_ settings: Settings, _ role: NodeStatus.Role, _ file: ClusterFile?) throws {
    let isNamed = settings.optional(.nodeName) != nil
    name = isNamed ? try settings.required(.nodeName) : role.rawValue
    self.file = file
  }

  /// What the file says now; `nil` without one.
  var membership: Membership? { file?.membership.current.value }

  /// What the file calls this node; `nil` without one.
  var own: NodeName? { file?.own }

  /// Where the file says that this node stands.
  var region: String? { own.flatMap { membership?[$0]?.region.text } }
}
