package import EventLog

/// One message between two nodes. `Frame+Encoding.swift` shows its bytes, which never change.
///
/// Every frame says which log and which reign its sender lives in, so that a frame of another one
/// is refused before anything else of it is looked at.
package struct Frame: Hashable, Sendable {
  /// The sender's log; nil if it has none yet.
  package var logID: LogID?
  /// The reign that the sender knows as current; nil if it has no log yet.
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
  /// The position up to which events are as durable as the primary's policy demands. `local` is the
  /// only policy yet, so it is the primary's head.
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
    /// Published: the head, at least every `Limits.heartbeatInterval`.
    case heartbeat(publicURL: String)
    /// Request: a replica names itself and its head.
    case hello(nodeName: String)
    /// Answer to a hello: the replica's log is a beginning of the primary's, whose head this is.
    case welcome(publicURL: String)
    /// Answer to any request: no, and why.
    case refuse(Refusal)
    /// Request: the events from `position`. `chainIsKnown` is false if the sender has not got the
    /// event before yet, and so cannot name its chain value.
    case fetch(countMax: Int, bytesMax: Int, chainIsKnown: Bool)
    /// Answer to a fetch: as many events as there were, and as fitted; perhaps none.
    case batch([ReplicatedEvent])
    /// Request without an answer: the replica's log is durable up to `position`.
    case acknowledge
  }
}

/// Why a primary does not do what a replica asked.
package struct Refusal: Hashable, Sendable {
  /// The reasons, with their numbers on the wire.
  package enum Code: UInt16, Hashable, Sendable {
    /// The primary does not know the peer (any more): say hello.
    case helloFirst = 1
    /// The replica has another log.
    case foreignLog = 2
    /// The replica has seen a higher epoch than the primary, which is deposed.
    case lowerEpoch = 3
    /// The replica's log is longer than the primary's.
    case longerLog = 4
    /// The chain values differ at the replica's head.
    case chainDiffers = 5
    /// The primary could not read its own log there.
    case unreadable = 6
  }

  /// The reason, for programs; nil for one that a newer primary invented.
  package var code: Code?
  /// The reason, for people, cut to `Limits.refusalBytesMax`.
  package var reason: String

  /// Takes both as they are.
  package init(_ code: Code?, _ reason: String) {
    self.code = code
    self.reason = reason
  }
}
