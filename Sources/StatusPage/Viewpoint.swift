import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

/// A board at a moment, to be told in one language: what every view is made from.
struct Viewpoint {
  let board: StatusBoard
  let now: Timestamp
  let words: Words
  let grouping: Grouping

  /// The view of `board` at `now`.
  init(_ board: StatusBoard, at now: Timestamp, words: Words) {
    self.board = board
    self.now = now
    self.words = words
    grouping = Grouping(of: board)
  }

  /// The component's last words, also if it was retired.
  func component(_ id: ComponentID) -> (component: Component?, isRetired: Bool) {
    if let component = board.components[id] { return (component, false) }
    return (board.retiredComponents[id], true)
  }

  /// The component's labels, also if it was retired.
  func labels(of id: ComponentID) -> [String: String] { component(id).component?.labels ?? [:] }

  /// The impact type's last words, also if it was removed.
  func impactType(_ id: ImpactTypeID) -> ImpactType? {
    board.impactTypes[id] ?? board.removedImpactTypes[id]
  }

  /// Whether the incident is a maintenance: nothing that it affects is worse.
  func isMaintenance(_ incident: Incident) -> Bool {
    board.severities.state(of: incident) == .maintenance
  }

  func view(_ text: Text) -> TextView { TextView(text, words) }

  func view(_ state: ShownState) -> StateView { StateView(state, words) }

  func view(_ time: Timestamp) -> TimeView { TimeView(time, words) }
}

/// The label by which components are grouped: `group` if any component has it, else `region`, else
/// the key that most components have (of equals, the first in the alphabet).
struct Grouping: Hashable {
  /// The label's key; `nil` where no component has a label.
  let key: String?

  init(of board: StatusBoard) {
    var counts: [String: Int] = [:]
    for component in board.components.values {
      for key in component.labels.keys { counts[key, default: 0] += 1 }
    }
    let preferred = ["group", "region"].first { counts[$0] != nil }
    key = preferred ?? counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
  }

  /// The group of `component`; `nil` if it has none.
  func group(of component: Component) -> String? {
    key.flatMap { component.labels[$0] }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
