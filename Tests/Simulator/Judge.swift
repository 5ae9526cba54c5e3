import EventLog
import Membership
import Replication

/// Knows what must never happen, and the first time that it did.
struct Judge {
  private struct Place: Hashable {
    let epoch: Epoch
    let position: Position
  }

  var fault: String?
  private var histories: [Place: SimulatedEvent] = [:]
  private var openers: [Epoch: NodeName] = [:]
  private var acknowledgedEvents: Set<SimulatedEvent> = []
  private var replicatedEvents: Set<SimulatedEvent> = []
  /// Epochs whose promotion said that replicated events may be missing.
  private var incompleteEpochs: Set<Epoch> = []
  /// Epochs whose primary was restored from an older copy: it may have written some of it anew.
  private var forkedEpochs: Set<Epoch> = []
  /// What a node had on its disk and lost with it, until it has it again: nobody can promise it.
  private var exposed: [NodeName: Set<SimulatedEvent>] = [:]

  /// Whether any primary was restored.
  var hasForked: Bool { !forkedEpochs.isEmpty }

  /// An event is on a disk. In one epoch one place has one event, on every node (I6, I7).
  mutating func recorded(_ event: SimulatedEvent, at position: Position, by name: NodeName) {
    exposed[name]?.remove(event)
    let place = Place(epoch: event.epoch, position: position)
    guard !forkedEpochs.contains(event.epoch) else { return }
    guard let known = histories[place] else {
      histories[place] = event
      return
    }
    if known != event {
      blame("\(name) has another event at \(event.epoch.rawValue):\(position.rawValue)")
    }
  }

  /// An epoch has one primary.
  mutating func opened(_ epoch: Epoch, by name: NodeName) {
    if let other = openers[epoch], other != name {
      blame("\(name) and \(other) both open epoch \(epoch.rawValue)")
    }
    openers[epoch] = name
  }

  /// A node was killed. What it had called durable is on its disk.
  mutating func fell(_ name: NodeName, _ acknowledged: LogPoint?, _ disk: SimulatedDisk) {
    guard let acknowledged else { return }
    let count = Int(acknowledged.position.rawValue)
    guard count <= disk.events.count, disk.point(at: count).chain == acknowledged.chain else {
      blame("\(name) loses what it acknowledged up to \(count)")
      return
    }
  }

  /// An older copy of its disk, or an empty one, takes the place of a node's last one.
  /// - Parameter epoch: that it led.
  mutating func restored(_ name: NodeName, losing events: [SimulatedEvent], leading epoch: Epoch?) {
    exposed[name, default: []].formUnion(events)
    if let epoch { forkedEpochs.insert(epoch) }
  }

  mutating func acknowledged(_ event: SimulatedEvent) { acknowledgedEvents.insert(event) }

  mutating func replicated(_ event: SimulatedEvent) { replicatedEvents.insert(event) }

  /// A planned promotion loses nothing of the epoch before; a forced one nothing that was
  /// replicated, or it says so.
  mutating func promoted(
    _ report: PromotionReport, _ log: [SimulatedEvent], isPlanned: Bool
  ) {
    if !report.gathered.isComplete { incompleteEpochs.insert(report.epoch) }
    let here = Set(log)
    if isPlanned, log.count >= 2, case let before = log[log.count - 2].epoch,
      !forkedEpochs.contains(before)
    {
      let lost = acknowledgedEvents.subtracting(here).filter { $0.epoch == before }
      if !lost.isEmpty { blame("a handover to epoch \(report.epoch.rawValue) loses \(lost.count)") }
    }
    lookForReplicated(in: here, upTo: report.epoch)
  }

  /// At the end everything is in the one log, or kept: as an orphan, or in a folder that was set
  /// aside.
  mutating func ended(_ log: [SimulatedEvent], kept: [SimulatedEvent]) {
    let here = Set(log)
    guard let last = log.last else { return }
    lookForReplicated(in: here, upTo: last.epoch)
    let lost = acknowledgedEvents.subtracting(here).subtracting(kept)
    if !lost.isEmpty { blame("\(lost.count) acknowledged events are nowhere") }
  }

  private mutating func lookForReplicated(in here: Set<SimulatedEvent>, upTo epoch: Epoch) {
    let lost = replicatedEvents.subtracting(here).filter { event in
      // A later promotion said that it may lose some; or the one that began this epoch did not hear
      // of those that others had begun before.
      event.epoch < epoch && !forkedEpochs.contains(event.epoch)
        && !exposed.values.contains { $0.contains(event) }
        && !incompleteEpochs.contains(event.epoch)
        && !incompleteEpochs.contains { $0 > event.epoch && $0 <= epoch }
    }
    if !lost.isEmpty { blame("epoch \(epoch.rawValue) loses \(lost.count) replicated events") }
  }

  mutating func blame(_ reason: String) { fault = fault ?? reason }
}
