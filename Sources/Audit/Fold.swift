import EventLog
import ReadModel
import StandardForms
import StatusDomain
import StatusService

/// The read models and the decision state, folded from events whose hashes are right. That an event
/// is well-formed does not make it possible: what cannot follow is a finding, never a trap.
struct Fold {
  private(set) var boards = Boards()
  private(set) var unknownCount = 0
  private var state = StatusState()

  /// Takes the event right after the last one in.
  /// - Throws: `Finding` for an event that has no valid payload or cannot follow.
  mutating func take(_ event: RecordedEvent) throws(Finding) {
    let place = event.position
    guard place.rawValue - 1 == boards.position.position else {
      throw Finding(at: place, "I1: it does not follow position \(boards.position.position)")
    }
    let decoded: Recorded
    do throws(CodecError) {
      decoded = try EventCodec.decode(event)
    } catch {
      throw Finding(at: place, error.description)
    }
    if let what = decoded.event {
      guard state.canFollow(what) else {
        throw Finding(at: place, "\(event.header.type) cannot follow what was recorded before")
      }
      evolve(&state, what)
    } else {
      unknownCount += 1
    }
    boards.take(decoded)
  }

  /// Two folds of one log that do not share their code's upper half must tell the same.
  var boardAgreesWithState: Bool {
    boards.status.components == state.components && boards.status.incidents == state.incidents
      && boards.status.impactTypes == state.impactTypes && boards.status.phases == state.phases
      && boards.status.severities == state.severities && boards.access.tokens == state.tokens
  }
}
