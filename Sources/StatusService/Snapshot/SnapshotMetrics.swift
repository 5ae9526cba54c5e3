import CoreMetrics
import Monitoring
import ReadModel
import StandardForms

/// What is measured of a node's snapshots.
struct SnapshotMetrics: Sendable {
  /// Writing one, up to its last sync.
  let writing: CoreMetrics.Timer
  /// Those that could not be written.
  let failures: Counter
  private let position: Recorder
  private let time: Recorder

  /// The metrics, made by `factory`.
  init(_ factory: any MetricsFactory) {
    writing = Timer(.snapshotDuration, factory: factory)
    failures = Counter(.snapshotFailures, factory: factory)
    position = Recorder(.snapshotPosition, factory: factory)
    time = Recorder(.snapshotTime, factory: factory)
  }

  /// Tells what is stored now: the snapshot of a position, written then; nothing at `.start`.
  func store(_ position: BoardPosition, writtenAt time: Timestamp?) {
    self.position.record(position.position)
    self.time.record(Double(time?.microseconds ?? 0) / 1e6)
  }
}
