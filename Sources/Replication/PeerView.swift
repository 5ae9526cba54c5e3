package import EventLog
import StandardForms

/// What another node has told of itself.
package struct PeerView: Hashable, Sendable {
  /// Its role and address.
  package var presence: Presence
  /// The highest epoch that it has seen; nil if it has no log.
  package var fence: Epoch?
  /// Its last position.
  package var head: Position
  /// The position up to which it knows events to be replicated.
  package var commit: Position
  /// When it said so.
  package var heardAt: ContinuousClock.Instant

  init(_ frame: Frame, _ presence: Presence, heardAt: ContinuousClock.Instant) {
    self.presence = presence
    self.fence = frame.epoch
    self.head = frame.head
    self.commit = frame.commit
    self.heardAt = heardAt
  }

  /// How far its log reaches: first by epoch, then by position; nil without a log.
  var reach: EpochPosition? {
    presence.headEpoch.map { EpochPosition(epoch: $0, position: head) }
  }

  /// Whether its last word is recent.
  package func isHeard(now: ContinuousClock.Instant) -> Bool { now - heardAt < Limits.staleAfter }
}

extension EpochPosition? {
  /// Whether it reaches further: no log reaches less far than any.
  func isBeyond(_ other: EpochPosition?) -> Bool {
    guard let self else { return false }
    return other.map { self > $0 } ?? true
  }
}
