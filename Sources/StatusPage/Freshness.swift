package import StandardForms

/// How much the state that a page shows can be relied on at the moment it is rendered.
package struct Freshness: Hashable, Sendable {
  /// What the node that renders is.
  package enum Role: Hashable, Sendable {
    /// The one that records.
    case primary
    /// A read-only copy.
    case replica
  }

  /// What this node is.
  package let role: Role
  /// The place in the log of what is shown, `epoch:position`, as in `Heliograph-Position`.
  package let position: String
  /// When the last event that is shown was recorded; `nil` for an empty log.
  package let stateRecordedAt: Timestamp?
  /// Milliseconds since the primary was last heard; 0 at the primary.
  package let ageMilliseconds: Int64
  /// Whether the primary has not been heard for so long that what is shown may be out of date.
  package let isStale: Bool
  /// Where the primary serves its page, if this node knows.
  package let primaryURL: String?

  /// The freshness of these parts.
  package init(
    role: Role, position: String, stateRecordedAt: Timestamp?, ageMilliseconds: Int64,
    isStale: Bool, primaryURL: String?
  ) {
    self.role = role
    self.position = position
    self.stateRecordedAt = stateRecordedAt
    self.ageMilliseconds = ageMilliseconds
    self.isStale = isStale
    self.primaryURL = primaryURL
  }
}
