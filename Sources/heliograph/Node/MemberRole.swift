import Logging
import Replication
import ReplicationService
import StatusService

/// What a node of a cluster is when it starts: what it was when it stopped. The subcommand counts
/// for a folder only that never had a role.
struct MemberRole {
  let role: NodeStatus.Role

  /// - Throws: `OperatorError` if what the folder says cannot be read.
  init(directory: String, first: NodeStatus.Role, logger: Logger) throws {
    do throws(StandingFault) {
      let standing = try StandingFile(folder: directory).read()
      role =
        standing.map { NodeStatus.Role($0.role) } ?? DataRole(directory: directory).stored ?? first
    } catch {
      throw OperatorError(error.reason, hint: error.hint)
    }
    if role != first {
      logger.notice(
        """
        this node was a \(role.rawValue) and is one: the subcommand \(first.rawValue) only counts \
        for a new node
        """)
    }
  }

  var standingRole: Standing.Role {
    switch role {
    case .primary: .primary
    case .replica: .replica
    }
  }
}

extension NodeStatus.Role {
  init(_ role: Standing.Role) {
    switch role {
    case .primary: self = .primary
    case .replica: self = .replica
    }
  }

  /// The settings with which a primary and its replicas, without a cluster's file, are told of one
  /// another.
  var settingsOfThePair: [Setting] {
    switch self {
    case .primary: [.publish, .control, .publicURL]
    case .replica: [.primaryPublish, .primaryControl]
    }
  }
}
