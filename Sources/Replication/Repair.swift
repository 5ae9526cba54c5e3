package import EventLog
package import Membership

/// A log that was mended from a peer's.
package struct RepairReport: Hashable, Sendable {
  /// Whose log it was mended from.
  package let from: NodeName
  /// What was replaced by the peer's copy of the same events; nil if nothing was.
  package let replaced: ClosedRange<Position>?
  /// How many events only this log had; they are kept as orphans.
  package let putAsideCount: Int64
}

/// Why a log was not mended. It is as it was.
package enum RepairFailure: Error, Hashable, Sendable {
  /// Without a membership nobody knows from whom.
  case noMembership
  /// Only a node that copies can be mended: promote another one first.
  case isPrimary
  /// A promotion or another repair is under way.
  case busy
  /// No damage is known, and the log is not diverged.
  case nothingToRepair
  /// No node is heard that has all that is needed: for what diverged it has to be the primary.
  case noSource
  /// The log is diverged within an epoch, and nothing is given up but for a later one: this primary
  /// has to begin one.
  case noLaterEpoch(NodeName)
  /// The node that was asked did not answer in time.
  case silent(NodeName)
  /// What the peer has does not belong into this log.
  case contradicts(reason: String)
  /// The disk refused.
  case storage(reason: String)
}

/// A repair that is under way.
///
///     damage:   resting ▶ beginning ▶ asking ⇄ replacing ▶ finishing
///     diverged: resting ▶ asking ⇄ reading ▶ rewinding
///
/// Damaged events are replaced by a peer's; of two histories the last event in common is searched.
struct Repairing: Equatable {
  /// Where two logs of one history part: after `agreed`, and at `differing` at the latest.
  struct Search: Equatable {
    /// Where the log here ends.
    let head: Position
    var agreed: LogPoint
    var differing: Position
    /// The peer's chain value at `tried`.
    var theirs: Digest?

    init(head: Position, theirHead: Position) {
      self.head = head
      agreed = .empty
      differing = min(head, theirHead).next
    }

    /// What is compared next; nil once it is known.
    var tried: Position? {
      guard differing - agreed.position > 1 else { return nil }
      return Position(agreed.position.rawValue + (differing - agreed.position) / 2)
    }
  }

  enum Goal: Equatable {
    case replace(ClosedRange<Position>)
    case find(Search)
  }

  enum Step: Equatable {
    /// Until what was begun before is done.
    case resting
    case beginning
    /// Waits for the answer of this number, asked again now and then.
    case asking(UInt64, again: ContinuousClock.Instant, after: LogPoint)
    case replacing
    case finishing
    case reading
    case rewinding
  }

  var peer: NodeName
  /// Who has what is needed, too.
  var others: ArraySlice<NodeName>
  var goal: Goal
  var step = Step.resting
  /// Without an answer until then, it ends.
  var deadline: ContinuousClock.Instant

  /// When something is due.
  var due: ContinuousClock.Instant? {
    if case .asking(_, let again, _) = step { min(again, deadline) } else { nil }
  }
}

extension ClosedRange<Position> {
  /// What of it a log has that ends at `head`; nil if nothing.
  func part(upTo head: Position) -> ClosedRange<Position>? {
    lowerBound <= head ? lowerBound...Swift.min(upperBound, head) : nil
  }
}
