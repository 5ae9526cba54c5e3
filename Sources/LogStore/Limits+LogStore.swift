package import StandardForms

extension Limits {
  /// Events in one transaction: enough to hide the fsync (293,000 rows/s at 1,000 in a batch) and
  /// to record the largest declaration at once, few enough that a commit stays in milliseconds
  /// (I11).
  package static let appendBatchCountMax = 4_096

  /// Events in one page of a read: one page is one short transaction, which must not keep the
  /// write-ahead log from being reused (I11).
  package static let readBatchCountMax = 10_000

  /// Events that are held after they were committed: what who follows the log takes at its end
  /// (I11).
  package static let tailCountMax = 4_096

  /// Bytes of entries and payloads of these; parsed, they are some times as much (I11).
  package static let tailBytesMax = 8_388_608

  /// Pages of 4,096 bytes in the write-ahead log before the writer should checkpoint: 8 MiB, some
  /// milliseconds of copying (I11).
  package static let walPagesMax = 2_000

  /// Bytes to which the write-ahead log file is cut when it is reused after a long reader.
  package static let walFileBytesMax = 67_108_864

  /// Bytes that must be free before anything is written. Below, SQLite could fail where it cannot
  /// tell whether a commit holds: the index of the write-ahead log grows after the commit.
  package static let diskReserveBytes: UInt64 = 1_048_576

  /// Seconds that a connection waits for a lock of another one.
  package static let busyTimeoutSeconds = 5.0

  /// Connections that read at the same time.
  package static let readerCountMax = 4

  /// Bytes of the events that are held at once while a store is rebuilt (I11).
  package static let rebuildPageBytesMax = 4_194_304

  /// Events after which a store that is being rebuilt is synced: some tens of megabytes, so that
  /// the log's own sync never waits for much.
  package static let rebuildSyncCount = 32_768

  /// Events in one bundle of orphans (I11).
  package static let orphansInFileMax = 4_096

  /// Bytes of lines after which a bundle of orphans ends; the last event may be as long as events
  /// are (I11).
  package static let orphanBundleBytes = 16_777_216

  /// Bytes of a bundle's file that is read, and of the file that says how its orphans were settled:
  /// a full bundle and one event of the greatest size (I11).
  package static let orphanFileBytesMax = 33_554_432

  /// Stretches of damage after which a slice of a scrub ends (I11).
  package static let scrubFindingsMax = 64
}
