package import StandardForms

/// What a page shows of the freshness of its node, besides the position: as long as this, the
/// board, the minute and the arguments stay equal, the page's bytes do (`FreshnessView` writes
/// them).
package struct ShownFreshness: Hashable, Sendable {
  private let role: Freshness.Role
  private let isStale: Bool
  /// Whole minutes since the primary was heard, as long as it is heard.
  private let ageMinutes: Int64
  /// The minute in which the primary was heard last, once it is lost.
  private let heardAt: Timestamp?
  private let primaryURL: String?

  /// What is shown at `now` of a node in this state; the arguments are those of `Freshness`.
  package init(
    role: Freshness.Role, ageMilliseconds: Int64, isStale: Bool, primaryURL: String?,
    at now: Timestamp
  ) {
    let age = max(0, ageMilliseconds)
    let isLost = role == .replica && isStale
    self.role = role
    self.isStale = isLost
    ageMinutes = role == .replica && !isLost ? age / 60_000 : 0
    heardAt = isLost ? now.advanced(by: .milliseconds(-age)).startOfMinute : nil
    self.primaryURL = isLost ? primaryURL : nil
  }
}
