import HTTPTypes
import StandardForms
import StatusDomain
import StatusService
import Testing

@testable import HTTPAPI

@Suite struct Problems {
  private static let failures: [(CommandFailure, Int)] = [
    (.rejected(.invalid(field: "affects[1].type", rule: .unknownReference)), 400),
    (.rejected(.notFound(.severity)), 404), (.rejected(.preconditionFailed(version: 3)), 412),
    (.rejected(.conflict(.lastBand)), 409), (.rejected(.conflict(.lastAdministrator)), 409),
    (.rejected(.conflict(.severityNameInUse("x"))), 409),
    (.rejected(.conflict(.severityValueInUse(3))), 409),
    (.rejected(.conflict(.inUse(by: IncidentID(UUIDValue(1))))), 409),
    (.rejected(.conflict(.tooMany(.token, max: 4))), 409), (.keyReused, 422), (.busy, 503),
    (.keysExhausted, 503), (.storageFull, 507), (.storageFailed, 503),
    (.halted(reason: "x"), 503), (.stopped, 503),
  ]

  @Test(arguments: failures)
  func `every refusal has its status`(_ failure: CommandFailure, _ status: Int) {
    #expect(Problem(failure).kind.status.code == status)
  }

  @Test(arguments: failures)
  func `every problem has all members of RFC 9457 and a message`(
    _ failure: CommandFailure, _ status: Int
  ) throws {
    let json = try JSONValue(parsing: Problem(failure).json)
    #expect(json["status"]?.integer == Int64(status))
    #expect(json["type"]?.string?.hasPrefix("urn:heliograph:problem:") == true)
    #expect(json["title"]?.string?.isEmpty == false)
    #expect(json["detail"]?.string == json["message"]?.string)
    let detail = try #require(json["detail"]?.string)
    #expect(detail.hasSuffix(".") && !detail.contains(".."))
  }

  @Test(arguments: ["Try again", "Try again.", "Try again..", "Try again. ", "Try again.\n"])
  func `every detail ends with one full stop`(text: String) {
    #expect(Problem(.busy, text).detail == "Try again.")
    #expect(Problem.malformed("limit", text).detail == "limit: Try again.")
  }

  @Test func `a storage that fails asks to come back, a halted node does not`() {
    let failed = Problem(CommandFailure.storageFailed)
    #expect(failed.answer.headers[.retryAfter] == "1")
    let reason = "A majority of the regions is lost. Promote one of them, or restart this node."
    let halted = Problem(CommandFailure.halted(reason: reason))
    #expect(halted.answer.headers[.retryAfter] == nil)
    #expect(halted.detail == reason && halted.kind.type == "urn:heliograph:problem:halted")
  }

  @Test func `a field of a command is told as a path of the body`() {
    let rejection = Rejection.invalid(field: "affects[1].type", rule: .unknownReference)
    #expect(Problem(rejection).field == "$.affects[1].type")
  }

  @Test func `an answer says how to authenticate, what is allowed and when to come back`() {
    #expect(
      Problem(.unauthorized, "x").answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
    var wrongMethod = Problem(.methodNotAllowed, "x")
    wrongMethod.allowed = [.get, .head]
    #expect(wrongMethod.answer.headers[.allow] == "GET, HEAD")
    #expect(Problem(CommandFailure.busy).answer.headers[.retryAfter] == "1")
  }

  @Test func `a problem names the primary where it is known`() throws {
    var problem = Problem(.replicaReadsOnly, "x")
    problem.primaryURL = "https://status.example"
    #expect(try JSONValue(parsing: problem.json)["primary"]?.string == "https://status.example")
  }
}
