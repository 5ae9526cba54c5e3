import LogStore

/// Who may sign the bundles of a node, as the cluster's file says.
package struct OrphanAuthority: Sendable {
  private let key: @Sendable (_ node: String) -> String?
  private let isValid: @Sendable (_ key: String, _ signature: [UInt8], _ bytes: [UInt8]) -> Bool

  /// - Parameters:
  ///   - key: by which others know what the node of this name signs; nil if none is named.
  ///   - isValid: whether the signature is the key's over these bytes.
  package init(
    key: @escaping @Sendable (_ node: String) -> String?,
    isValid:
      @escaping @Sendable (_ key: String, _ signature: [UInt8], _ bytes: [UInt8]) -> Bool
  ) {
    self.key = key
    self.isValid = isValid
  }

  /// Reads and checks a bundle whole.
  /// - Throws: `OrphanFault` for a bundle that is not there, or not what was kept.
  func read(
    _ name: String, in folder: OrphanFolder
  ) throws(OrphanFault) -> (OrphanBundle, OrphanTrust) {
    let bundle = try folder.bundle(named: name, verify: nil)
    let node = bundle.header.node
    switch (bundle.signature, key(node)) {
    case (.unsigned, nil): return (bundle, .unsigned)
    case (.unsigned, .some):
      return (bundle, .wrong("it is not signed, and the cluster's file names a key of \(node)"))
    case (.signed(let key, _), let named):
      guard key == named else {
        return (bundle, .wrong("the cluster's file does not name its key as one of \(node)"))
      }
    }
    do throws(OrphanFault) {
      return (try folder.bundle(named: name, verify: isValid), .verified)
    } catch {
      guard error.code == .wrongSignature else { throw error }
      return (bundle, .wrong("the signature is not the one of \(node) over these bytes"))
    }
  }
}

/// Whether a bundle is what its node kept, beyond that its hashes are right.
package enum OrphanTrust: Hashable, Sendable {
  /// The node that it names has signed it.
  case verified
  /// It is not signed, and nobody would know a key of that node.
  case unsigned
  /// It is not what that node signed, for this reason: half a sentence.
  case wrong(String)
}
