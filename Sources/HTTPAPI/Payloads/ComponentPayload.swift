import StatusDomain

extension ComponentDraft {
  /// Reads the body of a POST.
  init(payload body: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: ComponentRevision.members)
    self.init(
      name: try reader.required("displayName", Read.name),
      labels: try reader.optional("labels", Read.labels) ?? Labels.none)
  }
}

extension ComponentRevision {
  static var members: [String] { ["displayName", "labels"] }

  /// Reads the body of a PATCH.
  init(payload body: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: Self.members)
    self.init(
      name: try reader.unclearable("displayName", Read.name),
      labels: reader.has("labels") ? try reader.optional("labels", Read.labels) ?? Labels.none : nil
    )
  }
}
