import Coordination
import Crypto
import LogStore
import Logging
import Membership
import ReplicationService
import StatusService

/// What a member keeps when it is deposed: signed by its key, checked with what the cluster's file
/// says of the others'.
struct MemberOrphans {
  let desk: OrphanDesk
  let keeping: OrphanKeeping

  init(
    directory: String, membership: Latest<Membership, Int64>, keys: NodeKeys?, logger: Logger
  ) {
    let desk = OrphanDesk(
      directory: directory,
      authority: OrphanAuthority(
        key: { node in
          NodeName(node).flatMap { membership.current.value[$0]?.signingKey }
        }, isValid: Self.isValid), logger: logger)
    self.desk = desk
    keeping = OrphanKeeping(signer: keys.map(Self.signer), kept: { desk.recount() })
    desk.recount()
  }

  /// The key is called what the cluster's file calls it.
  private static func signer(_ keys: NodeKeys) -> OrphanFolder.Signer {
    let key = keys.signing
    return OrphanFolder.Signer(key: Base64URL.encode(key.publicKey.rawRepresentation)) {
      try [UInt8](key.signature(for: $0))
    }
  }

  @Sendable
  private static func isValid(key: String, signature: [UInt8], bytes: [UInt8]) -> Bool {
    guard let raw = Base64URL.decode(key),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)
    else { return false }
    return key.isValidSignature(signature, for: bytes)
  }
}
