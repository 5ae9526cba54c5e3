import ReadModel
import Testing

@testable import HTTPAPI

@Suite struct `Paths and queries` {
  @Test(arguments: [
    ("plain", "plain"), ("a%2Fb", "a/b"), ("%c3%A9", "é"), ("a+b", "a+b"), ("%00", "\0"), ("", ""),
  ])
  func `percent-encoding is decoded and a plus stays a plus`(_ text: String, _ meant: String) {
    #expect(PercentEncoding.decode(text) == meant)
  }

  @Test(arguments: ["%", "%2", "%zz", "%FF", "%C3", "a%+1"])
  func `what is not percent-encoded UTF-8 is refused`(_ text: String) {
    #expect(PercentEncoding.decode(text) == nil)
  }

  @Test func `a segment that was encoded decodes to itself`() {
    let text = "a/b c%é~+\u{1}"
    let encoded = PercentEncoding.encodeSegment(text)
    #expect(encoded == "a%2Fb%20c%25%C3%A9~%2B%01")
    #expect(PercentEncoding.decode(encoded) == text)
  }

  @Test func `the first of two parameters counts and a plus in an offset is a plus`() throws {
    let query = QueryParameters("at=2026-01-01T00:00:00+02:00&at=x&b&c=%2B&&d=1=2")
    #expect(try query["at"] == "2026-01-01T00:00:00+02:00")
    #expect(try query["b"] == "")
    #expect(try query["c"] == "+")
    #expect(try query["d"] == "1=2")
    #expect(try query["e"] == nil)
  }

  @Test func `a parameter that is not UTF-8 is named`() {
    #expect(throws: Problem.malformed("at", "this is not percent-encoded UTF-8")) {
      try QueryParameters("at=%FF")["at"]
    }
  }

  @Test(arguments: [("1:42", 1, 42), ("0:0", 0, 0), ("007:3", 7, 3)])
  func `a position is epoch and place`(_ text: String, _ epoch: Int64, _ position: Int64) throws {
    let read = try #require(BoardPosition(header: text))
    #expect(read.epoch == epoch && read.position == position)
  }

  @Test(arguments: ["", "7", "1:", ":1", "1:x", "-1:1", "1:+1", "1:2:3", "1:9999999999999999999"])
  func `a malformed position is none`(_ text: String) {
    #expect(BoardPosition(header: text) == nil)
  }
}
