import EventLog

// How a log that has another continuation than its upstream finds the place where they part.
extension FollowingMachine {
  /// Whether the log here is no beginning of the upstream's, as one of the two has found.
  var isDiverged: Bool {
    switch phase {
    case .diverged, .refused: true
    case .idle, .probing, .comparing, .following, .rewinding: false
    }
  }

  /// Whether the upstream is followed as the one with the longest log that can be got.
  var isFollowingGathered: Bool { givesUpForks && !isFollowingPrimary }

  /// Whether nothing of a former upstream is being written any more.
  var isAtRest: Bool { phase == .idle && appending == nil && !isCutting }

  /// The point that was asked for was read; nil if the log does not reach it.
  package mutating func pointRead(
    _ point: LogPoint?, now: ContinuousClock.Instant
  ) -> [Action] {
    guard let point, point.position == awaitedPoint else { return goOn(now: now) }
    probeAnew(point)
    hello.hurry(now: now)
    return goOn(now: now)
  }

  /// The log was cut to `point`; what was beyond is put aside.
  package mutating func rewound(_ point: LogPoint, now: ContinuousClock.Instant) -> [Action] {
    isCutting = false
    history.cut(after: point.position)
    take(point)
    switch phase {
    case .idle, .diverged: break
    case .probing, .comparing, .following, .rewinding, .refused:
      // Whoever is followed has to compare anew.
      startAnew()
      phase = .probing
      hello.hurry(now: now)
    }
    return goOn(now: now)
  }

  /// Nothing was cut, and it may succeed later.
  package mutating func rewindFailed(
    reason: String, now: ContinuousClock.Instant
  ) -> [Action] {
    isCutting = false
    ownProblem = reason
    guard phase == .rewinding else { return goOn(now: now) }
    phase = .probing
    hello.rest(now: now)
    return goOn(now: now)
  }

  /// The upstream does not have the log up to `probe`: go back to the end of the last epoch that
  /// both have.
  mutating func compare(with common: Refusal.EpochEnd, _ actions: inout [Action]) {
    guard let own = history.end(ofLastUpTo: common.epoch, head: log.position) else {
      phase = .refused(reason: "the epochs of the logs have nothing in common")
      return
    }
    let position =
      own.epoch == common.epoch ? min(own.position, common.position) : own.position
    guard position < probe.position else {
      // Its answer would lead nowhere: another one may.
      primaryProblem = "the primary's epochs contradict each other"
      return
    }
    phase = .comparing
    awaitedPoint = position
    hello.end()
    actions.append(.readPoint(position))
  }

  /// The upstream has the log up to `probe`, which lies before the head here.
  /// - Parameter theirs: the epoch of the upstream's last event.
  mutating func rewind(below theirs: Epoch?, _ actions: inout [Action]) {
    guard appending == nil, !isCutting, givesUpForks, let theirs, let ours = log.epoch,
      theirs > ours
    else {
      // Not the primary, or not yet of a later epoch: nothing is given up for it.
      primaryProblem = "the node that is followed has another continuation of this log"
      return
    }
    phase = .rewinding
    isCutting = true
    hello.end()
    actions.append(.rewind(to: probe))
  }
}
