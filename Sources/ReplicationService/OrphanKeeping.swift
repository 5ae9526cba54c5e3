package import LogStore

/// What a member does with the events that only it has, once another is the primary.
package struct OrphanKeeping: Sendable {
  let signer: OrphanFolder.Signer?
  let kept: @Sendable () -> Void

  /// - Parameters:
  ///   - signer: the node's key; nil where it has none, and the bundles are not signed.
  ///   - kept: called after bundles were written, on the log's thread.
  package init(signer: OrphanFolder.Signer?, kept: @escaping @Sendable () -> Void) {
    self.signer = signer
    self.kept = kept
  }
}
