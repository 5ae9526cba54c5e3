import StandardForms
import Testing

@testable import HTTPAPI

@Suite struct `Dates in headers` {
  @Test(arguments: [
    ("1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ("1970-01-01T00:00:00.999999Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("2024-02-29T23:59:59Z", "Thu, 29 Feb 2024 23:59:59 GMT"),
    ("1969-12-31T23:59:59.5Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
    ("2026-11-22T09:30:00Z", "Sun, 22 Nov 2026 09:30:00 GMT"),
  ])
  func `are written as RFC 9110 wants them`(_ time: String, _ date: String) throws {
    #expect(try #require(Timestamp(rfc3339: time)).httpDate == date)
  }
}
