import Testing

@testable import HTTPAPI

@Suite struct `Media types` {
  @Test(arguments: [
    "application/json", "APPLICATION/JSON", "application/json; charset=utf-8",
    "application/merge-patch+json", "application/vnd.x+JSON ;x=y",
  ])
  func `json is taken in any case, with parameters and as a suffix`(_ type: String) {
    #expect(isJSON(contentType: type))
  }

  @Test(arguments: [
    "", "json", "text/json", "application/jsonx", "application/+json", "*/*", "/json",
    "application/xml", "application/json/x", "+json",
  ])
  func `nothing else is`(_ type: String) { #expect(!isJSON(contentType: type)) }
}
