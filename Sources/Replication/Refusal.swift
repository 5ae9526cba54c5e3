package import EventLog

/// Why a node does not do what another asked.
package struct Refusal: Hashable, Sendable {
  /// The reasons, with their numbers on the wire.
  package enum Code: UInt16, Hashable, Sendable {
    /// The node does not know the peer (any more): say hello.
    case helloFirst = 1
    /// The peer has another log.
    case foreignLog = 2
    /// The peer has seen a higher epoch than the node, which is deposed.
    case lowerEpoch = 3
    /// The peer's log is longer, in the same epoch.
    case longerLog = 4
    /// The chain values differ at the position that the peer named.
    case chainDiffers = 5
    /// The node could not read its own log there.
    case unreadable = 6
    /// The peer named a position of an epoch that ended before it here, or that is not here:
    /// `common` says where to look for what both have.
    case forked = 7
    /// The node has no log yet.
    case noLog = 8
    /// The node is no primary, and has nothing to hand over.
    case notPrimary = 9
    /// The node cannot hand over now.
    case notNow = 10
  }

  /// The end of an epoch in the refusing node's log.
  package struct EpochEnd: Hashable, Sendable {
    /// The epoch.
    package var epoch: Epoch
    /// The position of its last event there.
    package var position: Position

    /// Takes both as they are.
    package init(epoch: Epoch, position: Position) {
      self.epoch = epoch
      self.position = position
    }
  }

  /// The reason, for programs; nil for one that a newer node invented.
  package var code: Code?
  /// The reason, for people, cut to `Limits.refusalBytesMax`.
  package var reason: String
  /// With `.forked`: where the last epoch ends that is not after the one asked for.
  package var common: EpochEnd?

  /// Takes all parts as they are.
  package init(_ code: Code?, _ reason: String, common: EpochEnd? = nil) {
    self.code = code
    self.reason = reason
    self.common = common
  }
}
