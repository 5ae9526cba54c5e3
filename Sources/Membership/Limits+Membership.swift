package import StandardForms

extension Limits {
  /// Nodes of a cluster (I11).
  package static let membersMax = 15

  /// The greatest number of a node. Epochs are counted in steps of one more, so that no two nodes
  /// ever open the same one (I11).
  package static let memberNumberMax = 15

  /// Bytes of the name of a node or a region (I11).
  package static let memberNameBytesMax = 32

  /// The longest `cluster.yaml` that is read, in bytes: many times what fifteen nodes need (I11).
  package static let membershipBytesMax = 65_536

  /// CURVE public keys of one node: its own and, while it is changed, the next one (I11).
  package static let memberKeysMax = 2

  /// Bytes of a node's URL; what browsers and proxies take without trouble (I11).
  package static let memberURLBytesMax = 1024
}
