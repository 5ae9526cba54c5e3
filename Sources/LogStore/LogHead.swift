package import EventLog
package import StandardForms

/// Where a log ends: all that the next event continues.
package struct LogHead: Hashable, Sendable {
  /// The log's identity; nil while the log is empty.
  package let logID: LogID?
  /// The current reign; `.first` while the log is empty.
  package let epoch: Epoch
  /// The position of the last event; `.zero` while the log is empty.
  package let position: Position
  /// The chain value of the last event; `.zero` while the log is empty.
  package let chain: Digest
  /// The tree over all events; its size is the position (I3).
  package let tree: TreeHead
  /// When the last event was recorded; 1970-01-01T00:00:00Z while the log is empty.
  package let recordedAt: Timestamp

  /// The head of a log without events.
  package static let empty = LogHead(
    logID: nil, epoch: .first, position: .zero, chain: .zero, tree: MerkleTree().head,
    recordedAt: Timestamp(microseconds: 0))

  /// Takes all parts as they are.
  package init(
    logID: LogID?, epoch: Epoch, position: Position, chain: Digest, tree: TreeHead,
    recordedAt: Timestamp
  ) {
    self.logID = logID
    self.epoch = epoch
    self.position = position
    self.chain = chain
    self.tree = tree
    self.recordedAt = recordedAt
  }

  /// The head after `event`, whose leaf is the last of `tree`.
  package init(after event: RecordedEvent, tree: TreeHead) {
    let header = event.header
    precondition(tree.size == header.position.rawValue, "I3: the tree head covers all rows")
    self.init(
      logID: header.log, epoch: header.epoch, position: header.position, chain: event.chain,
      tree: tree, recordedAt: header.recordedAt)
  }

  /// The head as it is named in public.
  package var epochPosition: EpochPosition { EpochPosition(epoch: epoch, position: position) }
}
