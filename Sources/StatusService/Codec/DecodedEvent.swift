package import EventLog
package import ReadModel
import StandardForms

/// What is folded of an event: what it means, and the little beside it that read models need. The
/// entry and its payload are not kept.
package struct DecodedEvent: Sendable {
  /// What happened, where and when.
  package let meaning: Recorded
  /// Its identity: another event at the same position has another one.
  let id: UUIDValue
  /// Present on the first event of a request with an `Idempotency-Key` (I9).
  let idempotency: IdempotencyMark?
  /// Present on an event that an orphan became.
  let reapplied: ReappliedMark?
  /// Whether events of the same command may follow.
  let sharesCommand: Bool
  /// What this program does not know about it.
  let unknown: UnknownEventError?

  /// Decodes `event`.
  /// - Throws: `CodecError` for a payload that a known type cannot have.
  package init(_ event: RecordedEvent) throws(CodecError) {
    meaning = try EventCodec.decode(event)
    id = event.header.eventID
    idempotency = event.idempotency
    reapplied = ReappliedMark(event.header)
    sharesCommand = event.header.correlation != nil
    unknown = meaning.event == nil ? UnknownEventError(event.header) : nil
  }
}
