package import EventLog

/// One message between two nodes. `Frame+Encoding.swift` shows its bytes, which never change.
///
/// Every frame says which log and which reign its sender lives in, so that a frame of another one
/// is refused before anything else of it is looked at.
package struct Frame: Hashable, Sendable {
  /// The sender's log; nil if it has none yet.
  package var logID: LogID?
  /// The fence: the highest epoch of this log that the sender has seen and persisted; nil if it has
  /// no log yet.
  package var epoch: Epoch?
  /// A random number that the primary draws at each start, on all its frames: how a replica notices
  /// a restart. 0 on a replica's frames.
  package var session: UInt64
  /// What is published counts up from 1 within a session. A request has its sender's own number, an
  /// answer that of its request.
  package var sequence: UInt64
  /// The first event's position if events follow or are asked for, else the head's.
  package var position: Position
  /// The chain value before `position` if events follow or are asked for, else that at `position`.
  package var chain: Digest
  /// The sender's last position.
  package var head: Position
  /// The position up to which events are replicated, as far as the sender knows: durable in every
  /// region that the membership requires.
  package var commit: Position
  /// What the frame is for.
  package var message: Message

  /// Takes all parts as they are.
  package init(
    logID: LogID?, epoch: Epoch?, session: UInt64, sequence: UInt64, position: Position,
    chain: Digest, head: Position, commit: Position, message: Message
  ) {
    self.logID = logID
    self.epoch = epoch
    self.session = session
    self.sequence = sequence
    self.position = position
    self.chain = chain
    self.head = head
    self.commit = commit
    self.message = message
  }

  /// What a frame is for, with what only this kind of frame carries.
  package enum Message: Hashable, Sendable {
    /// Published: new events, 1 or more.
    case live([ReplicatedEvent])
    /// Published by every node: the head, at least every `Limits.heartbeatInterval`.
    case heartbeat(Presence)
    /// Request: a node names itself, and the last position of its log that it believes to be in the
    /// other's log too. `pointEpoch` is the epoch of the event there; nil for position zero.
    case hello(nodeName: String, pointEpoch: Epoch?)
    /// Answer to a hello: up to there the asker's log is a beginning of the answerer's, whose head
    /// this is.
    case welcome(Presence)
    /// Answer to any request: no, and why.
    case refuse(Refusal)
    /// Request: the events from `position`. `chainIsKnown` is false if the sender has not got the
    /// event before yet, and so cannot name its chain value.
    case fetch(countMax: Int, bytesMax: Int, chainIsKnown: Bool)
    /// Answer to a fetch: as many events as there were, and as fitted; perhaps none.
    case batch([ReplicatedEvent])
    /// Request without an answer: the replica's log is durable up to `position`.
    case acknowledge
    /// Request: a node that is to become the primary asks the primary to stop, and to wait until
    /// the asker has all that it has.
    case askHandover
    /// Answer to that: the answerer is primary no more, and its log ends at the frame's head.
    case handover
  }
}
