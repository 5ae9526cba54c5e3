import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

extension Representation {
  /// An impact type; `nil` if there is none of this identity.
  static func impactType(_ id: ImpactTypeID, _ board: StatusBoard) -> Representation? {
    guard let type = board.impactTypes[id] else { return nil }
    return Representation(body: JSONWriter.data { $0.write(type) }, version: type.version)
  }

  /// All impact types, by name.
  static func impactTypes(_ board: StatusBoard) -> Representation {
    Representation(
      body: JSONWriter.dataList(board.sortedImpactTypes) { $0.write($1) }, version: board.version)
  }

  /// A severity; `nil` if there is none of this name.
  static func severity(_ name: String, _ board: StatusBoard) -> Representation? {
    guard let severity = board.severities.named(name) else { return nil }
    return Representation(body: JSONWriter.data { $0.write(severity) }, version: severity.version)
  }

  /// All severities, by value.
  static func severities(_ board: StatusBoard) -> Representation {
    Representation(
      body: JSONWriter.dataList(board.severities.bands) { $0.write($1) }, version: board.version)
  }

  /// The phase list of a generation, the newest for `nil`; an empty one of generation 0 before the
  /// first, `nil` for one that was not published.
  static func phases(_ generation: Int?, _ board: StatusBoard) -> Representation? {
    let generation = generation ?? board.phases.newest
    let isBeforeTheFirst = generation == 0 && board.phases.newest == 0
    guard let names = isBeforeTheFirst ? [] : board.phases[generation] else { return nil }
    let body = JSONWriter.data { json in
      json.beginObject()
      json.member("generation", generation)
      json.list("phases", names) { $0.string($1.known ?? withheldText) }
      json.endObject()
    }
    return Representation(body: body, version: Int64(generation))
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ type: ImpactType) {
    beginObject()
    member("id", type.id.text)
    required("displayName", type.name)
    optional("description", type.description)
    endObject()
  }

  fileprivate mutating func write(_ severity: Severity) {
    beginObject()
    member("displayName", severity.name)
    member("value", severity.value)
    endObject()
  }
}
