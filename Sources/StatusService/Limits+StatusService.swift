package import StandardForms

extension Limits {
  /// The most commands that wait for the writer. Beyond it a caller is told to come back: at the
  /// slowest disk that we have met, some seconds of work.
  package static let mailboxCommandsMax = 20_000
  /// The most commands that are decided and committed as one group: enough for one fsync to serve
  /// every client that waits, few enough that the first of them does not wait long.
  package static let commandsInGroupMax = 1000
  /// For how long an `Idempotency-Key` is remembered, in hours.
  package static let idempotencyHours = 24
  /// The most `Idempotency-Key`s that are remembered at a time: some 60 MB. Beyond it, requests
  /// with a key are refused rather than decided twice (I9).
  package static let idempotencyKeysMax = 400_000
  /// The most orphans of which it is remembered what they became: those of several full bundles.
  /// The oldest is forgotten then; the bundle that it was in still says that it is settled.
  static let reappliedRemembered = 100_000
  /// The most events that a follower reads at a time.
  package static let followerPageCountMax = 2000
  /// The most bytes of events that a follower reads at a time.
  package static let followerPageBytesMax = 8 << 20
  /// The most threads that read a log ahead of the one that folds it, however many processors there
  /// are: one of the log's reading connections stays free.
  static let readAheadThreadsMax = 3
  /// The most events in a page that is read ahead.
  static let readAheadPageCountMax: Int = 500
  /// The most pages for each such thread that are read and not taken in yet.
  static let readAheadPagesMax = 4
}

extension Limits {
  /// After so many events a new snapshot is due: at the slowest fold that we have measured, folding
  /// them takes a second or two.
  package static let snapshotEventCount = 20_000
  /// The least pause between two snapshots, in seconds.
  package static let snapshotPauseSeconds = 60
  /// The pause lasts at least so many times as long as writing took: a twentieth of the time at
  /// most goes into snapshots, however large they are.
  package static let snapshotPauseFactor = 20
  /// How long the last snapshot of an orderly end may take, in seconds: within the time that a node
  /// has to drain.
  package static let snapshotStopSeconds = 5
  /// The largest snapshot that is read, in bytes: some ten times what a million events need.
  package static let snapshotBytesMax = 4 << 30
  /// So many bytes are encoded, written and synced at a time: small beside what a disk takes in a
  /// commit's time.
  package static let snapshotPieceBytes = 4 << 20
  /// So many bytes stay free on the disk after a snapshot, for the log.
  package static let snapshotDiskReserveBytes: UInt64 = 32 << 20
  /// How much the snapshot's thread yields to all others, as nice(2) counts.
  package static let snapshotNiceness: Int32 = 10
}

extension Limits {
  /// Bytes of events that a slice of a scrub reads: some tens of milliseconds.
  package static let scrubSliceBytes = 1 << 20
  /// Stretches of damage that a finding names; all are counted and logged.
  package static let scrubFindingsKept = 100
}
