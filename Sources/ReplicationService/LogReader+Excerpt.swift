import LogStore
import Replication

extension LogReader {
  /// What `read` asks for.
  func excerpt(_ read: LogRead) -> Result<LogExcerpt, LogStoreError> {
    do throws(LogStoreError) {
      let stretch = try stretch(
        after: read.after, countMax: read.countMax, bytesMax: read.bytesMax)
      return .success(
        LogExcerpt(
          previousChain: stretch?.previousChain,
          events: stretch?.events.map { ReplicatedEvent($0) } ?? []))
    } catch {
      return .failure(error)
    }
  }
}
