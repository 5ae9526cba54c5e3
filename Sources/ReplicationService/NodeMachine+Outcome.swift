import Replication

extension NodeMachine {
  /// What became of an order, as the machine is told of it.
  mutating func take(
    _ outcome: NodeLog.Outcome, now: ContinuousClock.Instant
  ) -> [Action] {
    switch outcome {
    case .appended(let point, let epochs): appended(point, opening: epochs, now: now)
    case .refused(let fault): appendRefused(fault, now: now)
    case .failed(let failure): appendFailed(failure, now: now)
    case .opened(let point): epochOpened(point, now: now)
    case .notOpened(let reason): epochNotOpened(reason: reason, now: now)
    case .rewound(let point): rewound(to: point, now: now)
    case .notRewound(let reason): rewindFailed(reason: reason, now: now)
    case .persisted(let standing): persisted(standing, now: now)
    case .notPersisted(let reason): persistFailed(reason: reason, now: now)
    case .replaced(let point): replaced(upTo: point, now: now)
    case .replacementFinished: replacementFinished(now: now)
    case .notReplaced(let failure): replacementFailed(failure, now: now)
    case .discarded: []
    }
  }
}
