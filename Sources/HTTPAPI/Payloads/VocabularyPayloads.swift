import StandardForms
import StatusDomain

extension ImpactTypeDraft {
  /// Reads the body of a POST.
  init(payload body: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: ImpactTypeRevision.members)
    self.init(
      name: try reader.required("displayName", Read.name),
      description: try reader.optional("description", Read.description))
  }
}

extension ImpactTypeRevision {
  static var members: [String] { ["displayName", "description"] }

  /// Reads the body of a PATCH.
  init(payload body: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: Self.members)
    self.init(
      name: try reader.unclearable("displayName", Read.name),
      description: try reader.change("description", Read.description))
  }
}

extension SeverityCommand {
  /// Reads the body of a POST.
  static func define(payload body: [UInt8]) throws(Problem) -> SeverityCommand {
    let reader = try PayloadReader(body: body, holding: SeverityRevision.members)
    return .define(
      name: try reader.required("displayName", Read.name),
      value: try reader.required("value", Read.bandEnd))
  }
}

extension SeverityRevision {
  static var members: [String] { ["displayName", "value"] }

  /// Reads the body of a PATCH.
  init(payload body: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: Self.members)
    self.init(
      name: try reader.unclearable("displayName", Read.name),
      value: try reader.unclearable("value", Read.bandEnd))
  }
}

extension PhaseNames {
  /// Reads the body of a POST.
  init(payload body: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: ["phases"])
    let names = try reader.required("phases") { (value, path) throws(Problem) in
      try PayloadReader.elements(value, path, max: Limits.phasesMax, Read.name)
    }
    do throws(Rule) {
      try self.init(names)
    } catch {
      throw Problem(error, field: reader.path("phases"))
    }
  }
}
