import Coordination
import CoreMetrics
import EventLog
import LogStore
import Logging
import ReadModel
import StandardForms
import StatusDomain

/// The writer's own half: decides and commits, on its thread, without a suspension in between.
actor WriterCore {
  /// Nil once the log was given back.
  private var writer: LogWriter?
  private var decision: DecisionState
  private let head: Latest<LogHead, EpochPosition>
  private let effects: Effects
  private let logger: Logger
  private let fatal: @Sendable (any Error) -> Never
  private let metrics: CommandMetrics
  private let health: StorageHealth
  private let executor: DedicatedThreadExecutor

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(
    writer: consuming sending LogWriter, decision: sending DecisionState,
    head: Latest<LogHead, EpochPosition>, effects: Effects, logger: Logger,
    fatal: @escaping @Sendable (any Error) -> Never, metrics: CommandMetrics,
    health: StorageHealth, executor: DedicatedThreadExecutor
  ) {
    self.writer = consume writer
    self.decision = decision
    self.head = head
    self.effects = effects
    self.logger = logger
    self.fatal = fatal
    self.metrics = metrics
    self.health = health
    self.executor = executor
  }

  /// Decides all calls of `letters` in order and commits what they change as one group (or a few,
  /// if it is larger than a transaction may be), then resumes the callers.
  func commit(_ letters: [CommandHandler.Letter]) {
    withWriter { commit(letters, &$0) }
  }

  /// Moves the write-ahead log into the database when it has grown: after the callers were
  /// answered.
  func checkpointIfNeeded() {
    withWriter { writer in
      guard writer.needsCheckpoint else { return }
      do throws(LogStoreError) {
        try writer.checkpoint()
      } catch {
        // Otherwise the write-ahead log stays as long as it is, and the next group tries again.
        guard Self.failure(for: error) != nil else { fatal(error) }
        logger.warning("the write-ahead log stays: \(error)")
      }
    }
  }

  /// Gives the log back; everything before this call in the queue is answered.
  func end() -> LogWriter {
    guard let given = writer.take() else {
      preconditionFailure("I5: the log is given back once")
    }
    return given
  }

  private func withWriter(_ work: (inout LogWriter) -> Void) {
    guard var own = writer.take() else {
      preconditionFailure("I5: commands are decided by who has the log")
    }
    work(&own)
    writer = consume own
  }

  private func commit(_ letters: [CommandHandler.Letter], _ writer: inout LogWriter) {
    var answers: [Result<Receipt, CommandFailure>] = []
    var group = Group(state: decision.state, now: now(writer))
    decision.keys.forget(before: group.now)
    for call in letters.lazy.flatMap(\.calls) {
      var plan = plan(call, group)
      if group.events.count + plan.eventCount > Limits.appendBatchCountMax {
        finish(&group, &answers, &writer)
        plan = self.plan(call, group)
      }
      take(plan, call, &group)
    }
    finish(&group, &answers, &writer)
    var next = answers.startIndex
    for letter in letters {
      letter.answer.resume(returning: Array(answers[next..<next + letter.calls.count]))
      next += letter.calls.count
    }
  }

  private func now(_ writer: borrowing LogWriter) -> Timestamp {
    max(effects.now(), writer.head.recordedAt)
  }
}

extension WriterCore {
  /// What is decided and not yet committed. A failed commit drops it.
  fileprivate struct Group {
    var state: StatusState
    let now: Timestamp
    var events: [ProposedEvent] = []
    var keys: [Digest: (answer: Pending.Answer, seen: Int)] = [:]
    /// What orphans became, and the count of the group's events with it.
    var reapplied: [UUIDValue: (event: UUIDValue, outcome: Outcome, seen: Int)] = [:]
    var pending: [Pending] = []
  }

  /// A call's answer, complete but for the positions.
  fileprivate struct Pending {
    struct Answer {
      let body: Digest?
      let outcome: Outcome
      let eventCount: Int
      let isRepeat: Bool
      let identity: UUIDValue?
      let plan: ProvisioningPlan?
      var reapplied: [Reapplied] = []
    }

    enum Reapplied {
      case unchanged
      case before(event: UUIDValue, at: BoardPosition)
      /// With the count of the group's events with it.
      case inGroup(event: UUIDValue, seen: Int, isRepeat: Bool)
    }

    enum Kind {
      case failed(CommandFailure)
      case repeated(Receipt)
      case decided(Answer)
    }

    let kind: Kind
    /// How many of the group's events the answer rests on, whoever caused them: if they are not
    /// recorded, it is not true.
    let seen: Int
  }

  /// What a call leads to: an answer at once, or events.
  fileprivate enum Plan {
    case answered(Pending)
    case changes([StatusEvent], ProvisioningPlan?)
    case reapplied([ReappliedEvent])

    var eventCount: Int {
      switch self {
      case .answered: 0
      case .changes(let events, _): events.count
      case .reapplied(let events): events.count
      }
    }
  }

