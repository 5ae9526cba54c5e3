import Coordination
import EventLog
import LogStore
import Logging
import ReadModel
import StatusService

/// A node's boards, folded as its start does: by its projector, from a snapshot on if there is one.
enum Folding {
  /// The boards of all that `reader` holds, and where the snapshot stood.
  static func boards(
    of reader: LogReader, snapshot: SnapshotFile? = nil
  ) async throws -> (Boards, restored: BoardPosition) {
    let head = try reader.head()
    let published = Latest(Boards(), at: BoardPosition.start)
    let executor = DedicatedThreadExecutor(name: "projector")
    defer { executor.stop() }
    let projector = Projector(
      reader: reader, head: Latest(head, at: head.epochPosition), boards: published,
      executor: executor, logger: Logger(label: "bench"))
    var restored = BoardPosition.start
    if let snapshot {
      do throws(SnapshotFault) {
        restored = try await projector.begin(with: snapshot)
      } catch { print("no snapshot: \(error)") }
    }
    try await projector.catchUp()
    return (published.current.value, restored)
  }
}
