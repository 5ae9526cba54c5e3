import LogStore
import Synchronization

/// Whether the last change that had to be written was.
final class StorageHealth: Sendable {
  private let state = Mutex<LogStoreError?>(nil)

  /// Why it was not; nil if it was.
  var fault: LogStoreError? { state.withLock { $0 } }

  func note(_ fault: LogStoreError?) { state.withLock { $0 = fault } }
}