  fileprivate func plan(_ call: CommandCall, _ group: Group) -> Plan {
    if let mark = call.idempotency, let known = recall(mark, group) { return .answered(known) }
    do throws(Rejection) {
      // A declaration is decided once, with its plan.
      if case .provision(let command) = call.command {
        let (plan, events) = try group.state.provisioning(command, now: group.now)
        return .changes(command.isRehearsal ? [] : events, plan)
      }
      if case .reapply(let reapplication) = call.command {
        return .reapplied(try changes(reapplication, group))
      }
      return .changes(try decide(call.command, group.state, now: group.now), nil)
    } catch {
      return .answered(Pending(kind: .failed(.rejected(error)), seen: group.events.count))
    }
  }

  fileprivate func take(_ plan: Plan, _ call: CommandCall, _ group: inout Group) {
    switch plan {
    case .answered(let pending): group.pending.append(pending)
    case .changes(let events, let plan):
      group.pending.append(record(events, plan, call, &group))
    case .reapplied(let events): group.pending.append(reapply(events, call, &group))
    }
  }

  private func record(
    _ events: [StatusEvent], _ plan: ProvisioningPlan?, _ call: CommandCall,
    _ group: inout Group
  ) -> Pending {
    append(events, [], call, &group)
    let answer = Pending.Answer(
      body: call.idempotency?.body, outcome: events.first?.outcome ?? .none,
      eventCount: events.count, isRepeat: false,
      identity: group.state.identity(of: call.command), plan: plan)
    if let mark = call.idempotency, !events.isEmpty {
      group.keys[mark.key] = (answer, group.events.count)
    }
    return Pending(kind: .decided(answer), seen: group.events.count)
  }

  /// Proposes `events` as one command's.
  /// - Parameter origins: of each of them, if they are re-applied.
  private func append(
    _ events: [StatusEvent], _ origins: [ReappliedEvent], _ call: CommandCall,
    _ group: inout Group
  ) {
    precondition(events.count <= Limits.appendBatchCountMax, "I11: a command fits a transaction")
    let correlation = events.count > 1 ? newID(group.now) : nil
    for (index, event) in events.enumerated() {
      group.events.append(
        proposal(
          event, call, origin: origins.isEmpty ? nil : origins[index],
          version: group.state.version(of: event.stream) + 1,
          correlation: correlation, mark: index == 0 ? call.idempotency : nil, now: group.now))
      evolve(&group.state, event)
    }
  }

  /// What an earlier request with this key was told; a key decides once (I9).
  private func recall(_ mark: IdempotencyMark, _ group: Group) -> Pending? {
    if let (known, seen) = group.keys[mark.key] {
      guard known.body == mark.body else {
        return Pending(kind: .failed(.keyReused), seen: seen)
      }
      let answer = Pending.Answer(
        body: known.body, outcome: known.outcome, eventCount: 0, isRepeat: true,
        identity: known.identity, plan: nil)
      return Pending(kind: .decided(answer), seen: seen)
    }
    if let known = decision.keys.answer(to: mark.key, now: group.now) {
      guard known.body == mark.body else { return Pending(kind: .failed(.keyReused), seen: 0) }
      let receipt = Receipt(
        position: known.position, outcome: known.outcome, eventCount: 0, isRepeat: true,
        identity: nil, plan: nil, reapplied: [])
      return Pending(kind: .repeated(receipt), seen: 0)
    }
    let hasRoom = decision.keys.hasRoom(for: group.keys.count)
    return hasRoom ? nil : Pending(kind: .failed(.keysExhausted), seen: 0)
  }

  private func proposal(
    _ event: StatusEvent, _ call: CommandCall, origin: ReappliedEvent?, version: Int64,
    correlation: UUIDValue?, mark: IdempotencyMark?, now: Timestamp
  ) -> ProposedEvent {
    let stored = EventCodec.encode(event)
    let occurredAt =
      origin.map { $0.occurredAt < now ? $0.occurredAt : nil }
      ?? call.command.occurredAt(of: event, now: now)
    return ProposedEvent(
      eventID: newID(now), stream: event.stream.name, version: version, type: stored.type.word,
      schemaVersion: stored.type.schemaVersion, visibility: stored.visibility,
      occurredAt: occurredAt, actor: call.actor, causation: origin?.orphan,
      correlation: correlation, facts: stored.facts, texts: stored.texts,
      idempotency: mark)
  }

  private func newID(_ now: Timestamp) -> UUIDValue {
    .version7(at: now, random: effects.randomID())
  }
}

