package import Membership

/// Whether commands are decided here, and if not, why.
package enum WriteGate: Hashable, Sendable {
  /// They are.
  case open
  /// This node copies: the primary decides.
  case replica
  /// The primary has just started, and first hears the others: one may have been promoted.
  case surveying
  /// The primary is handing over.
  case handingOver(to: NodeName)
  /// A primary is about to begin another epoch.
  case beginningEpoch
  /// The policy is strict, and of these required regions no node is connected.
  case regionsMissing([Region])
}
