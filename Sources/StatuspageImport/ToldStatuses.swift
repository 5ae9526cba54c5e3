/// What an incident and its updates tell of the components that they name.
struct ToldStatuses {
  /// Each component once: those of the incident first, then others in the order of the updates.
  let components: [StatuspageIncident.Named]
  private let worst: [String: Int]
  private let working: Set<String>
  private let fromImpact: Int

  init(_ incident: StatuspageIncident) {
    var components: [StatuspageIncident.Named] = []
    var places: [String: Int] = [:]
    var worst: [String: Int] = [:]
    var working: Set<String> = []
    for named in incident.components + incident.updates.flatMap(\.components) {
      if let place = places[named.id] {
        // An update tells the group too, as `Group - Name`.
        if named.status != nil { components[place] = named }
      } else {
        places[named.id] = components.count
        components.append(named)
      }
      guard let status = named.status else { continue }
      if let severity = StatusWords.severity(ofComponent: status) {
        worst[named.id] = max(severity, worst[named.id] ?? 0)
      } else if status == "operational" {
        working.insert(named.id)
      }
    }
    self.components = components
    self.worst = worst
    self.working = working
    fromImpact = StatusWords.severity(ofImpact: incident.impact)
  }

  /// The worst that was told of a component. Where nothing is told of it, or nothing but
  /// `operational` of all, the incident's impact decides; what works while others do not gets the
  /// lowest severity.
  func severity(of id: String) -> Int {
    if let severity = worst[id] { return severity }
    return working.contains(id) && !worst.isEmpty ? StatusWords.lowest : fromImpact
  }
}
