package import StandardForms

extension Limits {
  /// Live frames that libzmq keeps for a slow subscriber before it drops: with `liveFrameBytesMax`
  /// 16 MiB for each (I11). What is dropped is fetched.
  package static let publishHighWaterMark: Int32 = 256

  /// Messages that libzmq keeps for a peer of the control sockets before they are dropped: more
  /// than `fetchWindow` batches and what comes between (I11).
  package static let controlHighWaterMark: Int32 = 16

  /// Messages taken from one socket before the others have their turn (I11).
  package static let messagesPerTurnMax = 256

  /// How long what is unsent may delay the end, in milliseconds.
  package static let lingerMilliseconds: Int32 = 200

  /// The pause before a lost connection is tried again, in milliseconds; it grows to ten times as
  /// long.
  package static let reconnectMilliseconds: Int32 = 100

  /// A connection without a sign of life for so long is made anew, in milliseconds.
  package static let silenceMillisecondsMax: Int32 = 5000

  /// Forks that a node found and that wait to be recorded; the oldest is given up for a new one:
  /// the node that has it keeps its events all the same (I11).
  package static let foundForksMax = 16
}
