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
    let decoded: DecodedEvent
    do throws(CodecError) {
      decoded = try DecodedEvent(event)
    } catch {
      throw Finding(at: place, error.description)
    }
    if let what = decoded.meaning.event {
      guard state.canFollow(what) else {
        throw Finding(at: place, "\(event.header.type) cannot follow what was recorded before")
      }
      if case .log(.epochOpened(let epoch)) = what, epoch != event.header.epoch.rawValue {
        throw Finding(
          at: place, "it opens epoch \(epoch), and its entry is of \(event.header.epoch.rawValue)")
      }
      evolve(&state, what)
    } else {
      unknownCount += 1
    }
    boards.take(decoded)
  }

  /// Two folds of one log that do not share their code's upper half must tell the same (I7).
  var boardAgreesWithState: Bool { boards.state == state }
}
