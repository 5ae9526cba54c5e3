import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

extension Representation {
  /// A component as it stands at `time`; `nil` if there is none of this identity.
  static func component(
    _ id: ComponentID, _ board: StatusBoard, at time: Timestamp
  ) -> Representation? {
    guard let component = board.components[id] else { return nil }
    let impacts = board.activeImpacts(at: time)[id] ?? []
    return Representation(
      body: JSONWriter.data { $0.write(component, impacts) }, version: component.version)
  }

  /// All components as they stand at `time`, by name.
  static func components(_ board: StatusBoard, at time: Timestamp) -> Representation {
    let impacts = board.activeImpacts(at: time)
    return Representation(
      body: JSONWriter.dataList(board.sortedComponents) { $0.write($1, impacts[$1.id] ?? []) },
      version: board.version)
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ component: Component, _ impacts: [ActiveImpact]) {
    beginObject()
    member("id", component.id.text)
    required("displayName", component.name)
    if !component.labels.isEmpty {
      key("labels")
      beginObject()
      for (key, value) in component.labels.sorted(by: { $0.key < $1.key }) { member(key, value) }
      endObject()
    }
    list("activelyAffectedBy", impacts) { json, impact in
      json.beginObject()
      json.member("reference", impact.incident.text)
      json.member("type", impact.type.text)
      json.member("severity", impact.severity.value)
      json.endObject()
    }
    endObject()
  }
}
