package import StandardForms

/// Everything that is said about a recorded event but its payload: by the entry alone if it is
/// public, by entry and facts together if it is restricted.
package struct EventHeader: Hashable, Sendable {
  /// The log that the event belongs to.
  package let log: LogID
  /// The reign in which it was recorded.
  package let epoch: Epoch
  /// Its place in the log, from 1 (I1).
  package let position: Position
  /// When it was recorded; never before the event at the position before (I14).
  package let recordedAt: Timestamp
  /// Whether the entry itself names the event.
  package let visibility: Visibility
  /// Its UUIDv7.
  package let eventID: UUIDValue
  /// The aggregate's stream.
  package let stream: String
  /// Its 1-based count within the stream (I4).
  package let version: Int64
  /// The frozen storage word, such as `incident.opened`.
  package let type: String
  /// Which form of the type's payload it has, counted from 1.
  package let schemaVersion: Int
  /// When it happened, where that differs from `recordedAt`.
  package let occurredAt: Timestamp?
  /// The opaque id of who caused it.
  package let actor: String
  /// The event that led to this one.
  package let causation: UUIDValue?
  /// What all events of one request or one story share.
  package let correlation: UUIDValue?
  /// SHA-256(salt || facts).
  package let factsCommitment: Digest
  /// SHA-256(salt || texts).
  package let textsCommitment: Digest

  /// The type of the event that opens every epoch; the first event of a log is one.
  package static let epochOpenedType = "log.epoch_opened"

  /// The position as it is named in public.
  package var epochPosition: EpochPosition { EpochPosition(epoch: epoch, position: position) }
}

/// What an entry leaves to the facts if it is restricted: who and what the event is about.
struct EventSubject {
  let eventID: UUIDValue
  let stream: String
  let version: Int64
  let type: String
  let schemaVersion: Int
  let occurredAt: Timestamp?
  let actor: String
  let causation: UUIDValue?
  let correlation: UUIDValue?
}
