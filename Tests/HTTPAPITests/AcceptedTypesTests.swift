import Testing

@testable import HTTPAPI

@Suite struct `What a client accepts` {
  @Test(arguments: [
    "text/html", "text/html,*/*", "TEXT/HTML ; q=0.3", "text/*",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "application/json;q=0.5, text/html;charset=utf-8", "text/html;q=nonsense",
  ])
  func `a page where one is preferred`(header: String) {
    #expect(AcceptedTypes(header).preferHTML)
  }

  @Test(arguments: [
    nil, "", "*/*", ",;,", "application/json", "application/problem+json, text/html;q=0.9",
    "text/html;q=0.5, */*", "text/html;q=0", "text/html, application/json", "text/htmlx",
    "application/json, text/plain, */*", "text/html;q=0.2, application/*;q=0.4",
  ])
  func `JSON otherwise`(header: String?) {
    #expect(!AcceptedTypes(header).preferHTML)
  }
}
