import ReadModel
import StandardForms
import StatusDomain

/// The board of these events, recorded one minute after another from `t0` on, at positions 1, 2, 3
/// …
func board(_ events: [StatusEvent?], in epoch: Int64 = 1) -> StatusBoard {
  var board = StatusBoard()
  for event in events { apply(recorded(event, after: board.position, in: epoch), &board) }
  return board
}

/// The event as it is recorded next.
func recorded(
  _ event: StatusEvent?, after position: BoardPosition, in epoch: Int64 = 1
) -> Recorded {
  Recorded(
    position: BoardPosition(epoch: epoch, position: position.position + 1),
    recordedAt: Timestamp(microseconds: 1_767_225_600_000_000 + position.position * 60_000_000),
    event: event)
}
