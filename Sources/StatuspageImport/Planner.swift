import StandardForms

/// Builds a plan record by record.
struct Planner {
  private(set) var components: [ComponentItem] = []
  private(set) var incidents: [IncidentItem] = []
  private(set) var skipped: [SkippedRecord] = []
  private(set) var notes: [ImportPlan.Note] = []
  let phases: (generation: Int, names: [String])?

  private let pageID: String
  private let regions: Regions
  private let groups: [String: String]
  private var taken: Set<String> = []

  init(_ export: StatuspageExport, phases: (generation: Int, names: [String])?) {
    pageID = export.pageID
    self.phases = phases
    regions = Regions(export.components)
    groups = Dictionary(
      export.components.filter(\.isGroup).map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    for component in export.components where !component.isGroup {
      let group = component.groupID.flatMap { groups[$0] }
      if let source = take("component", component.id, record: "components: \(component.id)") {
        add(source: source, name: component.name, group: group)
      }
    }
  }

  var impactType: ImpactTypeItem {
    ImpactTypeItem(
      source: "statuspage:\(pageID)/impact-type/health", displayName: "Service health",
      description: "How well a component works, as its former status page told it.")
  }

  mutating func add(_ incident: StatuspageIncident, isMaintenance: Bool) {
    let kind = isMaintenance ? "maintenance" : "incident"
    let record = "\(kind) \(incident.id)"
    guard let window = IncidentWindow(incident, isMaintenance: isMaintenance) else {
      skipped.append(SkippedRecord(record: record, reason: .noTime))
      return
    }
    guard let source = take(kind, incident.id, record: record) else { return }
    note(record, window.note)
    let affects = affects(incident, window, isMaintenance: isMaintenance, record)
    incidents.append(
      IncidentItem(
        source: source,
        displayName: cut(incident.name, to: Limits.itemNameBytesMax, record),
        affects: affects, beganAt: window.beganAt, endedAt: window.endedAt,
        phase: phase(incident, window, isMaintenance: isMaintenance, record),
        occurredAt: incident.createdAt, changedAt: incident.updatedAt ?? incident.createdAt,
        updates: updates(incident, window, record)))
  }

  private mutating func phase(
    _ incident: StatuspageIncident, _ window: IncidentWindow, isMaintenance: Bool, _ record: String
  ) -> IncidentItem.PhasePlace? {
    guard let phases else { return nil }
    let order = StatusWords.phase(
      of: incident.status, isOver: window.isOver, isMaintenance: isMaintenance, in: phases.names)
    if order == nil { note(record, .noSuchPhase) }
    return order.map { IncidentItem.PhasePlace(generation: phases.generation, order: $0) }
  }

  /// Oldest first; what was said at one time stays in the order of the file.
  private mutating func updates(
    _ incident: StatuspageIncident, _ window: IncidentWindow, _ record: String
  ) -> [IncidentItem.Update] {
    var updates: [IncidentItem.Update] = []
    for (place, update) in incident.updates.enumerated() {
      let name = update.id.isEmpty ? "number \(place + 1)" : update.id
      let record = "\(record), update \(name)"
      guard !update.id.isEmpty else {
        skipped.append(SkippedRecord(record: record, reason: .noID))
        continue
      }
      guard let source = take("update", update.id, record: record) else { continue }
      let body = update.body.hasVisibleCharacter ? update.body : ""
      updates.append(
        IncidentItem.Update(
          source: source,
          displayName: cut(
            StatusWords.headline(update.status), to: Limits.itemNameBytesMax, record),
          description: cut(body, to: Limits.itemDescriptionBytesMax, record),
          createdAt: update.shownAt ?? incident.createdAt ?? window.beganAt))
    }
    if updates.count > Limits.itemUpdatesMax { note(record, .tooManyUpdates) }
    // `sort` is not said to be stable.
    let ordered = updates.enumerated().sorted {
      ($0.element.createdAt, $0.offset) < ($1.element.createdAt, $1.offset)
    }
    return ordered.suffix(Limits.itemUpdatesMax).map(\.element)
  }
}

extension Planner {
  /// Each component once, with the worst that was told of it.
  private mutating func affects(
    _ incident: StatuspageIncident, _ window: IncidentWindow, isMaintenance: Bool, _ record: String
  ) -> [IncidentItem.Affected] {
    let told = ToldStatuses(incident)
    var sources: [String] = []
    var affects: [IncidentItem.Affected] = []
    for named in told.components {
      guard let source = component(named) else { continue }
      sources.append(source)
      var severity = isMaintenance ? 0 : told.severity(of: named.id)
      if severity == 0, window.endedAt == nil {
        note(record, .maintenanceStillOpen)
        severity = StatusWords.severity(ofImpact: incident.impact)
      }
      affects.append(
        IncidentItem.Affected(component: source, type: impactType.source, severity: severity))
    }
    if affects.isEmpty {
      let severity = isMaintenance ? 0 : StatusWords.severity(ofImpact: incident.impact)
      affects = [
        IncidentItem.Affected(
          component: wholePage(), type: impactType.source, severity: severity)
      ]
    }
    if affects.count > Limits.itemImpactsMax { note(record, .tooManyImpacts) }
    return Array(affects.prefix(Limits.itemImpactsMax))
  }

