/// Where an event is on a disk that was told to keep it.
package enum Durability: String, Hashable, Sendable, CaseIterable {
  /// On that of the node that recorded it.
  case local
  /// Also on that of a node of each region that the cluster's file requires.
  case replicated
}

/// For how long an answer waits for an event to be replicated.
package struct DurabilityWait: Hashable, Sendable {
  /// The time; zero for not at all.
  package var limit: Duration
  /// Whether the client asked for it. Otherwise nothing is waited for that cannot come: while a
  /// required region is not connected.
  package var isAsked: Bool

  /// Takes both parts as they are.
  package init(limit: Duration, isAsked: Bool) {
    self.limit = limit
    self.isAsked = isAsked
  }
}
