import StandardForms
import StatusDomain

extension IncidentDraft {
  /// Reads the body of a POST.
  init(payload body: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: IncidentRevision.members)
    self.init(
      name: try reader.required("displayName", Read.name),
      description: try reader.optional("description", Read.description),
      impacts: try reader.optional("affects", Read.impacts) ?? ImpactList.none,
      beganAt: try reader.optional("beganAt", Read.moment),
      endedAt: try reader.optional("endedAt", Read.moment),
      phase: try reader.optional("phase", Read.phase))
  }
}

extension IncidentRevision {
  static var members: [String] {
    ["displayName", "description", "affects", "beganAt", "endedAt", "phase"]
  }

  /// Reads the body of a PATCH.
  init(payload body: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: Self.members)
    self.init(
      name: try reader.unclearable("displayName", Read.name),
      description: try reader.change("description", Read.description),
      impacts: reader.has("affects")
        ? try reader.optional("affects", Read.impacts) ?? ImpactList.none : nil,
      beganAt: try reader.unclearable("beganAt", Read.moment),
      endedAt: try reader.change("endedAt", Read.moment),
      phase: try reader.change("phase", Read.phase))
  }
}

extension Read {
  fileprivate static func impacts(
    _ value: JSONValue, _ path: String
  ) throws(Problem) -> ImpactList {
    let impacts = try PayloadReader.elements(value, path, max: Limits.impactsMax, impact)
    do throws(ElementFault) {
      return try ImpactList(impacts)
    } catch {
      throw Problem(error.rule, field: error.index.map { "\(path)[\($0)]" } ?? path)
    }
  }

  private static func impact(_ value: JSONValue, _ path: String) throws(Problem) -> Impact {
    let reader = try PayloadReader(value, at: path)
    return Impact(
      component: ID(try reader.required("reference", identity)),
      type: ID(try reader.required("type", identity)),
      severity: try reader.required("severity", severity))
  }
}

extension UpdateDraft {
  /// Reads the body of a POST.
  init(payload body: [UInt8]) throws(Problem) {
    try self.init(try PayloadReader(body: body, holding: UpdateRevision.members))
  }

  /// Reads the members of an update, wherever they stand.
  init(_ reader: PayloadReader) throws(Problem) {
    let name = try reader.optional("displayName", Read.name)
    let description = try reader.optional("description", Read.description)
    let createdAt = try reader.optional("createdAt", Read.moment)
    do throws(Rule) {
      try self.init(name: name, description: description, createdAt: createdAt)
    } catch {
      throw Problem(error, field: reader.path("displayName"))
    }
  }
}

extension UpdateRevision {
  static var members: [String] { ["displayName", "description", "createdAt"] }

  /// Reads the body of a PATCH.
  init(payload body: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: Self.members)
    self.init(
      name: try reader.change("displayName", Read.name),
      description: try reader.change("description", Read.description),
      createdAt: try reader.unclearable("createdAt", Read.moment))
  }
}
