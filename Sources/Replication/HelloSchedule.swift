import StandardForms

/// When the next hello is due: after `hurry` at once, then after pauses that double up to a bound,
/// for ever.
struct HelloSchedule {
  /// When the next one is due; nil if none is.
  private(set) var dueAt: ContinuousClock.Instant?
  private var pause = Limits.helloPauseMin
  private var lastSentAt: ContinuousClock.Instant?

  /// One was sent: the next is due after the pause.
  mutating func sent(now: ContinuousClock.Instant) {
    lastSentAt = now
    dueAt = now + pause
    pause = min(pause * 2, Limits.helloPauseMax)
  }

  /// There is a reason to say hello soon: at once, but not within the shortest pause of the last
  /// one.
  mutating func hurry(now: ContinuousClock.Instant) {
    let earliest = max(now, lastSentAt.map { $0 + Limits.helloPauseMin } ?? now)
    dueAt = min(dueAt ?? earliest, earliest)
    pause = Limits.helloPauseMin
  }

  /// The primary said no: ask again after the longest pause, in case another one takes its place.
  mutating func rest(now: ContinuousClock.Instant) {
    pause = Limits.helloPauseMax
    dueAt = now + pause
  }

  /// No more hellos until `hurry`.
  mutating func end() {
    dueAt = nil
    pause = Limits.helloPauseMin
  }
}
