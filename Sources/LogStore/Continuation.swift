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
    var previous = head.predecessor
    var chain = head.chain
    for event in events {
      let place = previous?.position.next ?? Position(1)
      if let reason = event.header.discontinuity(after: previous) {
        throw .notContinuing(at: place, path: path, reason: reason)
      }
      guard event.chain == Digest.chain(after: chain, leaf: event.leaf) else {
        throw .notContinuing(at: place, path: path, reason: "I6: it has another history")
      }
      chain = event.chain
      previous = Predecessor(event.header)
    }
  }
}

extension LogHead {
  /// What the next event continues; nil while the log is empty.
  var predecessor: Predecessor? {
    logID.map {
      Predecessor(log: $0, epoch: epoch, position: position, recordedAt: recordedAt)
    }
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
