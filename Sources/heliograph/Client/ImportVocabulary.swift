import StandardForms

/// The words that an imported history needs: severities and phases.
struct ImportVocabulary {
  /// The newest generation of the phase list, and its names.
  let phases: (generation: Int, names: [String])

  private static let severities = [("Degraded", 33), ("Partial outage", 66), ("Outage", 100)]
  private static let phaseNames = [
    "Scheduled", "In progress", "Verifying", "Completed", "Investigating", "Identified",
    "Monitoring", "Resolved",
  ]

  /// Takes the words that the node has; where it has none of a kind, gives it ours.
  static func prepare(_ server: ServerConnection) async throws -> ImportVocabulary {
    let known = try await server.require("GET", "/api/v1/severities").json()
    if known["data"]?.array?.isEmpty ?? true {
      for (name, value) in severities {
        var json = JSONWriter()
        json.beginObject()
        json.key("displayName")
        json.string(name)
        json.key("value")
        json.integer(value)
        json.endObject()
        _ = try await server.require("POST", "/api/v1/severities", body: json.bytes)
      }
    }
    if let list = try await newestPhases(server) { return list }
    var json = JSONWriter()
    json.beginObject()
    json.key("phases")
    json.beginArray()
    for name in phaseNames { json.string(name) }
    json.endArray()
    json.endObject()
    _ = try await server.require("POST", "/api/v1/phases", body: json.bytes)
    return try await newestPhases(server) ?? ImportVocabulary(phases: (0, []))
  }

  private static func newestPhases(_ server: ServerConnection) async throws -> ImportVocabulary? {
    let data = try await server.require("GET", "/api/v1/phases").json()["data"]
    guard let generation = data?["generation"]?.integer, generation > 0 else { return nil }
    let names = data?["phases"]?.array?.compactMap(\.string) ?? []
    return ImportVocabulary(phases: (Int(generation), names))
  }
}
