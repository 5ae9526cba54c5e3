import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct `Cross-origin requests` {
  private let ours = CrossOrigin(["https://a.example"])

  private func decorated(_ policy: CrossOrigin, _ origin: String?) -> HTTPFields {
    var request = HTTPFields()
    if let origin { request[.origin] = origin }
    var headers = HTTPFields()
    policy.decorate(&headers, for: request)
    return headers
  }

  @Test func `a configured origin is named, another is not`() {
    #expect(
      decorated(ours, "https://a.example")[.accessControlAllowOrigin] == "https://a.example")
    #expect(decorated(ours, "https://b.example")[.accessControlAllowOrigin] == nil)
    #expect(decorated(ours, nil)[.accessControlAllowOrigin] == nil)
    #expect(decorated(ours, nil) == [:])
    #expect(decorated(CrossOrigin(["*"]), "https://b.example")[.accessControlAllowOrigin] == "*")
    let exposed = decorated(ours, "https://a.example")[.accessControlExposeHeaders] ?? ""
    #expect(exposed.contains("Heliograph-Position") && exposed.contains("ETag"))
    #expect(
      ours.lines(for: "https://a.example")
        == "Access-Control-Allow-Origin: https://a.example\r\n"
        + "Access-Control-Expose-Headers: \(exposed)\r\n")
    #expect(ours.lines(for: "https://b.example") == "")
  }

  @Test func `a preflight tells methods and headers to configured origins only`() {
    let known = ours.preflight([.get, .post], for: [.origin: "https://a.example"])
    #expect(known.status == .noContent)
    #expect(known.headers[.accessControlAllowMethods] == "GET, POST")
    #expect(known.headers[.accessControlAllowHeaders]?.contains("Idempotency-Key") == true)
    let other = ours.preflight([.get], for: [.origin: "https://b.example"])
    #expect(other.status == .noContent && other.headers[.accessControlAllowMethods] == nil)
    #expect(other.headers[.allow] == "GET")
  }
}
