import EventLog
import Replication
import StandardForms
import Testing

@Suite struct `Both machines over a bad link` {
  @Test(arguments: 0..<24)
  func `the replica's log stays a prefix, and converges (I6)`(seed: Int) {
    let exchange = Exchange(seed: UInt64(seed))
    for _ in 0..<600 {
      exchange.step()
      guard exchange.isPrefix() else {
        Issue.record("I6 is broken; repeat it with seed \(seed)")
        return
      }
    }
    exchange.heal()
    for _ in 0..<800 where !exchange.hasConverged { exchange.step() }
    #expect(exchange.hasConverged, "seed \(seed)")
    #expect(exchange.status.state == .streaming, "seed \(seed)")
  }
}

/// One primary and one replica with virtual time; one seed decides on every loss, delay, duplicate,
/// write and restart.
private final class Exchange {
  private var random: SeededRandom
  private var now = ContinuousClock.Instant.t0
  private(set) var primaryLog: TestLog
  private(set) var replicaLog: TestLog
  private var primary: ServingMachine
  private var replica: FollowingMachine
  private(set) var status = ReplicationStatus.initial
  private var underWay: [(at: ContinuousClock.Instant, event: Event)] = []
  private var isBad = true
  private var checked = 0
  private var session: UInt64 = 1
  private var lives: UInt64 = 0
  private let peer = RoutingID([0, 1])

  private enum Event {
    case toPrimary(Frame)
    case toReplica(Frame)
    case read(LogRead, session: UInt64)
    case append(EventBatch, LogPoint, life: UInt64)
  }

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    primaryLog = TestLog(Int.random(in: 1...200, using: &random))
    replicaLog = TestLog(0)
    primary = primaryLog.primary(session: 1, now: now)
    replica = replicaLog.replica()
    _ = replica.follow(isPrimary: true, now: now)
  }

  var hasConverged: Bool {
    isPrefix() && replicaLog.position == primaryLog.position && status.state == .streaming
  }

  /// Looks at what is new since the last look: neither log ever changes what it has.
  func isPrefix() -> Bool {
    let fresh = replicaLog.events[checked...]
    checked = replicaLog.events.count
    return primaryLog.events.dropFirst(checked - fresh.count).starts(with: fresh)
  }

  func heal() { isBad = false }

  func step() {
    now += .milliseconds(Int.random(in: 1...60, using: &random))
    if isBad { misbehave() }
    let due = underWay.filter { $0.at <= now }.map(\.event)
    underWay.removeAll { $0.at <= now }
    for event in due { handle(event) }
    if primary.deadline <= now { run(primary.timedOut(now: now)) }
    if let deadline = replica.deadline, deadline <= now { run(replica.timedOut(now: now)) }
  }

  private func misbehave() {
    switch Int.random(in: 0..<600, using: &random) {
    case 0..<120:
      for _ in 0..<Int.random(in: 1...5, using: &random) { primaryLog.append() }
      run(primary.headMoved(to: primaryLog.point))
    case 120:
      for _ in 0...Limits.livePublishCountMax { primaryLog.append() }
      run(primary.headMoved(to: primaryLog.point))
    case 121...124:
      session += 1
      primary = primaryLog.primary(session: session, now: now)
    case 125...128:
      lives += 1
      replica = replicaLog.replica()
      run(replica.follow(isPrimary: true, now: now))
    case 129...131: run(primary.subscribed())
    default: break
    }
  }

  private func handle(_ event: Event) {
    switch event {
    case .toPrimary(let frame): run(primary.received(frame, from: peer, now: now))
    case .toReplica(let frame): run(replica.received(frame, now: now))
    case .read(let read, let session):
      guard session == self.session else { return }
      if isBad, Int.random(in: 0..<20, using: &random) == 0 {
        run(primary.readFailed(read, reason: "a fault of the test"))
      } else {
        run(primary.readCompleted(primaryLog.excerpt(read), for: read))
      }
    case .append(let batch, let point, let life):
      guard life == lives else { return }
      if isBad, Int.random(in: 0..<20, using: &random) == 0 {
        run(replica.appendFailed(.nothingChanged(reason: "full"), now: now))
        return
      }
      do throws(BatchFault) {
        let old = replicaLog.history.starts.count
        let head = try replicaLog.append(batch, after: point)
        let starts = Array(replicaLog.history.starts[old...])
        run(replica.appended(head, opening: starts, now: now))
      } catch {
        run(replica.appendRefused(error, now: now))
      }
    }
  }

  private func run(_ actions: [ServingMachine.Action]) {
    for action in actions {
      switch action {
      case .publish(let frame), .send(let frame, _): carry(.toReplica(frame))
      case .read(let read): deliver(.read(read, session: session))
      case .note: break
      case .raise(let alarm): Issue.record("no log differs: \(alarm)")
      case .forkDetected(let fork): Issue.record("no log differs: \(fork)")
      case .report(let peers):
        // What a replica acknowledged is durable there.
        for peer in peers { #expect(peer.acknowledged <= replicaLog.position) }
      }
    }
  }

  private func run(_ actions: [FollowingMachine.Action]) {
    for action in actions {
      switch action {
      case .send(let frame): carry(.toPrimary(frame))
      case .append(let batch, let point): deliver(.append(batch, point, life: lives))
      case .publish(let status): self.status = status
      case .readPoint, .rewind: Issue.record("no log forks here")
      case .resubscribe: break
      case .halt(let reason): Issue.record("halted: \(reason)")
      }
    }
  }

  /// The link: loses, repeats, delays, and so also reorders.
  private func carry(_ event: Event) {
    guard isBad else {
      deliver(event)
      return
    }
    if Int.random(in: 0..<10, using: &random) < 2 { return }
    deliver(event)
    if Int.random(in: 0..<10, using: &random) == 0 { deliver(event) }
  }

  private func deliver(_ event: Event) {
    let delay = isBad ? Int.random(in: 1...400, using: &random) : 1
    underWay.append((now + .milliseconds(delay), event))
  }
}
