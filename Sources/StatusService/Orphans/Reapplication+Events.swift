package import EventLog
import ReadModel
import StandardForms
package import StatusDomain

extension Reapplication.Orphan {
  /// The orphan that `event` is; nil for a type that this program does not know.
  /// - Parameter rests: the orphans whose numbers it refers to.
  /// - Throws: `CodecError` for a payload that its type cannot have.
  package init?(_ event: RecordedEvent, _ rests: OrphanRests) throws(CodecError) {
    guard let what = try EventCodec.decode(event).event else { return nil }
    self.init(
      id: event.header.eventID, event: what,
      occurredAt: event.header.occurredAt ?? event.header.recordedAt, update: rests.update,
      phases: rests.phases)
  }
}
