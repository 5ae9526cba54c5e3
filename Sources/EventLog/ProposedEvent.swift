package import StandardForms

/// Who may see what an event is about.
package enum Visibility: Hashable, Sendable {
  /// The entry says everything but the payload.
  case `public`
  /// The entry says only that something was recorded and when; all else is in its facts.
  case restricted
}

/// What one `Idempotency-Key` led to: kept with the first event that the request caused (I9).
package struct IdempotencyMark: Hashable, Sendable {
  /// The digest of actor, route and key.
  package let key: Digest
  /// The digest of the request's body.
  package let body: Digest

  /// Pairs the two digests.
  package init(key: Digest, body: Digest) {
    self.key = key
    self.body = body
  }
}

/// An event before it has a position: a past-tense fact that somebody decided.
package struct ProposedEvent: Hashable, Sendable {
  /// A UUIDv7, never used before.
  package var eventID: UUIDValue
  /// The aggregate's stream: visible ASCII without `"` and `\`, 1...`Limits.streamBytesMax` bytes.
  package var stream: String
  /// The 1-based gapless count within the stream (I4).
  package var version: Int64
  /// The frozen storage word, such as `incident.opened`; the same characters as a stream's.
  package var type: String
  /// Which form of the type's payload this is, counted from 1.
  package var schemaVersion: Int
  /// Whether the entry itself names the event.
  package var visibility: Visibility
  /// When it happened, where that differs from when it is recorded.
  package var occurredAt: Timestamp?
  /// The opaque id of who caused it; never a name or an address (I10). Characters as a stream's.
  package var actor: String
  /// The event that led to this one.
  package var causation: UUIDValue?
  /// What all events of one request or one story share.
  package var correlation: UUIDValue?
  /// A JSON object: all that rules depend on. Never erased, so never personal (I10).
  package var facts: [UInt8]
  /// A JSON object, `{}` if the event has none: titles, descriptions, names. Can be erased.
  package var texts: [UInt8]
  /// Set on the first event that a request with an `Idempotency-Key` caused (I9).
  package var idempotency: IdempotencyMark?

  /// Takes all parts as they are; they are checked when the event is recorded.
  package init(
    eventID: UUIDValue, stream: String, version: Int64, type: String, schemaVersion: Int,
    visibility: Visibility, occurredAt: Timestamp?, actor: String, causation: UUIDValue?,
    correlation: UUIDValue?, facts: [UInt8], texts: [UInt8], idempotency: IdempotencyMark?
  ) {
    self.eventID = eventID
    self.stream = stream
    self.version = version
    self.type = type
    self.schemaVersion = schemaVersion
    self.visibility = visibility
    self.occurredAt = occurredAt
    self.actor = actor
    self.causation = causation
    self.correlation = correlation
    self.facts = facts
    self.texts = texts
    self.idempotency = idempotency
  }
}
