import EventLog
package import StandardForms

// Bytes and counts of what travels.
extension Limits {
  /// Bytes of the longest frame that is sent or taken: one event of the greatest size, framed.
  /// Every other frame is shorter (I11).
  package static let frameBytesMax =
    Frame.overheadBytes + ReplicatedEvent.overheadBytes
    + Limits.entryBytesMax + Limits.factsBytesMax + Limits.textsBytesMax

  /// Bytes of a frame from a replica: a header and a few short fields (I11).
  package static let controlFrameBytesMax = 4096

  /// Bytes of a node's name (I11).
  package static let nodeNameBytesMax = 128

  /// Bytes of a node's public URL; what browsers and proxies take without trouble (I11).
  package static let publicURLBytesMax = 1024

  /// Bytes of the sentence that explains a refusal (I11).
  package static let refusalBytesMax = 1024

  /// The greatest position in a frame: 2^53, exact in every JSON reader, and far from overflow.
  package static let framePositionMax: Int64 = 1 << 53

  /// The greatest epoch in a frame: 2^53, exact in every JSON reader, and far from overflow.
  package static let frameEpochMax: Int64 = 1 << 53

  /// How far an epoch may lie above the highest one that was seen: some 4,000 promotions. A member
  /// that claims more is not believed, so that there is always room above what was persisted: to
  /// reach `frameEpochMax` it would take 2^37 steps, each of them made durable by who follows it.
  package static let epochJumpMax: Int64 = 1 << 16

  /// Events in the answer to one fetch (I11).
  package static let fetchCountMax = 512

  /// Events in one transaction of a replica: of the answers that came while it was busy with the
  /// transaction before (I11).
  package static let copyCountMax = 2048

  /// Bytes of entries and payloads in such a transaction, unless one answer alone has more (I11).
  package static let copyBytesMax = 2_097_152

  /// Bytes of entries and payloads in one fetched batch, unless a single event is longer: large
  /// enough that loopback is not bound by round trips, small enough to keep a slow link's window
  /// short (I11).
  package static let fetchBytesMax = 524_288

  /// Fetches that a replica has under way, and that a primary keeps for one peer: the credit (I11).
  package static let fetchWindow = 4

  /// Bytes of entries and payloads in one live frame. Longer events are not published but fetched,
  /// so that this times the high-water mark bounds what a slow subscriber can hold (I11).
  package static let liveFrameBytesMax = 65_536

  /// Events that the primary reads for publishing at once. If the head is further ahead, replicas
  /// hear of it by a heartbeat and fetch (I11).
  package static let livePublishCountMax = 512

  /// Stretches of the log that a replica keeps ordered or arrived ahead of its head (I11).
  package static let windowStretchesMax = 64

  /// Bytes of arrived batches beyond which a replica orders nothing more (I11).
  package static let windowBytesMax = 8_388_608

  /// Chain values that a replica remembers below its head, to compare with duplicates (I11).
  package static let chainMemoryMax = 1024

  /// Replicas that a primary keeps account of; the least recently heard is forgotten (I11).
  package static let peersMax = 64

  /// Log reads that a primary has under way for all peers (I11).
  package static let primaryReadsMax = 256
}

// Times of the protocol.
extension Limits {
  /// Pause between two heartbeats of a primary.
  package static let heartbeatInterval = Duration.milliseconds(500)

  /// A replica without a heartbeat for so long calls itself stale: four were lost. So does one that
  /// was held up for so long.
  package static let staleAfter = Duration.seconds(2)

  /// A fetch without an answer for so long is sent again.
  package static let fetchTimeout = Duration.seconds(2)

  /// The pause after the first hello without an answer; it doubles each time.
  package static let helloPauseMin = Duration.milliseconds(200)

  /// The longest pause between two hellos: what a restarted primary waits for a replica at most.
  package static let helloPauseMax = Duration.seconds(5)

  /// The pause before a replica tries again to append after its disk was full.
  package static let appendRetryAfter = Duration.seconds(2)

  /// A replica that was not heard for so long is lost to the primary. One that is well answers each
  /// heartbeat, and one that was refused says hello every `helloPauseMax`.
  package static let peerLostAfter = Duration.seconds(10)

  /// A peer that was not heard for so long is forgotten by the primary.
  package static let peerForgottenAfter = Duration.seconds(60)

  /// Events behind the primary from which a streaming replica says that it is catching up again.
  package static let streamingLagMax = 1000

  /// How long a primary that starts again hears the others before it decides: longer than a lost
  /// connection takes to be made anew.
  package static let surveyMax = Duration.seconds(2)

  /// How long a log that is to be mended waits for a word of the node that it asks.
  package static let repairSilenceMax = Duration.seconds(10)

  /// How long a node that is promoted asks for a handover.
  package static let handoverTimeout = Duration.seconds(10)

  /// How long a node that is promoted waits for those that were just heard to hear of it.
  package static let gatherMax = Duration.milliseconds(600)

  /// The pause between two such questions.
  package static let handoverAskPause = Duration.milliseconds(200)

  /// How long a primary that hands over waits for the other to get everything; then it writes on.
  package static let yieldTimeout = Duration.seconds(5)

  /// Events that a node may be behind when it is to be handed the log: what is fetched in a moment.
  package static let handoverLagMax: Int64 = 1000
}
