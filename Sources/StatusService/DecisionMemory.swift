import ReadModel
import StatusDomain

/// What deciding needs beyond what is shown and who may change it, folded from the same events.
struct DecisionMemory: Hashable, Sendable {
  /// What every source of an import became.
  private(set) var sources = SourceIndex()
  /// The count of the log's own events.
  private(set) var logVersion: Int64 = 0
  /// The forks that were recorded.
  private(set) var forks = ForkList()
  /// What each `Idempotency-Key` of the last day led to.
  private(set) var keys = IdempotencyIndex()
  /// What each orphan became that was re-applied.
  private(set) var reapplied = ReappliedIndex()
  /// Where this program's knowledge ends.
  private(set) var firstUnknown: UnknownEventError?

  init() {}

  init(
    sources: SourceIndex, logVersion: Int64, forks: ForkList, keys: IdempotencyIndex,
    reapplied: ReappliedIndex, firstUnknown: UnknownEventError?
  ) {
    self.sources = sources
    self.logVersion = logVersion
    self.forks = forks
    self.keys = keys
    self.reapplied = reapplied
    self.firstUnknown = firstUnknown
  }

  mutating func take(_ event: DecodedEvent) {
    keys.forget(before: event.meaning.recordedAt)
    guard let what = event.meaning.event else {
      if firstUnknown == nil { firstUnknown = event.unknown }
      return
    }
    sources.remember(what)
    if case .log(let event) = what { take(event) }
    if let mark = event.reapplied {
      reapplied.remember(mark, what.outcome, at: event.meaning.position)
    }
    if let mark = event.idempotency { keys.remember(mark, what.outcome, event.meaning) }
  }

  private mutating func take(_ event: LogEvent) {
    logVersion += 1
    switch event {
    case .epochOpened: break
    case .forkDetected(let fork): forks.remember(fork)
    }
  }
}
