import Coordination
import EventLog
import Foundation
import Logging
import Membership
import StandardForms
import StatusService
import YAMLReading

/// The file of `--cluster`, what it said when it was last taken, and which of its nodes this one
/// is.
struct ClusterFile {
  let path: String
  let own: NodeName
  /// What is in force. Its position counts how often that has changed since the start.
  let membership: Latest<Membership, Int64>

  /// Reads the file of `settings`; `nil` if they name none.
  /// - Throws: `OperatorError` if the file cannot be read, is faulty (of which all was logged
  ///   before), or does not name this node.
  init?(_ settings: Settings, _ logger: Logger) throws {
    guard settings.optional(.cluster) != nil else { return nil }
    path = try settings.required(.cluster)
    let name = try settings.required(.nodeName)
    guard let own = NodeName(name) else {
      throw OperatorError(
        "--name is \(quoted(name)), which no node of a cluster can be called",
        hint: "choose one of the names in \(path)")
    }
    self.own = own
    do {
      let membership = try Self.read(path)
      try membership.check(own: own, log: nil)
      self.membership = Latest(membership, at: 0)
    } catch let error as DocumentFaults {
      for fault in error.faults { logger.error("\(fault.line(in: path))") }
      let count = error.faults.count
      throw OperatorError(
        "\(path) has \(count) fault\(count == 1 ? "" : "s")",
        hint: "mend what `heliograph cluster check \(path)` names")
    } catch let refusal as MembershipRefusal {
      throw OperatorError("\(path): \(refusal.reason)", hint: refusal.hint)
    }
  }

  /// This node, as the file describes it now.
  var member: Member {
    guard let member = membership.current.value[own] else {
      preconditionFailure("a file that does not name this node is not taken")
    }
    return member
  }

  /// Makes sure that this node may begin a log.
  /// - Throws: `OperatorError` if the file has it as a replica only.
  func checkMayFound() throws {
    guard !member.mayLead else { return }
    throw OperatorError(
      "\(path) lets \(own) be a replica only, so it cannot make a log",
      hint: "start it with `heliograph replica`, or add primary to its roles")
  }

  /// Makes sure that the file is for the log of `folder`, or for one that is to come there.
  /// - Parameters:
  ///   - log: the log that is there; `nil` before its first event.
  ///   - role: what the node is going to do for it.
  /// - Throws: `OperatorError` if it is for another one.
  func check(log: LogID?, of role: NodeStatus.Role, folder: String) throws {
    let membership = membership.current.value
    do throws(MembershipRefusal) {
      try membership.check(own: own, log: log)
    } catch {
      throw OperatorError("\(path): \(error.reason)", hint: error.hint)
    }
    guard role == .primary, log == nil, let named = membership.log else { return }
    throw OperatorError(
      "\(path) is for the log \(named.text), and \(folder) has none: a new one would be another",
      hint: "start this node as a replica, or leave `log` out until the first primary has made it")
  }

  /// What the file at `path` says now.
  /// - Throws: `OperatorError` if it cannot be read, `DocumentFaults` if it is faulty.
  static func read(_ path: String) throws -> Membership {
    guard let handle = FileHandle(forReadingAtPath: path),
      // I11: one byte more than is read shows that it is too long. An empty file has no bytes.
      let data = try? handle.read(upToCount: Limits.membershipBytesMax + 1) ?? Data()
    else {
      throw OperatorError("the file \(path) cannot be read", hint: "check its name and mode")
    }
    return try Membership(yaml: [UInt8](data))
  }
}
