package import EventLog
package import ReadModel
package import StandardForms
package import StatusDomain

/// One request to change something: the command, who asks, and whether it may have asked before.
package struct CommandCall: Sendable {
  /// What is asked.
  package var command: StatusCommand
  /// The opaque id of who asks, such as `token/<uuid>`; never a name (I10).
  package var actor: String
  /// The digests of the request's `Idempotency-Key` and body, if it had a key (I9).
  package var idempotency: IdempotencyMark?

  /// A call of these parts.
  package init(command: StatusCommand, actor: String, idempotency: IdempotencyMark? = nil) {
    self.command = command
    self.actor = actor
    self.idempotency = idempotency
  }
}

/// What a caller holds once its command is durable on this node.
package struct Receipt: Hashable, Sendable {
  /// The place of the command's last event; the head if nothing differed.
  package let position: BoardPosition
  /// What the command made.
  package let outcome: Outcome
  /// How many events it recorded.
  package let eventCount: Int
  /// Whether this is the answer to an earlier request with the same `Idempotency-Key`.
  package let isRepeat: Bool
  /// For an import: the identity here of what was imported.
  package let identity: UUIDValue?
  /// For a declaration: what it changed, or would change; not for a repeat.
  package let plan: ProvisioningPlan?
  /// For a re-application: what became of each orphan, in their order.
  package let reapplied: [ReappliedOrphan]
}

/// What became of an orphan.
package enum ReappliedOrphan: Hashable, Sendable {
  /// It was recorded as this event, now or when it was re-applied before.
  case recorded(event: UUIDValue, at: BoardPosition, isRepeat: Bool)
  /// It is so already: nothing was recorded.
  case unchanged
}

/// Why a command changed nothing.
package enum CommandFailure: Error, Hashable, Sendable {
  /// The rules refuse it.
  case rejected(Rejection)
  /// Its `Idempotency-Key` came before with another body (I9).
  case keyReused
  /// More keys are remembered than there may be (I11); without a key it would be taken.
  case keysExhausted
  /// Too many commands wait (I11).
  case busy
  /// The disk is full. The next try may succeed.
  case storageFull
  /// The store refused for another reason than room, and changed nothing. The next try may succeed.
  case storageFailed
  /// This node copies: the primary decides.
  case notPrimary
  /// The node decides again before long, and does not now for this reason: a sentence.
  case notNow(reason: String)
  /// The node refuses writes until its operator decides, for this reason: a sentence.
  case halted(reason: String)
  /// The node does not append any more.
  case stopped
}
