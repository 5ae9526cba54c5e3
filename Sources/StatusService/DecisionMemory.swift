import ReadModel
import StatusDomain

/// What deciding needs beyond what is shown and who may change it, folded from the same events.
struct DecisionMemory: Hashable, Sendable {
  /// What every source of an import became.
  private(set) var sources = SourceIndex()
  /// The count of the log's own events.
  private(set) var logVersion: Int64 = 0
  /// What each `Idempotency-Key` of the last day led to.
  private(set) var keys = IdempotencyIndex()
  /// Where this program's knowledge ends.
  private(set) var firstUnknown: UnknownEventError?

  init() {}

  init(
    sources: SourceIndex, logVersion: Int64, keys: IdempotencyIndex,
    firstUnknown: UnknownEventError?
  ) {
    self.sources = sources
    self.logVersion = logVersion
    self.keys = keys
    self.firstUnknown = firstUnknown
  }

  mutating func take(_ event: DecodedEvent) {
    keys.forget(before: event.meaning.recordedAt)
    guard let what = event.meaning.event else {
      if firstUnknown == nil { firstUnknown = event.unknown }
      return
    }
    sources.remember(what)
    if case .log(.epochOpened) = what { logVersion += 1 }
    if let mark = event.idempotency { keys.remember(mark, what.outcome, event.meaning) }
  }
}
