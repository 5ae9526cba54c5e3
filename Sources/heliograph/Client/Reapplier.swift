import StandardForms

/// Has orphans recorded anew, at whichever node is the primary.
struct Reapplier {
  let primary: ServerConnection

  /// Why orphans were not recorded: the primary's own words.
  struct Refused: Error {
    let reason: String
  }

  /// Asks `node` who the primary is.
  init(asking node: ServerConnection, _ options: ServerOptions) async throws {
    let status = try await node.require("GET", "/api/v1/cluster").json()
    if status["role"]?.string == "primary" {
      primary = node
      return
    }
    let primary = (status["nodes"]?.array ?? []).first {
      $0["role"]?.string == "primary" && $0["connected"] == .bool(true)
    }
    guard let url = primary?["url"]?.string else {
      throw OperatorError(
        "no primary is known there, so nothing can be recorded",
        hint: "try again once `heliograph status` shows one")
    }
    self.primary = try options.connection(to: url, patienceSeconds: 60)
  }

  /// Has these recorded, all of them or none; what was recorded before is not recorded again.
  /// - Returns: what became of each, in order.
  /// - Throws: `Refused` if a rule stands against it; `OperatorError` if nobody decided.
  func reapply(_ orphans: [OrphanStore.Orphan]) async throws -> [OrphanStore.Outcome] {
    var json = JSONWriter()
    json.beginObject()
    json.key("events")
    let kept = orphans.map { ($0.json["kept"] ?? .null).text }
    json.beginArray()
    for event in kept { json.raw(event) }
    json.endArray()
    json.endObject()
    let answer = try await primary.send("POST", "/api/v1/reapply", body: json.bytes)
    switch answer.status {
    case 200: break
    case 400, 404, 409, 412, 413:
      throw Refused(reason: try answer.json()["detail"]?.string ?? "no reason given")
    case _: throw primary.failure(answer)
    }
    let results = try answer.json()["data"]?.array ?? []
    guard results.count == orphans.count else {
      throw OperatorError(
        "the primary's answer says nothing of what became of the orphans",
        hint: "check its version")
    }
    return try results.map(Self.outcome)
  }

  private static func outcome(_ result: JSONValue) throws -> OrphanStore.Outcome {
    if result["result"]?.string == "unchanged" { return .unchanged }
    guard let event = result["event"]?.string, let place = result["at"]?.string else {
      throw OperatorError(
        "the primary's answer says nothing of what became of the orphans",
        hint: "check its version")
    }
    return .reapplied(event: event, at: place)
  }
}
