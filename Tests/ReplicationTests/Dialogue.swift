import EventLog
import Replication
import Testing

/// One replica's machine with its log, and somebody who speaks to it.
final class Dialogue {
  var machine: FollowingMachine
  var log: TestLog
  var status = ReplicationStatus.initial
  private var order: (batch: EventBatch, point: LogPoint)?

  init(_ log: TestLog) {
    self.log = log
    self.machine = log.replica()
    note(machine.follow(isPrimary: true, now: .t0))
  }

  convenience init(at position: Int) { self.init(TestLog(position)) }

  var state: ReplicationStatus.State { status.state }

  /// Lets the due hello go, and answers it.
  func welcome(
    by primary: Primary, now: ContinuousClock.Instant = .t0
  ) -> [FollowingMachine.Action] {
    guard let hello = timeOut(now: now).frames.first(where: \.isHello) else { return [] }
    return hear(primary.welcome(hello.sequence), now: now)
  }

  func hear(
    _ frame: Frame, now: ContinuousClock.Instant = .t0
  ) -> [FollowingMachine.Action] {
    machine.received(frame, now: now).noting(self)
  }

  func timeOut(now: ContinuousClock.Instant) -> [FollowingMachine.Action] {
    machine.timedOut(now: now).noting(self)
  }

  /// Does what the last order said, as a driver does.
  func append(now: ContinuousClock.Instant = .t0) -> [FollowingMachine.Action] {
    guard let (batch, point) = order else {
      Issue.record("nothing was to be appended")
      return []
    }
    order = nil
    do throws(BatchFault) {
      let old = log.history.starts.count
      let point = try log.append(batch, after: point)
      let starts = Array(log.history.starts[old...])
      return machine.appended(point, opening: starts, now: now).noting(self)
    } catch {
      return machine.appendRefused(error, now: now).noting(self)
    }
  }

  /// Says that there was no room for the last order.
  func failToAppend(reason: String, now: ContinuousClock.Instant = .t0) {
    order = nil
    note(machine.appendFailed(.nothingChanged(reason: reason), now: now))
  }

  fileprivate func note(_ actions: [FollowingMachine.Action]) {
    for action in actions {
      switch action {
      case .append(let batch, let point):
        #expect(order == nil, "one append is under way at a time")
        order = (batch, point)
      case .publish(let status): self.status = status
      case .send, .halt, .readPoint, .rewind, .resubscribe: break
      }
    }
  }
}

extension [FollowingMachine.Action] {
  var frames: [Frame] {
    compactMap { if case .send(let frame) = $0 { frame } else { nil } }
  }

  var batches: [EventBatch] {
    compactMap { if case .append(let batch, _) = $0 { batch } else { nil } }
  }

  func noting(_ dialogue: Dialogue) -> [FollowingMachine.Action] {
    dialogue.note(self)
    return self
  }
}

extension Frame {
  var isHello: Bool { if case .hello = message { true } else { false } }
  var isFetch: Bool { if case .fetch = message { true } else { false } }
}

extension ReplicationStatus.State {
  var isDiverged: Bool { if case .diverged = self { true } else { false } }
}

extension TestLog: Equatable {
  static func == (left: TestLog, right: TestLog) -> Bool { left.events == right.events }
}
