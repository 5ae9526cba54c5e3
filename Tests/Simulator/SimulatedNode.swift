import EventLog
import Membership
import Replication

/// One node: its machine while it lives, its disk always.
final class SimulatedNode {
  /// What the disk is about to do: one thing after the other.
  enum DiskWork {
    case append(EventBatch)
    case record(epoch: Epoch, number: UInt64, isWrite: Bool)
    case rewind(LogPoint)
    case persist(Standing)
    case beginReplacement(ClosedRange<Position>)
    case replace(EventBatch)
    case finishReplacement
    case discardReplacement
  }

  /// What came of it.
  enum Outcome {
    case done
    case refused(BatchFault)
    case notRewound(reason: String)
    case notReplaced(RepairFailure)
  }

  /// A write that this node acknowledged, and that is not replicated yet as far as it knows.
  struct Waiting {
    let position: Position
    let event: SimulatedEvent
  }

  let name: NodeName
  var disk: SimulatedDisk
  var isUp = false
  /// Counts the starts: what belongs to an earlier life is not delivered.
  var life = 0
  var work: [DiskWork] = []
  var isWriting = false
  var isStopping = false
  var gate = WriteGate.replica
  var waiting: [Waiting] = []
  var pausedUntil: ContinuousClock.Instant?
  var status = ReplicationStatus.initial
  /// When the next tick is planned; an earlier one makes it void.
  var tickAt: ContinuousClock.Instant?
  /// What is really on the disk (`Sabotage.acknowledgesBeforeDurable`); nil if `disk` is.
  var unsynced: SimulatedDisk?
  var promotion: Promotion?
  /// The last place of the log here that the node has told another to be durable.
  var acknowledged: LogPoint?
  /// What is being built to take the place of a damaged log; a fall ends it.
  var replacement: SimulatedDisk.Replacement?
  /// Whether an older copy of its disk took the place of the last one.
  var isRestored = false
  /// How often the operator was not helped, one time after the other.
  var failedRepairs = 0

  init(name: NodeName, disk: SimulatedDisk) {
    self.name = name
    self.disk = disk
  }

  var takesWrites: Bool { isUp && isWriting && gate == .open }
}
