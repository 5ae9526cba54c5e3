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
  /// The most events that a follower reads at a time.
  package static let followerPageCountMax = 2000
  /// The most bytes of events that a follower reads at a time.
  package static let followerPageBytesMax = 8 << 20
}
