package import EventLog

/// What a node is, as it tells the others.
package struct Presence: Hashable, Sendable {
  /// Whether it writes.
  package var role: Standing.Role
  /// The epoch of the event at its head; nil if it has no log yet.
  package var headEpoch: Epoch?
  /// Where clients reach it; empty if nobody said.
  package var publicURL: String

  /// Takes all parts as they are.
  package init(role: Standing.Role, headEpoch: Epoch?, publicURL: String) {
    self.role = role
    self.headEpoch = headEpoch
    self.publicURL = publicURL
  }
}
