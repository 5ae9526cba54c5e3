import HTTPTypes
import Provisioning
import ReadModel
import StandardForms
import StatusDomain
import StatusService

/// Provisioning: what a node is to have, compared with what it has, and changed all at once.
enum ProvisionRoutes {
  static func provision(_ call: Call) async throws(Problem) -> Answer {
    let mark = try call.idempotencyMark()
    let isRehearsal = try call.truthInQuery("dryRun")
    let document = try DeclarationDocument(payload: call.body)
    let command = ProvisionCommand(
      document.declaration, prunes: document.prunes, isRehearsal: isRehearsal,
      newID: call.newID)
    // A rehearsal is no first try of the request with this key.
    let recording = try await call.record(.provision(command), isRehearsal ? nil : mark)
    var answer = Answer.unstored { json in
      json.member("dryRun", isRehearsal)
      json.member("repeated", recording.receipt.isRepeat)
      if let plan = recording.receipt.plan {
        json.key("plan")
        plan.write(to: &json)
      }
    }
    answer.position = recording.position
    answer.eventCount = isRehearsal ? nil : recording.receipt.eventCount
    return answer
  }
}
