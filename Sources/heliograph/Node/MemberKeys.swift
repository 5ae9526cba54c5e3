import Membership
import ZeroMQ

/// The secrets with which a node of a cluster speaks, and whether the cluster's file knows them.
enum MemberKeys {
  /// Nil where the file has no keys: then all nodes are on one machine.
  /// - Throws: `OperatorError` if the file of `--keys` is missing, cannot be read, or is not the
  ///   one of this node.
  static func read(_ settings: Settings, _ cluster: ClusterFile) throws -> NodeKeys? {
    let member = cluster.member
    guard let path = settings.optional(.keys) else {
      guard member.keys.isEmpty else {
        throw OperatorError(
          "--keys is missing, and \(cluster.path) has a key of \(member.name)",
          hint: "give the file that `heliograph keys generate` made on this node")
      }
      return nil
    }
    guard !member.keys.isEmpty else {
      throw OperatorError(
        "--keys is given, and \(cluster.path) has no key of \(member.name)",
        hint: "put what `heliograph keys show \(path)` prints into it, on every node")
    }
    let keys = try NodeKeys(readingFrom: path)
    guard member.keys.contains("\(keys.curve.publicKey)") else {
      throw OperatorError(
        "\(path) is not the key that \(cluster.path) has of \(member.name)",
        hint: "put what `heliograph keys show \(path)` prints into it, on every node")
    }
    return keys
  }
}
