import LogStore
import Replication

extension LogReader {
  /// What `read` asks for.
  func excerpt(_ read: LogRead) -> Result<LogExcerpt, LogStoreError> {
    do throws(LogStoreError) {
      let chain = try chain(at: read.after)
      let events =
        read.countMax == 0
        ? []
        : try events(after: read.after, countMax: read.countMax, bytesMax: read.bytesMax)
      return .success(
        LogExcerpt(previousChain: chain, events: events.map { ReplicatedEvent($0) }))
    } catch {
      return .failure(error)
    }
  }
}
