/// What can have happened to the log itself.
package enum LogEvent: Hashable, Sendable {
  /// A primary's reign began.
  case epochOpened(epoch: Int64)
  /// Another node was found to have events that only it has.
  case forkDetected(Fork)
}

/// What can be asked of the log itself.
package enum LogCommand: Hashable, Sendable {
  /// Record that another node has a fork.
  case reportFork(Fork)
}

extension StatusState {
  func decide(_ command: LogCommand) -> [LogEvent] {
    switch command {
    case .reportFork(let fork): forks.forks.contains(fork) ? [] : [.forkDetected(fork)]
    }
  }

  /// The state of the log after `event`.
  mutating func take(_ event: LogEvent) {
    logVersion += 1
    switch event {
    case .epochOpened: break
    case .forkDetected(let fork): forks.remember(fork)
    }
  }
}
