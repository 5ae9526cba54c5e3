package import EventLog
package import StandardForms
import StatusDomain

/// The first transaction of a new log: its first epoch, and the token of its first administrator.
package struct Founding: Sendable {
  /// The identity of the new log.
  package let logID: LogID
  /// What is recorded at positions 1 and 2.
  package let events: [ProposedEvent]
  /// When it is recorded.
  package let recordedAt: Timestamp

  /// The actor of what no person asked for.
  package static let systemActor = "system"

  /// Draws the identities.
  /// - Parameter adminTokenDigest: the SHA-256 of the administrator's secret, 32 bytes.
  package init(adminTokenDigest: [UInt8], effects: Effects) {
    let now = effects.now()
    let token = TokenID(.version4(random: effects.randomID()))
    let happened: [StatusEvent] = [
      .log(.epochOpened(epoch: Epoch.first.rawValue)),
      .token(
        token,
        .issued(
          name: .known("First administrator"), role: .administrator, digest: adminTokenDigest,
          expiresAt: nil, issuedAt: now)),
    ]
    logID = LogID(.version4(random: effects.randomID()))
    recordedAt = now
    events = happened.map { ProposedEvent(ofSystem: $0, version: 1, at: now, effects) }
  }
}
