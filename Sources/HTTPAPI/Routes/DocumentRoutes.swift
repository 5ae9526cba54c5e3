import StatusService

/// Our OpenAPI document, as it was built in.
enum DocumentRoutes {
  private static let document = Representation(body: PackageResources.openapi_yaml, version: 0)

  static func show(_ call: Call) async throws(Problem) -> Answer {
    let boards = try await call.boards()
    return .showing(document, at: boards.position, contentType: "application/yaml")
  }
}
