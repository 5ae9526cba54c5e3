import EventLog

/// Since when the log here lacks something: the last moment whose head is held here.
///
/// A head counts from when it was heard, not from when it was reached: what is here is then
/// complete as of that moment. Under a steady stream of writes there is always a newer head on its
/// way; so the oldest that is awaited is kept beside the newest, and nothing between (I11).
struct HeldHead {
  private struct Mark {
    let head: Position
    let heardAt: ContinuousClock.Instant
  }

  /// When the newest head that is held here was heard; nil if none is.
  private(set) var heardAt: ContinuousClock.Instant?
  private var awaited: Mark?
  private var newest: Mark?

  /// The primary told of `head`, which is not below what it told before.
  mutating func heard(_ head: Position, at now: ContinuousClock.Instant) {
    let mark = Mark(head: head, heardAt: now)
    if awaited == nil { awaited = mark } else { newest = mark }
  }

  /// The log here is durable up to `position`.
  mutating func settle(holding position: Position) {
    while let mark = awaited, mark.head <= position {
      heardAt = mark.heardAt
      awaited = newest
      newest = nil
    }
  }

  /// What was told is void: another primary speaks, or the same one anew.
  mutating func startAnew() {
    awaited = nil
    newest = nil
  }
}
