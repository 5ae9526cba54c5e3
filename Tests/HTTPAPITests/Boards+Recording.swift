import ReadModel
import StandardForms
import StatusDomain

@testable import StatusService

extension Boards {
  /// Shows `event` as the next one, without a log that holds it.
  mutating func record(_ event: StatusEvent, at time: Timestamp) {
    let next = BoardPosition(epoch: 1, position: position.position + 1)
    var status = status
    apply(Recorded(position: next, recordedAt: time, event: event), &status)
    self = Boards(status: status, access: access, memory: memory)
  }
}