extension WriterCore {
  /// Commits the group, swaps the state in, publishes the head and turns what was pending into
  /// answers; begins the next group.
  private func finish(
    _ group: inout Group, _ answers: inout [Result<Receipt, CommandFailure>],
    _ writer: inout LogWriter
  ) {
    let first = writer.head.position
    var failure: CommandFailure?
    if !group.events.isEmpty {
      do throws(LogStoreError) {
        remember(
          try writer.append(group.events, recordedAt: group.now, randomSalt: effects.randomSalt))
        decision.state = group.state
        head.publish(writer.head, at: writer.head.epochPosition)
        metrics.groupSize.record(group.pending.count)
        health.note(nil)
      } catch {
        failure = Self.failure(for: error)
        // The rows may be there after a restart, or the file is not what it was. Never carry on.
        if failure == nil { fatal(error) }
        health.note(error)
        logger.error("nothing was recorded: \(error)")
      }
    }
    let epoch = writer.head.epoch.rawValue
    for pending in group.pending {
      answers.append(pending.answer(after: first, in: epoch, failure: failure))
    }
    group = Group(state: decision.state, now: now(writer))
  }

  /// What callers are told of an error after which nothing was changed; `nil` for all others.
  private static func failure(for error: LogStoreError) -> CommandFailure? {
    switch error.code {
    case .full: .storageFull
    case .storage, .inaccessible, .invalidEvent, .wrongVersion: .storageFailed
    case .commitOutcomeUnknown, .torn, .corrupt, .locked, .notFound, .foreign, .newerFormat,
      .notContinuing:
      nil
    }
  }

  private func remember(_ recorded: [RecordedEvent]) {
    for event in recorded {
      let reapplied = ReappliedMark(event.header)
      guard event.idempotency != nil || reapplied != nil else { continue }
      guard let decoded = try? EventCodec.decode(event), let what = decoded.event else {
        preconditionFailure("what was just written can be read")
      }
      if let mark = event.idempotency { decision.keys.remember(mark, what.outcome, decoded) }
      if let reapplied {
        decision.reapplied.remember(reapplied, what.outcome, at: decoded.position)
      }
    }
  }
}

extension WriterCore.Pending {
  fileprivate func answer(
    after first: Position, in epoch: Int64, failure: CommandFailure?
  ) -> Result<Receipt, CommandFailure> {
    if let failure, seen > 0 { return .failure(failure) }
    switch kind {
    case .failed(let failure): return .failure(failure)
    case .repeated(let receipt): return .success(receipt)
    case .decided(let answer):
      let position = { (seen: Int) in
        BoardPosition(epoch: epoch, position: first.rawValue + Int64(seen))
      }
      return .success(
        Receipt(
          position: position(seen), outcome: answer.outcome, eventCount: answer.eventCount,
          isRepeat: answer.isRepeat, identity: answer.identity, plan: answer.plan,
          reapplied: answer.reapplied.map { orphan in
            switch orphan {
            case .unchanged: .unchanged
            case .before(let event, let place):
              .recorded(event: event, at: place, isRepeat: true)
            case .inGroup(let event, let seen, let isRepeat):
              .recorded(event: event, at: position(seen), isRepeat: isRepeat)
            }
          }))
    }
  }
}

extension WriterCore {
  /// What re-applying changes, but for what was re-applied before: once is enough (I9).
  private func changes(
    _ reapplication: Reapplication, _ group: Group
  ) throws(Rejection) -> [ReappliedEvent] {
    let known = { (orphan: UUIDValue) in
      group.reapplied[orphan]?.outcome ?? self.decision.reapplied[orphan]?.outcome
    }
    let orphans = reapplication.orphans.filter { known($0.id) == nil }
    guard !orphans.isEmpty else { return [] }
    return try group.state.reapplying(Reapplication(orphans), now: group.now, known: known)
  }

  private func reapply(
    _ events: [ReappliedEvent], _ call: CommandCall, _ group: inout Group
  ) -> Pending {
    guard case .reapply(let reapplication) = call.command else {
      preconditionFailure("only a re-application re-applies")
    }
    let before = group.events.count
    append(events.map(\.event), events, call, &group)
    for (index, event) in events.enumerated() {
      group.reapplied[event.orphan] = (
        group.events[before + index].eventID, event.event.outcome, before + index + 1
      )
    }
    let answers = reapplication.orphans.map { orphan -> Pending.Reapplied in
      if let (event, _, seen) = group.reapplied[orphan.id] {
        return .inGroup(event: event, seen: seen, isRepeat: seen <= before)
      }
      guard let known = decision.reapplied[orphan.id] else { return .unchanged }
      return .before(event: known.event, at: known.position)
    }
    return Pending(
      kind: .decided(
        Pending.Answer(
          body: nil, outcome: .none, eventCount: events.count, isRepeat: false, identity: nil,
          plan: nil, reapplied: answers)), seen: group.events.count)
  }
}
