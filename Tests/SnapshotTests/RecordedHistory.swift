import EventLog
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import TestSupport

/// A history as a log holds it, without a log: recorded events, and the state that `evolve` alone
/// makes of them.
struct RecordedHistory {
  private(set) var events: [RecordedEvent] = []
  private(set) var states: [StatusState] = []
  private(set) var state = StatusState()
  private var moment = t0

  static let log = LogID(UUIDValue(0x0707))

  init() {}

  /// What `count` random commands of a seed record, over some days: some with a key, and now and
  /// then an event that this program does not know.
  init(seed: UInt64, count: Int, knowsAll: Bool = false) {
    var commands = RandomCommands(seed: seed)
    var random = SplitMix64(seed: seed)
    add(.log(.epochOpened(epoch: 1)))
    for step in 0..<count {
      wait(minutes: Int64(random.next() % 30))
      if !knowsAll, random.chance(2) { addUnknown() }
      guard case .success(let decided) = Given(state: state).when(commands.next(for: state)) else {
        continue
      }
      for (index, event) in decided.enumerated() {
        let key = Digest.sha256(of: Array("\(step % 50)".utf8))
        add(event, mark: index == 0 && random.chance(40) ? Self.mark(key) : nil)
      }
    }
  }

  private static func mark(_ key: Digest) -> IdempotencyMark {
    IdempotencyMark(key: key, body: .sha256(of: key.bytes))
  }

  mutating func wait(minutes: Int64) { moment = moment.advanced(by: .seconds(minutes * 60)) }

  mutating func add(_ event: StatusEvent, mark: IdempotencyMark? = nil) {
    let stored = EventCodec.encode(event)
    record(
      event.stream.name, version: state.version(of: event.stream) + 1, stored.type.word,
      stored.type.schemaVersion, stored.visibility, stored.facts, stored.texts, mark)
    evolve(&state, event)
    states[states.count - 1] = state
  }

  mutating func addUnknown() {
    record("weather", version: 1, "weather.changed", 3, .public, [0x7B, 0x7D], [0x7B, 0x7D], nil)
  }

  private mutating func record(
    _ stream: String, version: Int64, _ type: String, _ schemaVersion: Int,
    _ visibility: Visibility, _ facts: [UInt8], _ texts: [UInt8], _ mark: IdempotencyMark?
  ) {
    let proposal = ProposedEvent(
      eventID: UUIDValue(UInt128(events.count)), stream: stream, version: version, type: type,
      schemaVersion: schemaVersion, visibility: visibility, occurredAt: nil, actor: "system",
      causation: nil, correlation: nil, facts: facts, texts: texts, idempotency: mark)
    let place = RecordedEvent.Place(
      log: Self.log, epoch: .first, position: Position(Int64(events.count) + 1),
      recordedAt: moment, previousChain: events.last?.chain ?? .zero)
    events.append(
      valid { () throws(EntryError) in
        try RecordedEvent(recording: proposal, at: place, factsSalt: .zero, textsSalt: .zero)
      })
    states.append(state)
  }

  /// The snapshot of `boards`, which took in this history up to their position.
  static func snapshot(of boards: Boards) -> Snapshot {
    Snapshot(
      boards,
      SnapshotHeader(
        log: log, position: boards.position,
        tree: TreeHead(size: boards.position.position, root: .zero)))
  }
}

extension Snapshot {
  /// Its stored form.
  var bytes: [UInt8] {
    get throws {
      var bytes: [UInt8] = []
      try write { bytes += $0 }
      return bytes
    }
  }

  init(reading bytes: [UInt8]) throws(SnapshotFault) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(SnapshotFault) in try Snapshot(reading: buffer) }
    }
    self = try result.get()
  }
}
