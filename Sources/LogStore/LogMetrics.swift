import CoreMetrics
import Monitoring

/// What the store measures of itself.
struct LogMetrics: Sendable {
  /// COMMIT alone, its fsync included.
  let commits = Timer(.commitDuration)
  /// Copying the write-ahead log, which delays whoever commits next.
  let checkpoints = Timer(.checkpointDuration)
  /// Events of committed transactions.
  let events = Counter(.appendedEvents)
}
