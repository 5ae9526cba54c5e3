import EventLog

/// What a peer's events must be to continue a log: checked before anything is written.
struct Continuation {
  private let head: LogHead
  private let path: String

  init(of head: LogHead, path: String) {
    self.head = head
    self.path = path
  }

  /// Throws `.notContinuing(at:)` for the first event that is not the next one.
  func check(_ events: [RecordedEvent]) throws(LogStoreError) {
    var position = head.position
    var chain = head.chain
    var epoch = head.epoch
    var recordedAt = head.recordedAt
    let log = head.logID ?? events.first?.header.log
    for event in events {
      let header = event.header
      let isFirst = position == .zero
      position = position.next
      try require(header.position == position, at: position, "I1: it has another position")
      try require(header.log == log, at: position, "it belongs to another log")
      try require(
        event.chain == Digest.chain(after: chain, leaf: event.leaf), at: position,
        "I6: it has another history")
      try require(header.epoch >= epoch, at: position, "its epoch is over")
      // An epoch begins with the event that says so, the first one included.
      let opens = isFirst || header.epoch > epoch
      try require(
        !opens || header.type == EventHeader.epochOpenedType, at: position,
        "an epoch begins without log.epoch_opened")
      try require(
        isFirst || header.recordedAt >= recordedAt, at: position,
        "I14: it was recorded before the one before")
      chain = event.chain
      epoch = header.epoch
      recordedAt = header.recordedAt
    }
  }

  private func require(
    _ holds: Bool, at position: Position, _ reason: String
  ) throws(LogStoreError) {
    if !holds { throw .notContinuing(at: position, path: path, reason: reason) }
  }
}

extension LogStoreError {
  static func notContinuing(at position: Position, path: String, reason: String) -> LogStoreError {
    LogStoreError(
      .notContinuing(at: position), path: path,
      reason: "the event at position \(position.rawValue) does not continue this log (\(reason))",
      hint: "compare this node's history with its primary's")
  }
}
