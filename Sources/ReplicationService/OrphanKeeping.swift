package import LogStore

/// What a node does with the events that only it has, once another is the primary.
package struct OrphanKeeping: Sendable {
  let signer: OrphanFolder.Signer?
  let kept: @Sendable () -> Void

  /// Of a node without a cluster's file: no other can take its place, so it never has any.
  package static let none = OrphanKeeping(signer: nil, kept: {})

  /// - Parameters:
  ///   - signer: the node's key; nil where it has none, and the bundles are not signed.
  ///   - kept: called after bundles were written, on the log's thread.
  package init(signer: OrphanFolder.Signer?, kept: @escaping @Sendable () -> Void) {
    self.signer = signer
    self.kept = kept
  }
}
