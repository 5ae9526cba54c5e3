package import ReadModel

/// All read models at one position, published whole.
package struct Boards: Hashable, Sendable {
  /// What the page shows.
  package private(set) var status = StatusBoard()
  /// Who may change what.
  package private(set) var access = AccessBoard()

  /// The boards before the first event.
  package init() {}

  /// The place of the last event taken in.
  package var position: BoardPosition { status.position }

  /// Takes what was recorded into every read model.
  package mutating func take(_ recorded: Recorded) {
    apply(recorded, &status)
    apply(recorded, &access)
  }
}
