package import EventLog

/// How far a log reaches, and which log it is: all that two nodes must compare to know whether one
/// log continues the other.
package struct LogPoint: Hashable, Sendable {
  /// Which log; nil for a log without events.
  package var logID: LogID?
  /// The reign of the last event; nil for a log without events.
  package var epoch: Epoch?
  /// The last event's position; `.zero` for a log without events.
  package var position: Position
  /// The chain value of the last event; `.zero` for a log without events.
  package var chain: Digest

  /// A log without events.
  package static let empty = LogPoint(logID: nil, epoch: nil, position: .zero, chain: .zero)

  /// Takes all parts as they are.
  package init(logID: LogID?, epoch: Epoch?, position: Position, chain: Digest) {
    self.logID = logID
    self.epoch = epoch
    self.position = position
    self.chain = chain
  }
}
