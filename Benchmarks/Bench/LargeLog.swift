import EventLog
import LogStore
import StandardForms
import StatusDomain
import StatusService

/// Makes a valid log of any length, fast, through the real writer: for measuring how costs grow.
///
/// The same seed and count give the same events but for salts and identities of events. First come
/// components and their vocabulary, then incidents of ten events each: opened with three impacts,
/// eight updates of some 200 bytes, ended. One incident in twenty stays open, so that the open ones
/// grow with the log as those of a careless operator do.
struct LargeLog {
  /// How many events the log shall have; at least the few hundred of the vocabulary.
  let eventCount: Int
  /// How many components there are.
  let componentCount: Int
  /// Which history.
  let seed: UInt64

  /// The token of the administrator of every such log.
  static let adminToken = "the-administrator-of-generated-logs"
  private static let impactTypeCount = 6
  private static let updatesOfIncident = 8
  private static let firstMoment = Timestamp(microseconds: 1_600_000_000_000_000)

  /// Makes the log in `directory`, which has none yet.
  /// - Parameter progress: told how many events are recorded, after each transaction.
  func write(to directory: String, progress: (Int) -> Void) throws {
    var writer = try LogStore.open(directory: directory)
    let effects = Effects.system
    let founding = Founding(
      adminTokenDigest: Digest.sha256(of: Array(Self.adminToken.utf8)).bytes, effects: effects)
    _ = try writer.create(
      logID: founding.logID, founding.events, recordedAt: Self.firstMoment,
      randomSalt: effects.randomSalt)
    var batch = ProposalBatch(effects)
    var history = History(self)
    var written = founding.events.count
    while written < eventCount {
      let event = history.next()
      batch.add(event, at: history.moment)
      written += 1
      guard batch.proposals.count == Limits.appendBatchCountMax || written == eventCount else {
        continue
      }
      _ = try writer.append(
        batch.proposals, recordedAt: history.moment, randomSalt: effects.randomSalt)
      batch.proposals.removeAll(keepingCapacity: true)
      if writer.needsCheckpoint { try writer.checkpoint() }
      progress(written)
    }
    try writer.checkpoint()
  }
}

extension LargeLog {
  /// Draws what happens, one event after the other.
  private struct History {
    private let log: LargeLog
    private var random: Drawing
    private var waiting: [StatusEvent]
    private var drawnCount = 0
    /// When the last event happened.
    private(set) var moment = LargeLog.firstMoment

    init(_ log: LargeLog) {
      self.log = log
      random = Drawing(state: log.seed)
      waiting = []
      waiting = vocabulary().reversed()
    }

    mutating func next() -> StatusEvent {
      if waiting.isEmpty { waiting = incident().reversed() }
      moment = moment.advanced(by: .seconds(10))
      return waiting.removeLast()
    }

    private func component(_ number: Int) -> ComponentID { ID(UUIDValue(UInt128(number) + 1)) }

    private func impactType(_ number: Int) -> ImpactTypeID {
      ID(UUIDValue(UInt128(number) + 1_000_001))
    }

    private mutating func vocabulary() -> [StatusEvent] {
      let components = (0..<log.componentCount).map { number in
        let labels = ["region": "R\(number % 5)", "service": "S\(number / 5)"]
        return StatusEvent.component(
          component(number),
          .registered(name: .known("Component \(number)"), labels: labels, source: nil))
      }
      let types = (0..<LargeLog.impactTypeCount).map { number in
        StatusEvent.impactType(
          impactType(number),
          .defined(name: .known("Impact \(number)"), description: nil, source: nil))
      }
      let severities = [("minor", 33), ("major", 66), ("outage", 100)].map {
        StatusEvent.severity(.defined(name: $0.0, value: $0.1))
      }
      let phases = StatusEvent.phases(
        .published(generation: 1, names: [.known("open"), .known("closed")]))
      return components + types + severities + [phases]
    }

    private mutating func incident() -> [StatusEvent] {
      let id = IncidentID(
        .version7(at: moment, random: UInt128(random.next()) << 64 | UInt128(random.next())))
      let impacts = (0..<3).map { place in
        Impact(
          component: component((random.below(log.componentCount) / 3) * 3 + place),
          type: impactType(random.below(LargeLog.impactTypeCount)),
          severity: severity(random.below(100) + 1))
      }
      let opened = IncidentEvent.opened(
        IncidentEvent.Opening(
          name: .known(random.sentence(bytes: 40)),
          description: .known(random.sentence(bytes: 200)),
          impacts: impacts, beganAt: moment, endedAt: nil,
          phase: PhaseReference(generation: 1, order: 0), source: nil))
      let updates = (0..<LargeLog.updatesOfIncident).map { order in
        IncidentEvent.updatePosted(
          order: order, name: .known(random.sentence(bytes: 20)),
          description: .known(random.sentence(bytes: 200)),
          createdAt: moment.advanced(by: .seconds(10 * order)), source: nil)
      }
      let end: IncidentEvent =
        random.below(20) == 0
        ? .phaseChanged(PhaseReference(generation: 1, order: 1))
        : .ended(at: moment.advanced(by: .seconds(3600)))
      return ([opened] + updates + [end]).map { .incident(id, $0) }
    }

    private func severity(_ value: Int) -> ImpactSeverity {
      guard let severity = try? ImpactSeverity(Int64(value)) else {
        preconditionFailure("a severity is drawn from its range")
      }
      return severity
    }
  }

  /// What goes into one transaction.
  private struct ProposalBatch {
    var proposals: [ProposedEvent] = []
    private var versions: [Stream: Int64] = [.log: 1]
    private let effects: Effects

    init(_ effects: Effects) { self.effects = effects }

    mutating func add(_ event: StatusEvent, at moment: Timestamp) {
      let stream = event.stream
      let version = (versions[stream] ?? 0) + 1
      versions[stream] = version
      let stored = EventCodec.encode(event)
      proposals.append(
        ProposedEvent(
          eventID: .version7(at: moment, random: effects.randomID()), stream: stream.name,
          version: version, type: stored.type.word, schemaVersion: stored.type.schemaVersion,
          visibility: stored.visibility, occurredAt: nil, actor: "token/generator",
          causation: nil, correlation: nil, facts: stored.facts, texts: stored.texts,
          idempotency: nil))
    }
  }

  /// Reproducible draws (SplitMix64).
  private struct Drawing {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
      return value ^ value >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    private static let words = [
      "the", "storage", "nodes", "in", "zone", "are", "slow", "again", "after", "a", "change",
      "of", "firmware", "engineers", "look", "into", "it", "requests", "may", "fail", "with",
      "status", "503", "recovery", "is", "under", "way", "customers", "see", "timeouts", "und",
      "für", "Ausfälle", "\"node-7\"",
    ]

    /// Some words, of about so many bytes together.
    mutating func sentence(bytes: Int) -> String {
      var text = ""
      while text.utf8.count < bytes {
        if !text.isEmpty { text += " " }
        text += Self.words[below(Self.words.count)]
      }
      return text
    }
  }
}
