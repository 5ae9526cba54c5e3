package import EventLog

extension NodeMachine {
  /// Whoever decides commands committed some: the log now reaches `head`.
  package mutating func headMoved(
    to head: LogPoint, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    guard !holdsLog else { return [] }
    actions += serve(serving.headMoved(to: head, opening: []))
    return goOn(after: actions, now: now)
  }

  /// The read of this number was done.
  package mutating func readCompleted(
    _ excerpt: LogExcerpt, for read: LogRead, now: ContinuousClock.Instant
  ) -> [Action] {
    goOn(after: serve(serving.readCompleted(excerpt, for: read)), now: now)
  }

  /// The read of this number failed; `reason` is for the other node's operator.
  package mutating func readFailed(
    _ read: LogRead, reason: String, now: ContinuousClock.Instant
  ) -> [Action] {
    goOn(after: serve(serving.readFailed(read, reason: reason)), now: now)
  }

  /// The point was read; nil if the log does not reach it.
  package mutating func pointRead(
    _ point: LogPoint?, now: ContinuousClock.Instant
  ) -> [Action] {
    repairPointRead(point, now: now)
      ?? goOn(after: follow(following.pointRead(point, now: now)), now: now)
  }

  /// The batch of the last `append` is durable; the log now reaches `point`.
  /// - Parameter epochs: that begin among its events.
  package mutating func appended(
    _ point: LogPoint, opening epochs: [EpochStart], now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    raiseFence(to: point.epoch)
    actions += serve(serving.headMoved(to: point, opening: epochs))
    actions += follow(following.appended(point, opening: epochs, now: now))
    return goOn(after: actions, now: now)
  }

  /// The batch of the last `append` is not what it claims to be.
  package mutating func appendRefused(
    _ fault: BatchFault, now: ContinuousClock.Instant
  ) -> [Action] {
    goOn(after: follow(following.appendRefused(fault, now: now)), now: now)
  }

  /// The batch of the last `append` could not be written.
  package mutating func appendFailed(
    _ failure: FollowingMachine.AppendFailure, now: ContinuousClock.Instant
  ) -> [Action] {
    goOn(after: follow(following.appendFailed(failure, now: now)), now: now)
  }

  /// The log was cut to `point`; what was beyond is put aside.
  package mutating func rewound(
    to point: LogPoint, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    serving.rewound(to: point)
    damage = damage?.part(upTo: point.position)
    actions += follow(following.rewound(point, now: now))
    repairRewound(.success(point), &actions)
    return goOn(after: actions, now: now)
  }

  /// Nothing was cut, and it may succeed later.
  package mutating func rewindFailed(
    reason: String, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions = follow(following.rewindFailed(reason: reason, now: now))
    repairRewound(.failure(.storage(reason: reason)), &actions)
    return goOn(after: actions, now: now)
  }

  /// Nobody decides commands any more; the log reaches `point` and is this machine's.
  package mutating func writingStopped(
    at point: LogPoint, now: ContinuousClock.Instant
  ) -> [Action] {
    precondition(!holdsLog && isStopping, "I5: the log is given back once")
    var actions: [Action] = []
    (holdsLog, isStopping) = (true, false)
    actions += serve(serving.headMoved(to: point, opening: []))
    following.recorded(point, opening: [])
    return goOn(after: actions, now: now)
  }
}
