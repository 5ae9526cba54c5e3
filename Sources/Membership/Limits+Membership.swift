package import StandardForms

extension Limits {
  /// Nodes of a cluster (I11).
  package static let membersMax = 15

  /// The greatest number of a node. Epochs are counted in steps of one more, so that no two nodes
  /// ever open the same one (I11).
  package static let memberNumberMax = 15

  /// Bytes of the name of a node or a region (I11).
  package static let memberNameBytesMax = 32
}
