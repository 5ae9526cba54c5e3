package import EventLog
package import Membership

/// How a node is to become the primary.
package enum Promotion: Hashable, Sendable {
  /// The present primary hands its log over: nothing is lost.
  case planned
  /// The present primary is gone. The operator has seen how far its log was heard of, and repeats
  /// that position.
  case forced(confirmed: Position)
}

/// Why a node does not become the primary. Nothing has changed.
package enum PromotionFailure: Error, Hashable, Sendable {
  /// Without a membership nobody knows who else there is.
  case noMembership
  /// The membership does not allow it for this node.
  case notAllowed
  /// It is the primary already.
  case alreadyPrimary
  /// It could not decide anything, for this reason: a sentence.
  case cannotDecide(reason: String)
  /// Events of its log are not what was recorded.
  case damaged(ClosedRange<Position>)
  /// It has no log yet.
  case noLog
  /// Another promotion of this node is under way, or what it has heard of is being made durable.
  case busy
  /// No primary is heard that could hand over.
  case noPrimary
  /// The primary lives, and can hand over.
  case primaryLives(NodeName)
  /// What was confirmed is not how far the log was heard of.
  case notConfirmed(heard: HeardHead?)
  /// The log here is not a beginning of the primary's, or still being compared.
  case notFollowing
  /// The primary does not hand over, and says why.
  case refused(reason: String)
  /// The primary did not hand over in time, and perhaps will: ask again.
  case timedOut
  /// Another node was promoted meanwhile.
  case overtaken(by: Epoch)
  /// The epoch could not be recorded.
  case storage(reason: String)
}

/// A node that has become the primary.
package struct PromotionReport: Hashable, Sendable {
  /// The epoch that it has opened.
  package let epoch: Epoch
  /// The position of the event that opened it.
  package let position: Position
  /// How far the log was heard of before, and by whom; nil if it was not since the start.
  package let heard: HeardHead?
  /// What was found out of the others' logs.
  package let gathered: GatheredLogs

  /// How many events were heard of and are not here.
  package var missingCount: Int64 {
    heard.map { max(0, $0.head.position - position + 1) } ?? 0
  }
}

/// How far a log reached, as somebody told.
package struct HeardHead: Hashable, Sendable {
  /// The head.
  package let head: EpochPosition
  /// Who told of it.
  package let by: NodeName
  /// When.
  package let at: ContinuousClock.Instant
}
