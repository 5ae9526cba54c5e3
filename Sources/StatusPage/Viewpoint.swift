import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

/// A board at a moment, to be told in one language: what every view is made from.
struct Viewpoint {
  let board: StatusBoard
  let now: Timestamp
  let words: Words
  let paths: Paths
  let grouping: Grouping
  /// The components by name.
  let components: [Component]
  /// The days of which uptime is told.
  let window: UptimeWindow
  /// Whether components have rows of their own; where they are very many, only groups are shown.
  let listsComponents: Bool
  private let states: [ShownState]
  private let places: [ComponentID: Int]

  /// The view of `board` at `now`.
  init(_ board: StatusBoard, at now: Timestamp, words: Words, paths: Paths) {
    self.board = board
    self.now = now
    self.words = words
    self.paths = paths
    grouping = Grouping(of: board.components.values)
    let rowCount = board.components.count * max(1, grouping.axes.count)
    listsComponents = rowCount <= Limits.pageRowsMax
    window = UptimeWindow(days: Limits.uptimeDays, until: now)
    states = board.severities.states
    components = board.sortedComponents
    places = grouping.places(of: components)
  }

  /// The component's last words, also if it was retired.
  func component(_ id: ComponentID) -> (component: Component?, isRetired: Bool) {
    if let component = board.components[id] { return (component, false) }
    return (board.retiredComponents[id], true)
  }

  /// Where the page lists the component; after all others if it was retired.
  func place(of id: ComponentID) -> Int { places[id] ?? .max }

  /// The component's labels, also if it was retired.
  func labels(of id: ComponentID) -> [String: String] { component(id).component?.labels ?? [:] }

  /// The impact type's last words, also if it was removed.
  func impactType(_ id: ImpactTypeID) -> ImpactType? {
    board.impactTypes[id] ?? board.removedImpactTypes[id]
  }

  /// Whether the incident is a maintenance: nothing that it affects is worse.
  func isMaintenance(_ incident: Incident) -> Bool { state(of: incident) == .maintenance }

  /// The state of what is affected so badly.
  func state(of severity: ImpactSeverity) -> ShownState { states[severity.value] }

  /// How bad it looks to be affected so badly: by the band, so that what is called the same weighs
  /// the same.
  func weight(of severity: ImpactSeverity) -> Int {
    guard severity != .maintenance else { return 0 }
    return board.severities.band(of: severity.value)?.value ?? severity.value
  }

  /// The worst of an incident's impacts; a notice if it has none.
  func state(of incident: Incident) -> ShownState {
    incident.impacts.map(\.severity).max().map { state(of: $0) } ?? .notice
  }

  func view(_ text: Text) -> TextView { TextView(text, words) }

  func view(_ state: ShownState) -> StateView { StateView(state, words) }

  func view(_ time: Timestamp) -> TimeView { TimeView(time, words) }
}
