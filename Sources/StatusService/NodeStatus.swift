/// What a node says of itself, and how fresh that is.
package struct NodeStatus: Hashable, Sendable {
  /// What the node does for the log.
  package enum Role: String, Hashable, Sendable {
    /// It appends.
    case primary
    /// It copies.
    case replica
  }

  /// What the node does for the log.
  package var role: Role
  /// The primary's reign; 0 before the first event is known.
  package var epoch: Int64
  /// The position of the last event that its read model has taken in.
  package var position: Int64
  /// The primary's last position as last heard of; its own at the primary.
  package var head: Int64
  /// How far `position` is behind `head`, in events.
  package var lag: Int64
  /// How long ago the primary was last heard of; 0 at the primary.
  package var ageMilliseconds: Int64
  /// Whether it has held everything that it knew of, at least once since it heard the primary.
  package var isCaughtUp: Bool
  /// Whether what it shows may be old, since the primary has not been heard of for a while.
  package var isStale: Bool
  /// Where the primary takes writes, if known.
  package var primaryURL: String?
  /// Its state in words: `serving`, `catching up`, `streaming`, `stale`, `diverged: …`.
  package var condition: String

  /// A status of these parts; `lag` follows from `head` and `position`.
  package init(
    role: Role, epoch: Int64, position: Int64, head: Int64, ageMilliseconds: Int64,
    isCaughtUp: Bool, isStale: Bool, primaryURL: String?, condition: String
  ) {
    self.role = role
    self.epoch = epoch
    self.position = position
    self.head = head
    self.lag = max(0, head - position)
    self.ageMilliseconds = ageMilliseconds
    self.isCaughtUp = isCaughtUp
    self.isStale = isStale
    self.primaryURL = primaryURL
    self.condition = condition
  }
}
