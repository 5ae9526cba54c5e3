import Coordination
import EventLog
import LogStore
import Logging
import ReadModel
import StatusService

/// What primary and replica share from the moment the log is open: its head, its boards and the
/// projector between them.
struct OpenedLog {
  let reader: LogReader
  let head: Latest<LogHead, Position>
  let boards: Latest<Boards, BoardPosition>
  let projector: Projector
  let projectorThread: DedicatedThreadExecutor

  init(_ reader: LogReader, head: LogHead, logger: Logger) {
    self.reader = reader
    self.head = Latest(head, at: head.position)
    boards = Latest(Boards(), at: BoardPosition.start)
    projectorThread = DedicatedThreadExecutor(name: "projector")
    projector = Projector(
      reader: reader, head: self.head, boards: boards, executor: projectorThread, logger: logger)
  }

  /// Folds what the log holds before anything is served.
  func catchUp() async throws {
    let total = head.current.position.rawValue
    let progress = SharedProgress("replaying", total: total)
    try await projector.catchUp { progress.reached($0.rawValue) }
    progress.finish()
  }
}
