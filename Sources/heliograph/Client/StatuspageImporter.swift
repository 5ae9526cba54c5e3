import StandardForms
import StatuspageImport

/// Sends the items of a plan to a node, request by request, and says what became of them.
struct StatuspageImporter {
  let connection: ServerConnection

  /// Items of one request: few enough that progress shows.
  private static let itemsMax = 100
  /// Bytes of one request: far below what the API takes.
  private static let bytesMax = 4 << 20

  /// Records `plan`: what others refer to comes first.
  /// - Throws: `OperatorError` if the node refuses a whole request; what was recorded before stays,
  ///   and a second run goes on from there.
  func record(_ plan: ImportPlan) async throws {
    var summary = ImportSummary()
    let total = plan.components.count + plan.impactTypes.count + plan.incidents.count
    var progress = Progress("importing", total: Int64(total))
    for body in plan.bodies(itemsMax: Self.itemsMax, bytesMax: Self.bytesMax) {
      try await send(body, &summary)
      progress.reached(Int64(summary.count))
    }
    progress.finish()
    for skipped in plan.skipped {
      StandardError.write("not taken: \(skipped.record): \(skipped.reason)")
    }
    for note in plan.notes { StandardError.write("note: \(note.record): \(note.kind)") }
    try StandardOutput.write(summary.text)
    let missing = summary.rejected + plan.skipped.count
    guard missing == 0 else {
      throw OperatorError(
        "\(missing) records were not taken",
        hint: "the reasons stand above; all others are recorded")
    }
  }

  private func send(_ body: ImportBody, _ summary: inout ImportSummary) async throws {
    let answer = try await connection.require("POST", "/api/v1/import", body: body.bytes).json()
    let results = answer["results"]?.array ?? []
    guard results.count == body.sources.count else {
      throw OperatorError(
        "the server answered for \(results.count) of \(body.sources.count) items",
        hint: "check --server")
    }
    for (source, result) in zip(body.sources, results) {
      let status = result["status"]?.string ?? "rejected"
      summary.add(source, status)
      if status == "rejected" {
        let problem = result["problem"]
        let reason = problem?["detail"]?.string ?? "no reason given"
        let field = problem?["field"]?.string.map { " (\($0))" } ?? ""
        StandardError.write("not taken: \(source): \(reason)\(field)")
      }
    }
  }
}
