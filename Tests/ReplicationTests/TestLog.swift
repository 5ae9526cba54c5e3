import EventLog
import Replication
import StandardForms

/// A log in memory, whose events are made up but properly recorded.
struct TestLog {
  private(set) var events: [RecordedEvent] = []
  let id: LogID
  private var epoch = Epoch.first

  /// A log of `count` events; `name` makes it another log, `flavour` another history of the same
  /// log.
  init(_ count: Int, name: UInt128 = 1, flavour: String = "a", sharing shared: Int = 0) {
    self.id = LogID(UUIDValue(name << 64 | 0x7000_8000_0000_0000_0000))
    for index in 0..<count {
      append(flavour: index < shared ? "a" : flavour)
    }
  }

  var position: Position { Position(Int64(events.count)) }

  var point: LogPoint { point(at: events.count) }

  func point(at position: Int) -> LogPoint {
    guard position > 0 else { return .empty }
    let event = events[position - 1]
    return LogPoint(
      logID: id, epoch: event.header.epoch, position: event.position, chain: event.chain)
  }

  /// Adds an event of `size` bytes of text; the first is the one that opens the epoch.
  mutating func append(flavour: String = "a", size: Int = 10, opening newEpoch: Epoch? = nil) {
    epoch = newEpoch ?? epoch
    let opens = events.isEmpty || newEpoch != nil
    let number = events.count + 1
    let proposal = ProposedEvent(
      eventID: UUIDValue(UInt128(number) << 80 | 0x7000_8000_0000_0000_0000),
      stream: opens ? "log/1" : "incident/1", version: Int64(number),
      type: opens ? EventHeader.epochOpenedType : "incident.update_posted", schemaVersion: 1,
      visibility: number % 7 == 3 ? .restricted : .public, occurredAt: nil, actor: "tester",
      causation: nil, correlation: nil, facts: Array(#"{"number":\#(number)}"#.utf8),
      texts: Array(#"{"text":"\#(flavour)\#(String(repeating: "x", count: size))"}"#.utf8),
      idempotency: nil)
    do {
      events.append(
        try RecordedEvent(
          recording: proposal,
          at: RecordedEvent.Place(
            log: id, epoch: epoch, position: position.next,
            recordedAt: Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number)),
            previousChain: events.last?.chain ?? .zero),
          factsSalt: .sha256(of: [UInt8(number & 0xFF), 1]),
          textsSalt: .sha256(of: [UInt8(number & 0xFF), 2])))
    } catch {
      preconditionFailure("the test's event is wrong: \(error)")
    }
  }

  /// Takes what a machine told to append, with all checks.
  mutating func append(_ batch: EventBatch, after point: LogPoint) throws(BatchFault) -> LogPoint {
    events.append(contentsOf: try batch.verified(after: point))
    return self.point
  }

  var history: EpochHistory {
    EpochHistory(
      events.filter { $0.header.type == EventHeader.epochOpenedType }
        .map { EpochStart(epoch: $0.header.epoch, firstPosition: $0.position) })
  }

  /// The machine of a primary with this log, as `Primary` speaks.
  func primary(
    session: UInt64 = 7, publicURL: String = "http://p/", now: ContinuousClock.Instant = .t0
  ) -> ServingMachine {
    ServingMachine(
      session: session, publicURL: publicURL,
      standing: Standing(role: .primary, fence: point.epoch), head: point, history: history,
      commit: position, now: now)
  }

  /// The machine of a replica with this log, which follows nobody yet.
  func replica(nodeName: String = "r1", resolvesForks: Bool = false) -> FollowingMachine {
    FollowingMachine(
      nodeName: nodeName, log: point, history: history, fence: point.epoch,
      resolvesForks: resolvesForks)
  }

  func excerpt(_ read: LogRead) -> LogExcerpt {
    let start = Int(read.after.rawValue)
    guard start <= events.count else { return LogExcerpt(previousChain: nil, events: []) }
    return LogExcerpt(
      previousChain: point(at: start).chain,
      events: events[start...].prefix(read.countMax).map { ReplicatedEvent(SealedEvent($0)) })
  }

  /// The batch of the events in `range`, 1-based.
  func batch(_ range: ClosedRange<Int>) -> EventBatch {
    EventBatch(
      logID: id, epoch: events[range.upperBound - 1].header.epoch,
      first: Position(Int64(range.lowerBound)),
      previousChain: point(at: range.lowerBound - 1).chain,
      events: events[(range.lowerBound - 1)...(range.upperBound - 1)].map {
        ReplicatedEvent(SealedEvent($0))
      })
  }

  /// A log of another process whose content begins like this one.
  func isPrefix(of other: TestLog) -> Bool {
    other.events.starts(with: events)
  }
}

/// Frames as a primary with session 7 sends them.
struct Primary {
  var log: TestLog
  var session: UInt64 = 7

  func frame(
    _ message: Frame.Message, _ number: UInt64, at position: Position? = nil, _ chain: Digest? = nil
  ) -> Frame {
    Frame(
      logID: log.id, epoch: log.point.epoch, session: session, sequence: number,
      position: position ?? log.position, chain: chain ?? log.point.chain, head: log.position,
      commit: log.position, message: message)
  }

  var presence: Presence {
    Presence(role: .primary, headEpoch: log.point.epoch, publicURL: "http://p/")
  }

  func welcome(_ number: UInt64) -> Frame { frame(.welcome(presence), number) }

  func heartbeat(_ number: UInt64) -> Frame { frame(.heartbeat(presence), number) }

  func refuse(_ code: Refusal.Code?, _ number: UInt64) -> Frame {
    frame(.refuse(Refusal(code, "because")), number)
  }

  func live(_ range: ClosedRange<Int>, _ number: UInt64) -> Frame {
    let batch = log.batch(range)
    return frame(.live(batch.events), number, at: batch.first, batch.previousChain)
  }

  func batch(_ range: ClosedRange<Int>, _ number: UInt64) -> Frame {
    let batch = log.batch(range)
    return frame(.batch(batch.events), number, at: batch.first, batch.previousChain)
  }
}

extension ContinuousClock.Instant {
  /// The beginning of every dialogue: which one does not matter, only what is later.
  static let t0 = ContinuousClock.now

  static func t0(plus seconds: Double) -> ContinuousClock.Instant { t0 + .seconds(seconds) }
}

extension ServingMachine {
  /// The log has grown, and what is durable here counts.
  mutating func headMoved(to point: LogPoint) -> [Action] {
    commit = max(commit, point.position)
    return headMoved(to: point, opening: [])
  }

  /// A frame of somebody who was not asked who they are.
  mutating func received(
    _ frame: Frame, from sender: RoutingID, now: ContinuousClock.Instant
  ) -> [Action] {
    received(frame, from: sender, member: nil, now: now)
  }
}
