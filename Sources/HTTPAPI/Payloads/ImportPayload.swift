import StandardForms
import StatusDomain

/// The body of an import: items that are read, and refused, each for itself.
struct ImportPayload {
  /// The items in their order, as commands or as what is wrong with them.
  let items: [Result<ImportCommand, Problem>]

  /// Reads the body.
  /// - Parameter newID: draws the identity that an item gets if its source is not known.
  /// - Throws: `Problem` if there is no list of items, an empty or too long one.
  init(_ body: [UInt8], newID: () -> UUIDValue) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: ["items"])
    let path = reader.path("items")
    guard let values = try reader.required("items", Read.any).array else {
      throw Problem.malformed(path, "it must be a list")
    }
    guard !values.isEmpty else { throw Problem(.required, field: path) }
    guard values.count <= Limits.importItemsMax else {
      throw Problem(.tooMany(max: Limits.importItemsMax), field: path)
    }
    var items: [Result<ImportCommand, Problem>] = []
    for (index, value) in values.enumerated() {
      do throws(Problem) {
        items.append(.success(try Self.item(value, "\(path)[\(index)]", newID())))
      } catch {
        items.append(.failure(error))
      }
    }
    self.items = items
  }

  private static func item(
    _ value: JSONValue, _ path: String, _ new: UUIDValue
  ) throws(Problem) -> ImportCommand {
    let reader = try PayloadReader(value, at: path)
    let kinds = ["component", "impactType", "incident"].filter { reader.value($0) != nil }
    guard kinds.count == 1 else {
      throw Problem.malformed(path, "it must have one of component, impactType and incident")
    }
    if let value = reader.value("component") {
      let reader = try PayloadReader(value, at: reader.path("component"))
      return .component(
        new: ID(new), try reader.required("source", Read.source),
        ComponentDraft(
          name: try reader.required("displayName", Read.name),
          labels: try reader.optional("labels", Read.labels) ?? Labels.none))
    }
    if let value = reader.value("impactType") {
      let reader = try PayloadReader(value, at: reader.path("impactType"))
      return .impactType(
        new: ID(new), try reader.required("source", Read.source),
        ImpactTypeDraft(
          name: try reader.required("displayName", Read.name),
          description: try reader.optional("description", Read.description)))
    }
    let incident = try PayloadReader(
      try reader.required("incident", Read.any), at: reader.path("incident"))
    return .incident(
      new: ID(new), try incident.required("source", Read.source), try ImportedIncident(incident))
  }
}

extension ImportedIncident {
  fileprivate init(_ reader: PayloadReader) throws(Problem) {
    self.init(
      name: try reader.required("displayName", Read.name),
      description: try reader.optional("description", Read.description),
      impacts: try reader.required("affects") { (value, path) throws(Problem) in
        try PayloadReader.elements(value, path, max: Limits.impactsMax, Read.importedImpact)
      },
      beganAt: try reader.required("beganAt", Read.moment),
      endedAt: try reader.optional("endedAt", Read.moment),
      phase: try reader.optional("phase", Read.phase),
      occurredAt: try reader.optional("occurredAt", Read.moment),
      changedAt: try reader.optional("changedAt", Read.moment),
      updates: try reader.required("updates") { (value, path) throws(Problem) in
        try PayloadReader.elements(value, path, max: Limits.importedUpdatesMax, Read.importedUpdate)
      })
  }
}

extension Read {
  fileprivate static func importedImpact(
    _ value: JSONValue, _ path: String
  ) throws(Problem) -> ImportedImpact {
    let reader = try PayloadReader(value, at: path)
    return ImportedImpact(
      component: try reader.required("component", reference),
      type: try reader.required("type", reference),
      severity: try reader.required("severity", severity))
  }

  fileprivate static func importedUpdate(
    _ value: JSONValue, _ path: String
  ) throws(Problem) -> ImportedUpdate {
    let reader = try PayloadReader(value, at: path)
    let source = try reader.required("source", source)
    _ = try reader.required("createdAt", moment)
    return ImportedUpdate(source: source, draft: try UpdateDraft(reader))
  }

  /// A UUID is an identity here, everything else a source.
  private static func reference(
    _ value: JSONValue, _ path: String
  ) throws(Problem) -> ImportReference {
    let source = try source(value, path)
    return UUIDValue(source.text).map { .id($0) } ?? .source(source)
  }
}