  /// The source of a component that an incident names; a new one if the page does not list it.
  private mutating func component(_ named: StatuspageIncident.Named) -> String? {
    let source = source("component", named.id)
    if taken.contains(source) { return source }
    let record = "components: \(named.id), which an incident names"
    guard take("component", named.id, record: record) != nil else { return nil }
    if let group = groups[named.id] {
      add(source: source, name: group, group: group)
      return source
    }
    let (group, name) = parts(of: named.name)
    add(
      source: source, name: name.hasVisibleCharacter ? name : named.id,
      group: group ?? "No longer listed")
    return source
  }

  /// Group and name of a component that an update names as `Group - Name`; a group may hold the
  /// same sign.
  private func parts(of name: String) -> (group: String?, name: String) {
    let known = groups.values.filter { name.hasPrefix($0 + " - ") }.max { $0.count < $1.count }
    if let known { return (known, String(name.dropFirst(known.count + 3))) }
    let words = name.split(separator: " - ")
    guard words.count > 1, let last = words.last else { return (nil, name) }
    return (words.dropLast().joined(separator: " - "), String(last))
  }

  private mutating func wholePage() -> String {
    let source = source("component", "page")
    if taken.insert(source).inserted { add(source: source, name: "Whole page", group: nil) }
    return source
  }

  private mutating func add(source: String, name: String, group: String?) {
    var labels: [String: String] = [:]
    let record = "component \(source)"
    if let group { labels["group"] = cut(group, to: Limits.itemLabelBytesMax, record) }
    if let region = regions.region(of: name, in: group) {
      labels["region"] = cut(region, to: Limits.itemLabelBytesMax, record)
    }
    components.append(
      ComponentItem(
        source: source, displayName: cut(name, to: Limits.itemNameBytesMax, record),
        labels: labels))
  }

  private func source(_ kind: String, _ id: String) -> String {
    "statuspage:\(pageID)/\(kind)/\(id)"
  }

  /// The source of a record that was not taken before; otherwise `nil`, and the record is named.
  private mutating func take(_ kind: String, _ id: String, record: String) -> String? {
    let source = source(kind, id)
    let isTooLong = source.utf8.count > Limits.itemSourceBytesMax
    guard !isTooLong, taken.insert(source).inserted else {
      skipped.append(
        SkippedRecord(record: record, reason: isTooLong ? .idTooLong : .sameIDTwice))
      return nil
    }
    return source
  }

  private mutating func note(_ record: String, _ kind: ImportPlan.Note.Kind?) {
    guard let kind else { return }
    let note = ImportPlan.Note(record: record, kind: kind)
    if notes.last != note { notes.append(note) }
  }

  /// `text` in at most `bytesMax` bytes, cut between characters and ended by an ellipsis.
  private mutating func cut(_ text: String, to bytesMax: Int, _ record: String) -> String {
    guard text.utf8.count > bytesMax else { return text }
    note(record, .textCut)
    var end = text.utf8.index(text.startIndex, offsetBy: bytesMax - "…".utf8.count)
    while end > text.startIndex, end.samePosition(in: text) == nil {
      end = text.utf8.index(before: end)
    }
    return text[..<end] + "…"
  }
}
