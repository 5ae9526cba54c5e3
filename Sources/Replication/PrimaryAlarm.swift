package import EventLog

/// What a replica's log proves against the primary's own: only a person can decide which is right.
///
/// The replica is named as it names itself: as long as replication does not authenticate, anybody
/// on this machine's loopback can raise an alarm.
package enum PrimaryAlarm: Hashable, Sendable {
  /// The replica has more of this log, in this epoch: the primary lost events, for instance because
  /// it was restored from a backup. Any further write forks the log.
  case behind(replica: String, position: Position)
  /// The replica has seen a later epoch of this log: another primary was promoted.
  case higherEpoch(replica: String, epoch: Epoch)
  /// The replica has another history of this log, at or before this position.
  case diverged(replica: String, position: Position)

  /// Whether another write here would make it worse: true for `.behind` and `.higherEpoch`. After
  /// `.diverged` the fork has happened, and it is the replica that has to be emptied.
  package var stopsWrites: Bool {
    switch self {
    case .behind, .higherEpoch: true
    case .diverged: false
    }
  }

  /// What is wrong, in words.
  package var reason: String {
    switch self {
    case .behind(let replica, let position):
      "replica \"\(replica)\" has this log up to position \(position.rawValue), beyond the head "
        + "here: events are missing here, perhaps because the data was restored from a backup"
    case .higherEpoch(let replica, let epoch):
      "replica \"\(replica)\" has seen epoch \(epoch.rawValue) of this log, later than the one "
        + "here: another primary has taken over"
    case .diverged(let replica, let position):
      "replica \"\(replica)\" has another history of this log, at or before position "
        + "\(position.rawValue)"
    }
  }

  /// What the operator can do about it.
  package var hint: String {
    switch self {
    case .behind:
      "stop this primary and start it on a copy of that replica's data, which is longer; or, to "
        + "give up what only the replica has, empty its data folder and restart this primary"
    case .higherEpoch:
      "stop this primary and follow the one of the later epoch; or, to give up what that one "
        + "recorded, empty the replica's data folder and restart this primary"
    case .diverged:
      "compare both logs; if this one is right, empty the replica's data folder and restart it"
    }
  }

  /// Whether this is to be shown instead of `other`: the later epoch, then the longer log, then
  /// other histories.
  package func isGraver(than other: PrimaryAlarm?) -> Bool {
    guard let other else { return true }
    return rank > other.rank
  }

  private var rank: (kind: Int, value: Int64) {
    switch self {
    case .higherEpoch(_, let epoch): (3, epoch.rawValue)
    case .behind(_, let position): (2, position.rawValue)
    case .diverged(_, let position): (1, position.rawValue)
    }
  }
}
