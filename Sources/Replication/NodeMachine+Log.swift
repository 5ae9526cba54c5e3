package import EventLog

extension NodeMachine {
  /// Whoever decides commands committed some: the log now reaches `head`.
  package mutating func headMoved(
    to head: LogPoint, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    guard !holdsLog else { return [] }
    serve(serving.headMoved(to: head, opening: []), &actions)
    goOn(&actions, now: now)
    return actions
  }

  /// The read of this number was done.
  package mutating func readCompleted(
    _ excerpt: LogExcerpt, for read: LogRead, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    serve(serving.readCompleted(excerpt, for: read), &actions)
    goOn(&actions, now: now)
    return actions
  }

  /// The read of this number failed; `reason` is for the other node's operator.
  package mutating func readFailed(
    _ read: LogRead, reason: String, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    serve(serving.readFailed(read, reason: reason), &actions)
    goOn(&actions, now: now)
    return actions
  }

  /// The point was read; nil if the log does not reach it.
  package mutating func pointRead(
    _ point: LogPoint?, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    follow(following.pointRead(point, now: now), &actions)
    goOn(&actions, now: now)
    return actions
  }

  /// The batch of the last `append` is durable; the log now reaches `point`.
  /// - Parameter epochs: that begin among its events.
  package mutating func appended(
    _ point: LogPoint, opening epochs: [EpochStart], now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    raiseFence(to: point.epoch)
    serve(serving.headMoved(to: point, opening: epochs), &actions)
    follow(following.appended(point, opening: epochs, now: now), &actions)
    goOn(&actions, now: now)
    return actions
  }

  /// The batch of the last `append` is not what it claims to be.
  package mutating func appendRefused(
    _ fault: BatchFault, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    follow(following.appendRefused(fault, now: now), &actions)
    goOn(&actions, now: now)
    return actions
  }

  /// The batch of the last `append` could not be written.
  package mutating func appendFailed(
    _ failure: FollowingMachine.AppendFailure, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    follow(following.appendFailed(failure, now: now), &actions)
    goOn(&actions, now: now)
    return actions
  }

  /// The log was cut to `point`; what was beyond is put aside.
  package mutating func rewound(
    to point: LogPoint, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    serving.rewound(to: point)
    commit = min(commit, point.position)
    follow(following.rewound(point, now: now), &actions)
    goOn(&actions, now: now)
    return actions
  }

  /// Nothing was cut, and it may succeed later.
  package mutating func rewindFailed(
    reason: String, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    follow(following.rewindFailed(reason: reason, now: now), &actions)
    goOn(&actions, now: now)
    return actions
  }

  /// Nobody decides commands any more; the log reaches `point` and is this machine's.
  package mutating func writingStopped(
    at point: LogPoint, now: ContinuousClock.Instant
  ) -> [Action] {
    precondition(!holdsLog && isStopping, "I5: the log is given back once")
    var actions: [Action] = []
    (holdsLog, isStopping) = (true, false)
    serve(serving.headMoved(to: point, opening: []), &actions)
    following.recorded(point, opening: [])
    goOn(&actions, now: now)
    return actions
  }
}
