package import StandardForms

extension Limits {
  /// The longest body of a request, in bytes: the largest resource, a description of 64 KiB and a
  /// thousand impacts, stays far below it.
  package static let bodyBytesMax = 1 << 20
  /// The longest body of an import, in bytes: a year of a busy page's history.
  package static let importBodyBytesMax = 16 << 20
  /// The most items of one import: what the writer decides in one group, twice.
  package static let importItemsMax = 500
  /// The most faults that one problem names; how many there are is said.
  package static let problemErrorsMax = 200
  /// How many bytes of a body that nobody wants are read and dropped, so that its sender comes to
  /// read the answer; beyond it the connection is cut.
  package static let unwantedBodyBytesMax = 64 << 20
  /// For how long an answer waits until this node's board has reached a position.
  package static let boardWaitMax = Duration.seconds(5)
  /// For how long the answer to a change waits for it to be replicated, if its client says nothing.
  package static let durabilityWaitDefault = Duration.milliseconds(300)
  /// The longest such wait that a client can ask for, in seconds; others are cut to it.
  package static let durabilityWaitSecondsMax = 30
  /// The most changes that are sent on to the primary at a time, each on a connection of its own.
  package static let forwardsMax = 64
  /// The most bytes that the bodies of such changes take at a time.
  package static let forwardedBytesMax = 64 << 20
  /// The longest body of an answer to one: longer than any that a primary gives.
  package static let forwardedAnswerBytesMax = 16 << 20
  /// For how long a connection to the primary is tried.
  package static let forwardConnectMax = Duration.seconds(3)
  /// For how long the whole body of a change that is to be sent on may take to come (I11).
  package static let forwardedBodyMax = Duration.seconds(30)
  /// For how long an answer of the primary is waited for: above what it may itself wait for
  /// (`durabilityWaitSecondsMax` and `boardWaitMax`).
  package static let forwardMax = Duration.seconds(45)
  /// For how long a connection to the primary is kept for the next change: less than the primary
  /// keeps it (`idleConnectionSeconds`), so that it does not end as a change is sent.
  package static let forwardIdleMax = Duration.seconds(15)
  /// After how many seconds a client whose wait was in vain may try again.
  package static let retryAfterSeconds = 1
  /// The longest `Idempotency-Key`, in characters.
  package static let idempotencyKeyCharactersMax = 255
  /// The most events on one page.
  package static let eventPageCountMax = 500
  /// How many events are on a page whose reader names no limit.
  package static let eventPageCountDefault = 100
  /// How many bytes of events are read for one page: above the largest single event.
  package static let eventPageBytesMax = 4 << 20
  /// The most readers of events that wait for the disk; beyond it they are told to come back.
  package static let eventReadersMax = 64
  /// The most connections that wait to be accepted: a whole fleet that reconnects at once.
  package static let acceptBacklog = 4096
  /// The most connections that are open at a time; each costs some 20 KB.
  package static let connectionsMax = 10_000
  /// How many open files are kept for the log, its readers, replication, what is sent on, and the
  /// process itself.
  package static let reservedFiles = 100 + forwardsMax
  /// After how many seconds without a word an idle or stalled connection is closed.
  package static let idleConnectionSeconds = 75
  /// From how long on an answer is logged as slow, whatever it is.
  package static let slowAnswerMin = Duration.seconds(1)
  /// For how many seconds a browser may remember the answer to a preflight.
  package static let preflightSecondsMax = 600
  /// The most prepared answers that are kept.
  package static let preparedCountMax = 2048
  /// The most bytes of prepared answers that are kept.
  package static let preparedBytesMax = 64 << 20
  /// The longest body that is kept, in bytes: beyond it each request is answered anew.
  package static let preparedBodyBytesMax = 8 << 20
  /// The longest path and query whose answer is kept, in bytes.
  package static let preparedTargetBytesMax = 1024
  /// The longest `Accept-Language` that is answered without the router, in bytes.
  package static let acceptLanguageBytesMax = 256
  /// The longest `If-None-Match` that is answered without the router, in bytes.
  package static let ifNoneMatchBytesMax = 1024
  /// The most texts of `Accept-Language` whose choice is remembered.
  package static let languageChoicesMax = 512
  /// The most answers that wait at a time to be made on one thread for that; beyond it clients are
  /// told to come back.
  package static let waitingRendersMax = 64
  /// The shortest body that is compressed, in bytes: a shorter one fits into one packet as it is.
  package static let compressedBytesMin = 860
  /// Making an answer that takes at least this long is followed by a rest.
  package static let costlyRendering = Duration.milliseconds(1)
  /// How many times as long as making an answer took is the rest after it: a quarter of one core
  /// at most goes into one answer, however often it changes.
  package static let renderingRestFactor = 3
  /// The longest rest between making an answer and making it anew.
  package static let renderingRestMax = Duration.milliseconds(250)
  /// For how long a connection that is closed waits for a client that takes nothing of what was
  /// written before.
  package static let lastBytesSeconds = 5
}
